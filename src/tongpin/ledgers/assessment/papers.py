"""创建方案、自评表、考评验收表、通报 as Word papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.documents.papers import rendered
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.models import Creation, Item, Score, Side
from tongpin.ledgers.assessment.panels import stage
from tongpin.ledgers.assessment.points import shown
from tongpin.ledgers.assessment.scheme_text import VETO
from tongpin.ledgers.assessment.sheets import given
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rules.explain import full_day

TITLES = {"plan": "创建方案", "self": "自评表", "review": "考评验收表"}
MOST_LOST = 10


def paper(row: Creation, key: str) -> bytes:
    """One paper of a creation; `Refused` for a score that was not handed in."""
    lines = queries.sheet(row)
    if key == "plan":
        return rendered(row.unit, "assessment.plan", _plan(row, lines))
    side = Side.SELF if key == "self" else Side.REVIEW
    on = row.self_on if side == Side.SELF else row.review_on
    if on is None:
        raise Refused(f"{side.label}还没有提交，提交以后才能导出{TITLES[key]}。")
    values = _scored(row, lines, side, on)
    if side == Side.SELF:
        return rendered(row.unit, "assessment.self", values)
    own = queries.totals(row, lines).own
    above = queries.superior(row.unit)
    values |= {
        "reviewer": row.review_by,
        "own": shown(own.share) if own else "",
        "organ": above.name,
    }
    return rendered(above, "assessment.review", values)


def _head(row: Creation) -> dict[str, Any]:
    return {"unit": row.unit.name, "year": str(row.year), "scheme": row.scheme.name}


def _plan(row: Creation, lines: Sequence[queries.Line]) -> dict[str, Any]:
    gaps = [line for line in lines if line.lost]
    return {
        **_head(row), "lead": row.lead.name if row.lead else "支部书记", "plan": row.plan,
        "mobilise": full_day(row.mobilise_due), "benchmark": full_day(row.benchmark_due),
        "review": full_day(row.review_due), "organ": row.unit.name,
        "day": full_day(row.case.opened_on),
        "dimensions": [
            {"title": title, "weight": shown(weight), "items": "、".join(x.item.title for x in own)}
            for title, weight, own in queries.in_dimensions(lines) if title
        ],
        "gaps": [
            {
                "number": str(n), "title": line.item.title, "lost": shown(line.lost),
                "reason": line.last.reason if line.last else line.mark.reason,
            }
            for n, line in enumerate(gaps, 1)
        ],
    }  # fmt: skip


def _scored(row: Creation, lines: Sequence[queries.Line], side: Side, on: date) -> dict[str, Any]:
    sums = queries.totals(row, lines)
    total = sums.own if side == Side.SELF else sums.review
    assert total is not None
    left = [
        f"{word}{shown(points)}分"
        for word, points in (("不能判断", total.unknown), ("不涉及", total.excluded)) if points
    ]  # fmt: skip
    return {
        **_head(row), "points": shown(total.points), "of": shown(total.of),
        "share": shown(total.share) if total.share is not None else "无",
        "left": "、".join(left) or "无", "vetoes": "、".join(total.vetoes) or "没有触及",
        "words": row.self_words if side == Side.SELF else row.review_words,
        "organ": row.unit.name, "day": full_day(on),
        "items": [
            {
                "number": str(line.item.number), "title": line.item.title,
                "standard": line.item.standard,
                "weight": VETO if line.item.is_veto else shown(line.item.weight),
                "own": given(line.own) if line.own else "",
                "review": given(line.review) if line.review else "",
                "reason": _reason(line.score(side)),
            }
            for line in lines
        ],
    }  # fmt: skip


def _reason(score: Score | None) -> str:
    return score.reason if score is not None else ""


def notice(unit: Unit, year: int) -> bytes:
    """考评情况通报 of a unit: its reviewed branches, and where points were lost most."""
    rows = list(
        queries.creations(Scope(((unit.path, True),))).filter(year=year, review_on__isnull=False)
    )
    if not rows:
        raise Refused(f"{year}年还没有完成考评的支部，考评以后才能出通报。")
    scores: dict[int, list[Score]] = defaultdict(list)
    for score in Score.objects.filter(creation__in=rows, side=Side.REVIEW).select_related("item"):
        scores[score.creation_id].append(score)
    totals = {row.pk: queries.total(scores[row.pk]) for row in rows}
    ranked = sorted(rows, key=lambda r: r.unit.path)
    return rendered(
        unit, "assessment.notice",
        {
            "year": str(year), "reviewed": str(len(rows)),
            "awarded": str(sum(_is_awarded(row) for row in rows)),
            "branches": [
                {
                    "number": str(n), "unit": row.unit.name, "result": stage(row),
                    "share": shown(totals[row.pk].share),
                }
                for n, row in enumerate(ranked, 1)
            ],
            "losses": _losses([s for own in scores.values() for s in own]),
            "organ": unit.name, "day": full_day(site_day()),
        },
    )  # fmt: skip


def _is_awarded(row: Creation) -> bool:
    award = getattr(row, "award", None)
    return award is not None and award.withdrawn_on is None


def _losses(scores: Sequence[Score]) -> list[dict[str, str]]:
    """Where branches lost points, the most first."""
    lost: dict[str, list[int]] = defaultdict(list)
    for score in scores:
        item: Item = score.item
        if score.points is not None and score.points < item.weight:
            lost[item.title].append(item.weight - score.points)
    most = sorted(lost.items(), key=lambda pair: (-sum(pair[1]), pair[0]))[:MOST_LOST]
    return [
        {"title": title, "number": str(len(own)), "lost": shown(sum(own))} for title, own in most
    ]
