"""Tongpin 同频: a yearly Party-building work opinion becomes a year that can be seen and proved."""

__version__ = "0.1.0"
