"""Problems for the tests: found by the bureau, handed to the first branch, moved as far as wanted."""

from __future__ import annotations

from datetime import date

from tongpin.rectification import actions
from tongpin.rectification.models import Problem

DUE = date(2020, 10, 31)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def found(cast, title: str = "党小组会记录不完整", **more) -> Problem:
    """Raised by the office of the bureau, to be put right by the first branch."""
    values = {"source": "inspection", "ref": "", "responsible_unit": cast.unit("ZB1")} | more
    return actions.open_problem(cast.actor("office"), unit=cast.unit("JU"), title=title, **values)


def fresh(row: Problem) -> Problem:
    """The problem as it is stored."""
    return Problem.objects.select_related("unit", "responsible_unit").get(pk=row.pk)


def planned(cast, **more) -> Problem:
    """With measure, person and deadline."""
    row = found(cast, **more)
    return actions.plan(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), problem=row, version=row.version,
        measure="逐次补记并由组长签字", responsible_name="李组织",
        responsible_person=cast.person("李组织"), due_on=DUE,
    )  # fmt: skip


def doing(cast, **more) -> Problem:
    """Begun."""
    row = planned(cast, **more)
    return actions.start(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), problem=row, version=row.version
    )


def proven(cast, **more) -> Problem:
    """With one stage and its evidence."""
    row = doing(cast, **more)
    actions.record_progress(
        cast.actor("committee1"), unit=cast.unit("ZB1"), problem=row, version=row.version,
        note="四次会议记录已补齐", files=[("记录.png", PNG)],
    )  # fmt: skip
    return fresh(row)


def submitted(cast, **more) -> Problem:
    """Closure asked for by the branch secretary."""
    row = proven(cast, **more)
    return actions.submit(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), problem=row, version=row.version,
        note="已整改到位",
    )  # fmt: skip


def closed(cast, **more) -> Problem:
    """Verified by the office."""
    row = submitted(cast, **more)
    return actions.close(
        cast.actor("office"), unit=cast.unit("JU"), problem=row, version=row.version,
        note="抽看四次记录，已补齐",
    )  # fmt: skip


def inspection(cast, **more):
    """A county inspection of the bureau, fed back on 1 June 2020."""
    values = {"source": "inspection", "name": "县委第三轮巡察", "level": "county",
              "feedback_on": date(2020, 6, 1)} | more  # fmt: skip
    return actions.open_round(cast.actor("office"), unit=cast.unit("JU"), **values)
