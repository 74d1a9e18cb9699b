"""The year report and the overview of a bureau with twenty branches, and the overview of 500.

    python benchmarks/year_report.py [branches]

Printed: seconds of drawing a year's report from every ledger (limit 10 s for 20 branches), and the
overview's page against the board of the same bureau, as a ratio in one run; statements of both.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date

FOLDER = tempfile.TemporaryDirectory(prefix="tongpin-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "tongpin.project.settings",
    "TONGPIN_DATA_DIR": FOLDER.name,
    "TONGPIN_TODAY": "2020-09-20",
    "TONGPIN_PLAIN_STATIC": "1",
}


def main(branches: int) -> None:
    """Build a bureau, draw its report, open its overview."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.conftest import build_cast
    from tests.reports.conftest import add_branch, adopt, hold
    from tongpin.duties.judging import rebuild
    from tongpin.org.scope import Scope
    from tongpin.reports.drawing import drawn

    call_command("migrate", verbosity=0)
    cast = build_cast()
    for number in range(branches - 2):
        unit = add_branch(cast, f"ZB{number + 100}", f"第{number + 100}支部")
        cast.units[unit.code] = unit.pk
    adopt(cast)
    for number in range(min(branches - 2, 100)):
        for month in (2, 5, 8):
            hold(cast, date(2020, month, 10), f"第{month}次", code=f"ZB{number + 100}")
    started = time.perf_counter()
    found = rebuild(2020)
    print(f"{branches} 个支部，{found} 条判定，全部重判 {time.perf_counter() - started:.2f} 秒")
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        report = drawn(Scope.everything(), cast.unit("JU"), year=2020, period="year")
    print(
        f"起草年度报告 {time.perf_counter() - started:.2f} 秒，{len(seen)} 条语句，{len(report.parts)} 段"
    )
    client = Client(SERVER_NAME="localhost")
    account = cast.account("office")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["stamp"] = account.session_stamp
    session.save()
    times = {}
    for url in ("/board/?view=overview", "/overview/"):
        client.get(url)
        best = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as seen:
                started = time.perf_counter()
                status = client.get(url).status_code
                best.append(time.perf_counter() - started)
        times[url] = min(best)
        print(f"{url} {status}：{times[url]:.3f} 秒，{len(seen)} 条语句")
    print(f"总览 / 措施总览 = {times['/overview/'] / times['/board/?view=overview']:.2f}")


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
