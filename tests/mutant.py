"""A pytest plugin that puts one mutated module of the rules in place (scripts/mutate)."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
from pathlib import Path


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, name: str, place: Path) -> None:
        self.name, self.place = name, place

    def find_spec(self, fullname, path=None, target=None):
        if fullname == self.name:
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module) -> None:
        exec(
            compile(self.place.read_text(encoding="utf-8"), str(self.place), "exec"),
            module.__dict__,
        )


if "TONGPIN_MUTANT" in os.environ:
    name, _, place = os.environ["TONGPIN_MUTANT"].partition("=")
    sys.meta_path.insert(0, _Finder(name, Path(place)))
