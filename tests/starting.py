"""A migrated database kept by the suite, for sites that tests start in processes of their own.

No import of the suite's environment: a child has a data folder of its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

MIGRATED = "TONGPIN_TEST_MIGRATED"


def keep_migrated(database: str, kept: str) -> None:
    """Copy a database that was just migrated, and tell the children where it lies."""
    with sqlite3.connect(database) as source, sqlite3.connect(kept) as target:
        source.backup(target)
    os.environ[MIGRATED] = kept


def start_migrated() -> None:
    """In a child: begin with the kept copy where there is one; `migrate` does what is left."""
    kept, place = os.environ.get(MIGRATED, ""), Path(os.environ["TONGPIN_DATA_DIR"])
    if kept and Path(kept).is_file() and not (place / "tongpin.sqlite3").exists():
        shutil.copy(kept, place / "tongpin.sqlite3")
