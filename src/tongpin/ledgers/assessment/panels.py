"""示范支部创建 on the shared pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.models import Creation
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed

NAMED = 8


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Phases to finish, scores to give, awards whose veto items fail or whose check is due."""
    for permission, work in (
        ("assessment.write", _phase), ("assessment.review", _review),
    ):  # fmt: skip
        if place.can(permission, unit):
            scope = narrowed(Scope.of(place.actor, permission), unit)
            rows = queries.creations(scope).filter(case__closed_on=None, award=None)
            for row in rows.order_by("review_due", "pk")[:NAMED]:
                yield from work(place, row)
    if place.can("assessment.view", unit):
        yield from _kept(place, unit)


def _phase(place: PageContext, row: Creation) -> Iterator[Waiting]:
    """What the branch does next."""
    if row.self_on is not None:
        return
    done = {r.step for r in row.case.records.all() if not r.is_withdrawn}
    if "mobilised" not in done:
        words, due = "动员部署", row.mobilise_due
    elif "benchmarked" not in done:
        words, due = "对标创建", row.benchmark_due
    else:
        words, due = "提交自评", row.benchmark_due
    yield Waiting(
        f"示范支部创建：{words}", reverse("assessment:detail", args=[row.pk]),
        why=f"{row.year}年示范支部创建分三个阶段推进", due_on=due, unit=str(row.unit),
    )  # fmt: skip


def _review(place: PageContext, row: Creation) -> Iterator[Waiting]:
    """What the reviewer does next."""
    if row.self_on is None or not queries.can_review(place.actor, row):
        return
    words = "考评验收" if row.review_on is None else "研究命名"
    yield Waiting(
        f"{words}：{row.unit}", reverse("assessment:detail", args=[row.pk]),
        why="支部已提交自评" if row.review_on is None else "考评已完成，达标的可以命名",
        due_on=row.review_due, unit=str(row.unit),
    )  # fmt: skip


def _kept(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """动态管理: what stands against an award."""
    scope = narrowed(Scope.of(place.actor, "assessment.view"), unit)
    rows = list(queries.held(scope).order_by("-awarded_on", "-pk")[:200])
    if not rows:
        return
    failing = queries.failing(rows, place.as_of)
    for row in rows:
        url = reverse("assessment:detail", args=[row.pk])
        branch = row.creation.unit
        for mark in failing.get(row.pk, [])[:1]:
            yield Waiting(
                f"{row.get_level_display()}触及否决情形：{branch}", url,
                why=f"{mark.item.title}：{mark.reason}是否保留称号由上级党组织研究决定。",
                unit=str(branch),
            )  # fmt: skip
        if queries.is_check_due(row, place.as_of) and place.can("assessment.manage", branch):
            yield Waiting(
                f"年度复核：{branch}", url, why=f"{row.awarded_on.year}年命名，每年复核一次",
                due_on=place.as_of.replace(month=12, day=31), unit=str(branch),
            )  # fmt: skip


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """The branch's creations and awards."""
    if not place.can("assessment.view", unit):
        return None
    rows = queries.creations(Scope(((unit.path, True),))).order_by("-year", "-pk")
    lines = tuple(
        Line(str(row), stage(row), reverse("assessment:detail", args=[row.pk])) for row in rows[:5]
    )
    return Panel(
        "示范支部创建", lines, reverse("assessment:list"), empty="还没有开展示范支部创建。"
    )


def stage(row: Creation) -> str:
    """Where a creation stands, in words."""
    award = getattr(row, "award", None)
    if award is not None:
        if award.withdrawn_on:
            return f"称号已撤销（{award.withdrawn_on}）"
        return str(award.get_level_display())
    if row.review_on:
        return "考评完成，待命名"
    if row.self_on:
        return "已自评，待考评"
    done = {r.step for r in row.case.records.all() if not r.is_withdrawn}
    return "对标创建" if "mobilised" in done else "动员部署"
