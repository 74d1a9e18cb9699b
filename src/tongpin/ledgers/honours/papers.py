"""岗位承诺书, 推荐审批表, 公示 and 表彰决定 as Word papers; the register and the posts as ruled ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.documents.papers import rendered
from tongpin.duties.rulebook import current_book
from tongpin.formats.ruled import Column, Ledger
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.models import (
    HonourKind,
    Nomination,
    Organ,
    Outcome,
    Review,
    Round,
    Station,
)
from tongpin.org.models import Unit
from tongpin.org.queries import person as whole_person
from tongpin.org.queries import posts_on, unit_counts
from tongpin.org.scope import Scope
from tongpin.org.timeline import standing
from tongpin.rules.explain import full_day

MOST = 2_000
LISTS = {
    HonourKind.MEMBER.value: "members",
    HonourKind.WORKER.value: "workers",
    HonourKind.ORGANISATION.value: "organisations",
}


def pledge(row: Station, day: date) -> bytes:
    """岗位承诺书 of a post with everybody who stands there."""
    return rendered(
        row.unit,
        "honours.pledge",
        {
            "kind": row.get_kind_display(), "name": row.name, "unit": row.unit.name,
            "place": row.place, "duty": row.duty, "pledge": row.pledge,
            "term": f"{full_day(row.starts_on)}至{full_day(row.ends_on)}",
            "members": [
                {
                    "name": m.person.name, "part": row.leader_word if m.is_leader else "成员",
                    "pledge": m.pledge, "sign": "",
                }
                for m in queries.members(row) if m.ends_on is None
            ],
            "day": full_day(max(row.starts_on, min(day, row.ends_on))),
        },
    )  # fmt: skip


def nomination_form(row: Nomination, *, opinions: bool) -> bytes:
    """推荐审批表; what organs said only where the reader may see it, blank for the pen otherwise."""
    asked = queries.consultations([row.pk])[row.pk]
    said = next((c for c in asked if c.organ == Organ.DISCIPLINE and c.view), None)
    values: dict[str, Any] = {
        "kind": row.get_kind_display(), "name": row.named, "deeds": row.deeds,
        "nominated": f"同意推荐。\n{row.unit.name}\n{full_day(row.nominated_on)}",
        "discipline": f"{said.get_view_display()}。\n{full_day(said.answered_on)}"
        if said is not None and opinions and said.answered_on else "",
        "reviewed": f"{row.get_review_display()}。\n{full_day(row.reviewed_on)}"
        if row.review and row.reviewed_on else "",
        "decided": "同意表彰。" if row.outcome == Outcome.AWARDED else "",
        "is_person": row.person is not None,
    }  # fmt: skip
    return rendered(row.round.unit, "honours.nomination", values | _particulars(row))


def _particulars(row: Nomination) -> dict[str, str]:
    if row.organisation is not None:
        unit, day = row.organisation, row.nominated_on
        heads = [p.person.name for p in posts_on(unit, day) if p.title == "secretary"]
        size = sum(unit_counts(Scope(((unit.path, True),)), day).values())
        return {
            "branch": unit.parent.name if unit.parent else "", "secretary": "、".join(heads),
            "size": str(size),
        }  # fmt: skip
    person = whole_person(Scope.everything(), row.person_id or 0)
    if person is None:
        return {}
    _, joined, _, posts, _ = standing(person, row.nominated_on)
    return {
        "sex": person.get_sex_display(), "nation": person.nation, "education": person.education,
        "born": f"{person.born_on:%Y.%m}" if person.born_on else "",
        "joined": f"{date.fromisoformat(joined):%Y年%m月}" if joined else "",
        "branch": person.home.name, "post": posts or person.position,
    }  # fmt: skip


def publicity(row: Round, items: Sequence[Nomination], day: date) -> bytes:
    """公示 with everybody who passed the review; before it is recorded the days are left to the pen.

    `Refused` while nobody has passed.
    """
    passed = [item for item in items if item.review == Review.PASSED]
    if not passed:
        raise Refused("还没有通过审核的推荐对象，审核以后才能导出公示。")
    public = queries.publicity_of(row)
    book = current_book()
    days = book.public_days(public.starts_on, public.ends_on) if public else None
    article = book.article("commend-publicity", day)
    need = article.integer("workdays") if article is not None else 5
    return rendered(
        row.unit,
        "honours.publicity",
        {
            "title": row.title, "organ": row.unit.name,
            "start": full_day(public.starts_on) if public else "　年　月　日",
            "end": full_day(public.ends_on) if public else "　年　月　日",
            "days": str(days if days is not None else need),
            "day": full_day(public.starts_on if public else day),
        }
        | _lists(passed),
    )  # fmt: skip


def decision(row: Round, items: Sequence[Nomination], day: date) -> bytes:
    """表彰决定 with everybody who is commended; `Refused` before there is a decision."""
    awarded = [item for item in items if item.outcome == Outcome.AWARDED]
    if not awarded:
        raise Refused("还没有决定表彰的个人和党组织，登记研究决定以后才能导出表彰决定。")
    decided = [r for r in row.case.records.all() if r.step == "decided" and not r.is_withdrawn]
    return rendered(
        row.unit,
        "honours.decision",
        {
            "title": row.title, "number": row.number, "organ": row.unit.name,
            "count": str(len(awarded)), "day": full_day(decided[-1].on if decided else day),
        }
        | _lists(awarded),
    )  # fmt: skip


def _lists(items: Iterable[Nomination]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {key: [] for key in LISTS.values()}
    for item in items:
        rows = found[LISTS[item.kind]]
        owner = item.person.home if item.person is not None else item.organisation
        above = owner.parent if item.person is None and owner is not None else owner
        rows.append(
            {
                "number": str(len(rows) + 1),
                "name": item.organisation.name if item.organisation else item.named,
                "branch": above.name if above is not None else "",
            }
        )
    return found


# ---------------------------------------------------------------- ruled ledgers


def register(unit: Unit, rows: Iterable[Any]) -> Ledger:
    """荣誉台账."""
    return Ledger(
        title=f"{unit}荣誉台账",
        columns=(
            Column("序号", "int", 0.5), Column("姓名（党组织）", width=1.4),
            Column("所在党组织", width=1.5), Column("荣誉名称", width=2.4),
            Column("表彰日期", "date"), Column("表彰单位", width=2), Column("文号", width=1.4),
            Column("备注", width=1.4),
        ),
        rows=[
            (
                number, str(row.person or row.organisation), str(row.unit), row.title,
                row.awarded_on, row.awarded_by, row.number,
                f"{row.revoked_on}撤销" if row.revoked_on else "",
            )
            for number, row in enumerate(rows, 1)
        ],
        is_wide=True,
    )  # fmt: skip


def posts(unit: Unit, rows: Iterable[Any], day: date) -> Ledger:
    """岗队台账."""
    return Ledger(
        title=f"{unit}岗队台账",
        columns=(
            Column("序号", "int", 0.5), Column("类别", width=1.2), Column("名称", width=1.6),
            Column("党组织", width=1.4), Column("职责任务", width=2.6), Column("设立", "date"),
            Column("期满", "date"), Column("人数", "int", 0.5), Column("活动", "int", 0.5),
            Column("成果", "int", 0.5), Column("情况", width=0.8),
        ),
        rows=[
            (
                number, row.get_kind_display(), row.name, str(row.unit), row.duty, row.starts_on,
                row.ends_on, row.manned, row.held, row.achieved, queries.stage_of(row, day).label,
            )
            for number, row in enumerate(rows, 1)
        ],
        is_wide=True,
    )  # fmt: skip


def service_totals(unit: Unit, rows: Iterable[dict[str, Any]], year: int) -> Ledger:
    """志愿服务时长登记表 of a year."""
    return Ledger(
        title=f"{unit}{year}年志愿服务登记表",
        columns=(
            Column("序号", "int", 0.5), Column("党支部", width=2), Column("姓名", width=1.2),
            Column("次数", "int"), Column("时长", width=1),
        ),
        rows=[
            (
                number, row["unit__short_name"] or row["unit__name"], row["person__name"],
                row["times"], queries.hours(row["minutes"]),
            )
            for number, row in enumerate(rows, 1)
        ],
    )  # fmt: skip
