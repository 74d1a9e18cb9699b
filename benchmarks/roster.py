"""20,000 rows of a roster: preview and commit against reading the file and a plain bulk_create.

The plain side reads the same cells by calamine and writes the same rows of the same four tables with
`bulk_create`, nothing judged, nothing audited. Promise: at most 3 times that.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from time import perf_counter

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
LIMIT = 3.0

folder = tempfile.mkdtemp(prefix="tongpin-bench-")
os.environ["TONGPIN_DATA_DIR"] = folder
os.environ["TONGPIN_TODAY"] = "2020-09-20"
os.environ.pop("TONGPIN_DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"

import django  # noqa: E402

django.setup()

import io  # noqa: E402

import python_calamine  # noqa: E402
import xlsxwriter  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from tongpin.audit.actor import Actor  # noqa: E402
from tongpin.audit.envelope import opened  # noqa: E402
from tongpin.org import actions, roster, sheets  # noqa: E402
from tongpin.org.models import Affiliation, Membership, Person, Unit  # noqa: E402
from tongpin.org.vocabulary import LABELS  # noqa: E402
from tongpin.project.sample.people import people  # noqa: E402

TODAY = date(2020, 9, 20)
SURNAMES = "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑"
GIVEN = "建国志强文斌海涛立新永福国栋春生学军明远振华晓东家栋宏伟世昌"


def sheet() -> bytes:
    """The roster as an office would send it."""
    target = io.BytesIO()
    made = people(7, 1960, 1995)
    first = next(made)
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [LABELS[key] for key in sheets.TEMPLATE])
        for n in range(ROWS):
            name = SURNAMES[n % 20] + GIVEN[n // 20 % 28] + GIVEN[n // 560 % 28]
            page.write_row(n + 1, 0, _line(n, name, first.education))
    return target.getvalue()


def _line(n: int, name: str, education: str) -> list[str]:
    from stdnum.cn import ric

    body = (
        f"990000{1960 + n % 36}{n // 36 % 12 + 1:02d}{n // 432 % 28 + 1:02d}{n % 500 * 2 + 1:03d}"
    )
    number = body + ric.calc_check_digit(body)
    born = f"{body[6:10]}-{body[10:12]}-{body[12:14]}"
    return [
        name,
        number,
        "男",
        "汉族",
        born,
        education,
        "正式党员",
        f"第{n % 40 + 1}党支部",
        "",
        "2015-07-01",
        "2016-07-01",
        "科员",
        f"1990000{n % 10_000:04d}",
        "",
    ]


def plain(data: bytes, branches: dict[str, int]) -> float:
    """Read and write with nothing in between."""
    start = perf_counter()
    table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    cells = table.to_python()[1:]
    with opened(Actor.system(), "bench", "基准"), transaction.atomic():
        made = Person.objects.bulk_create(
            Person(
                name=r[0],
                identity_number=r[1],
                identity_index=f"{n}",
                sex="male",
                nation=r[3],
                born_on=date.fromisoformat(r[4]),
                education=r[5],
                home_id=branches[r[7]],
                position=r[11],
                phone=r[12],
                phone_index=f"{n}",
                search_text=r[0],
            )
            for n, r in enumerate(cells)
        )
        Affiliation.objects.bulk_create(
            Affiliation(person=p, unit_id=p.home_id, starts_on=date.fromisoformat(r[9]))
            for p, r in zip(made, cells, strict=True)
        )
        Membership.objects.bulk_create(
            row
            for p, r in zip(made, cells, strict=True)
            for row in (
                Membership(
                    person=p,
                    stage="probationary",
                    starts_on=date.fromisoformat(r[9]),
                    ends_on=date(2016, 6, 30),
                ),
                Membership(person=p, stage="full", starts_on=date.fromisoformat(r[10])),
            )
        )
        spent = perf_counter() - start
        transaction.set_rollback(True)
    return spent


def ours(data: bytes, unit: Unit) -> tuple[float, float]:
    """Preview and commit by the same way as the page."""
    actor = Actor.system("import")
    start = perf_counter()
    lines, _ = sheets.read(data, "名册.xlsx", needs_unit=True)
    rows = roster.judge(unit, lines, today=TODAY)
    wrong = [e for row in rows for e in row.errors]
    assert not wrong, wrong[:3]
    upload = actions.preview_roster(
        actor, unit=unit, file_name="名册.xlsx", file_hash="0" * 64, rows=[r.plain() for r in rows]
    )
    between = perf_counter()
    done = actions.confirm_roster(actor, unit=unit, upload=upload)
    assert len(done.people) == ROWS
    return between - start, perf_counter() - between


def main() -> int:
    """Print seconds and the ratio; 1 where the promise is broken."""
    call_command("migrate", verbosity=0)
    system = Actor.system("cli")
    unit = actions.found_bureau(system, code="JU", name="局党委", kind="party_committee")
    branches = {}
    for n in range(1, 41):
        made = actions.add_unit(system, unit=unit, code=f"Z{n}", name=f"第{n}党支部", kind="branch")
        branches[made.name] = made.pk
    data = sheet()
    base = min(plain(data, branches) for _ in range(2))
    preview, commit = ours(data, unit)
    ratio = (preview + commit) / base
    print(
        f"{ROWS} rows: plain {base:.2f} s, preview {preview:.2f} s, commit {commit:.2f} s, "
        f"ratio {ratio:.2f} (at most {LIMIT})"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
