"""Loaded as a plugin before the settings are: an own data folder and a fixed day."""

from __future__ import annotations

import os
import tempfile

FOLDER = tempfile.TemporaryDirectory(prefix="tongpin-test-")
os.environ["TONGPIN_DATA_DIR"] = FOLDER.name
os.environ["TONGPIN_PLAIN_STATIC"] = "1"
os.environ["TONGPIN_TODAY"] = "2020-09-20"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
