"""One desk in a process of its own: `python -m tests.ledgers.dues.desk WHAT NAME…` on a database file.

Prints one line a name: the receipt number or why it was refused. `die` ends itself by SIGKILL
between the payments of a statement and their parts.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django


def main(what: str, *names: str) -> None:
    """Set up, wait for the start, do it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"
    django.setup()
    from django.core.management import call_command

    from tests.conftest import build_cast
    from tests.ledgers.dues.books import assess, declare
    from tests.starting import start_migrated

    folder = Path(os.environ["TONGPIN_DATA_DIR"])
    if what == "build":
        start_migrated()
        call_command("migrate", verbosity=0)
        cast = build_cast()
        for name in names:
            declare(cast, name)
        assess(cast)
        (folder / "cast.txt").write_text(repr((cast.units, cast.people, cast.accounts)))
        return
    while what == "pay" and not (folder / "go").exists():
        time.sleep(0.005)
    if what == "threads":
        print(*at_once([lambda n=name: act("pay", n) for name in names]), sep="\n")
        return
    print(*(act(what, name) for name in names), sep="\n")


def at_once(deeds) -> list[str]:
    """Do all deeds in threads that start together, each with its own connection; what they gave."""
    from django.db import connection

    gate = threading.Barrier(len(deeds))

    def one(deed) -> str:
        gate.wait(timeout=30)
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def act(what: str, name: str) -> str:
    """Pay for a member, or adopt a statement of one line."""
    from tests.conftest import Cast
    from tests.ledgers.dues import books
    from tests.ledgers.dues.test_imports import HEAD, adopt, upload
    from tongpin.audit.errors import Refused
    from tongpin.ledgers.dues.models import Allocation, Upload

    cast = Cast(*eval((Path(os.environ["TONGPIN_DATA_DIR"]) / "cast.txt").read_text()))
    if what == "check":
        return str(books.queries.check())
    try:
        if what == "pay":
            return books.pay(cast, name).number
        if what == "die":
            Allocation.objects._queryset_class.bulk_create = lambda *_, **__: os.kill(
                os.getpid(), signal.SIGKILL
            )
            adopt(cast, upload(cast, f"{HEAD}2020-09-03,{name},77.93,A1,\n"))
        row = Upload.objects.get(state="preview")
        return f"adopted {adopt(cast, row).adopted}"
    except Refused as refusal:
        return refusal.message


if __name__ == "__main__":
    main(*sys.argv[1:])
