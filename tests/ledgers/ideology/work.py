"""The office's usual entries and sheets."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from tongpin.ledgers.ideology import actions
from tongpin.ledgers.ideology.learning import guessed, read
from tongpin.ledgers.ideology.models import Activity, Approval, Charge, Import, KeyDay
from tongpin.life import actions as life

ROWS = (("张守正", 812), ("李组织", 37), ("王宣传", 0), ("冯丽", 455), ("没有人", 5))


def meeting(cast, *, tags: tuple[str, ...] = (), on: date = date(2020, 3, 10)):
    """A meeting of the leading body."""
    minutes = life.Minutes(kinds=("leading_meeting",), topic="局党委会议", held_on=on, tags=tags)
    return life.record_gathering(cast.actor("office"), unit=cast.unit("JU"), minutes=minutes)


def activity(cast, kind: str = "analysis", **more) -> Activity:
    """Something done."""
    values = {"kind": kind, "on": date(2020, 3, 10), "title": "一季度分析研判", **more}
    return enter(cast, Activity, **values)


def charge(cast) -> Charge:
    """Who answers for the website."""
    return enter(
        cast, Charge, field="website", title="单位网站", leader="孙玉梅（党委委员）",
        responsible="办公室主任", since=date(2020, 1, 1),
    )  # fmt: skip


def approval(cast, **more) -> Approval:
    """A lecture."""
    values = {
        "form": "lecture", "title": "节水讲座", "on": date(2020, 9, 10), "organiser": "水资源股",
        "speaker_post": "省水利厅高级工程师", "approved_by": "局党委",
        "approved_on": date(2020, 9, 1), **more,
    }  # fmt: skip
    return enter(cast, Approval, **values)


def key_day(cast) -> KeyDay:
    """A day ahead."""
    return enter(
        cast, KeyDay, on=date(2020, 10, 1), title="国庆节", preparation="值班和信息发布审核",
        responsible="办公室主任",
    )  # fmt: skip


def enter(cast, model, **values):
    """A line of the bureau."""
    return actions.enter(cast.actor("office"), unit=cast.unit("JU"), model=model, values=values)


def sheet(rows=ROWS, heads=("姓名", "本月积分")) -> bytes:
    """A real xlsx as the platform exports it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    for r, row in enumerate((heads, *rows)):
        page.write_row(r, 0, row)
    book.close()
    return stream.getvalue()


def upload(cast, rows=ROWS, month: date = date(2020, 8, 1)) -> Import:
    """Uploaded, not yet adopted."""
    return actions.keep(
        cast.actor("office"), unit=cast.unit("JU"), month=month, file_name="八月.xlsx",
        sheet=read(sheet(rows), "八月.xlsx", {}),
    )  # fmt: skip


def adopted(cast, rows=ROWS) -> Import:
    """Adopted by the usual heads."""
    row = upload(cast, rows)
    return actions.adopt(
        cast.actor("office"), unit=row.unit, upload=row,
        columns=guessed(actions.sheet_of(row).heads, {}),
    )  # fmt: skip
