"""A case of 何晨 in the first branch, as far as a test wants it, each step on its day."""

from __future__ import annotations

import json
from datetime import date

from django.db import connection

from tongpin.audit.clock import on_day
from tongpin.casework.actions import Happening
from tongpin.ledgers.development import actions, queries
from tongpin.org.scope import Scope

VOTE = {"entitled": 9, "present": 8, "yes": 8, "secret": True}
CONTACTS = {"count": 2, "people": [{"id": 0, "name": "张守正"}, {"id": 0, "name": "李组织"}]}

# By the text of 2014; the days are those of the year before the tests' today, 2020-09-20.
COURSE: tuple[tuple[str, str, dict], ...] = (
    ("talk", "2018-11-20", {"who": "李组织", "note": "动机端正。"}),
    ("activist", "2019-03-15", {"note": "同意。"}),
    ("filed", "2019-03-22", {"number": "局党字〔2019〕8号"}),
    ("contacts", "2019-03-25", CONTACTS),
    ("review", "2019-09-10", {"note": "表现好。"}),
    ("review", "2020-03-09", {"note": "有进步。"}),
    ("object", "2020-03-20", {"note": "各方同意。"}),
    ("object_consent", "2020-03-24", {"number": "局党字〔2020〕11号"}),
    ("introducers", "2020-03-26", CONTACTS),
    ("political_review", "2020-03-30", {"note": "审查合格，直系亲属清楚。"}),
    ("training", "2020-04-03", {"days": 3, "hours": 24}),
    ("committee_review", "2020-04-06", {"note": "合格。"}),
    ("pre_review", "2020-04-08", {}),
    ("form", "2020-04-09", {}),
    ("branch_meeting", "2020-04-10", {"vote": VOTE, "note": "同意接收。"}),
    ("approval_talk", "2020-04-20", {"note": "同意。"}),
    ("approval", "2020-05-08", {"number": "局党字〔2020〕19号"}),
    ("org_filing", "2020-05-12", {}),
    ("assigned", "2020-05-15", {}),
    ("oath", "2020-07-01", {}),
    ("conversion_application", "2021-04-01", {}),
    ("conversion_meeting", "2021-04-12", {"vote": VOTE, "decision": "on_time"}),
    ("conversion_approval", "2021-05-10", {}),
    ("archived", "2021-05-20", {}),
)


def apply(cast, *, on: str = "2018-11-02", name: str = "何晨", unit: str = "ZB1", **more):
    """Somebody applies."""
    day = date.fromisoformat(on)
    given = {"sex": "female", "born_on": date(1994, 5, 12), **more}
    with on_day(day):
        return actions.register(
            cast.actor("office"), unit=cast.unit(unit), name=name, applied_on=day, **given
        )


def take(cast, case, step: str, on: str, *, by: str = "office", today: str | None = None, **values):
    """Record one step on its day (or seen from another day)."""
    day = date.fromisoformat(on)
    taken = {n: values.pop(n, "") for n in ("note", "approver", "approval_reason")}
    extra = {n: values.pop(n) for n in ("vote_row", "gathering", "files") if n in values}
    happening = Happening(
        step, day, values, taken["note"], extra.get("gathering"), taken["approver"],
        taken["approval_reason"],
    )  # fmt: skip
    with on_day(date.fromisoformat(today) if today else day):
        fresh = queries.case(Scope.everything(), case.pk)
        return actions.record_step(
            cast.actor(by), unit=fresh.person.home, case=fresh, happening=happening,
            vote=extra.get("vote_row"), files=extra.get("files", ()),
        )  # fmt: skip


def walk(cast, until: str, **applied):
    """A case as far as a step, that step included."""
    case = apply(cast, **applied)
    if until == "application":
        return case
    for step, on, values in COURSE:
        take(cast, case, step, on, **values)
        if step == until and (step, on) != ("review", "2019-09-10"):
            break
    return fresh(case)


def fresh(case):
    """The case as the database has it, with its records."""
    return queries.case(Scope.everything(), case.pk)


def judged(case, on: str):
    """The case judged as of a day."""
    from tongpin.duties.rulebook import current_book

    return queries.course(current_book(), fresh(case), date.fromisoformat(on))


def stages(case) -> list[tuple[str, str]]:
    """The person's stages on the roster."""
    rows = case.person.memberships.order_by("starts_on")
    return [(m.stage, m.starts_on.isoformat()) for m in rows]


def count_again(case, step: str, **vote) -> None:
    """The numbers of a recorded vote are others, as an older site has them, allowed by somebody."""
    row = queries.latest(fresh(case), step)
    values = json.dumps({**row.values, "vote": {**VOTE, **vote}})
    with connection.cursor() as cursor:
        cursor.execute(
            'update development_step set "values" = %s, approver = %s, approval_reason = %s'
            " where id = %s",
            [values, "张三", "情况特殊", row.pk],
        )
