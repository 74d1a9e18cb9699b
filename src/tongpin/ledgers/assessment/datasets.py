"""示范支部创建 for free queries: the scores of both sides once they were handed in."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.assessment.models import Score, Side, State
from tongpin.org.scope import Scope

HANDED_IN = Q(side=Side.SELF, creation__self_on__isnull=False) | Q(
    side=Side.REVIEW, creation__review_on__isnull=False
)


def scores(scope: Scope) -> Any:
    """Scores that count, with their points in hundredths; what could not be judged has none."""
    rows = Score.objects.within(scope).filter(HANDED_IN)
    return rows.annotate(points_shown=F("points") * 10, most_shown=F("most") * 10)


DATASETS = (
    Dataset(
        "scores",
        "示范支部考评得分",
        "assessment.view",
        scores,
        (
            DataColumn("unit", "党支部", "creation__unit__name"),
            DataColumn("year", "年度", "creation__year", "int"),
            DataColumn("dimension", "类别", "item__dimension__title"),
            DataColumn("item", "项目", "item__title"),
            DataColumn("side", "方面", "side", "choice", tuple(Side.choices)),
            DataColumn("state", "结果", "state", "choice", tuple(State.choices)),
            DataColumn("points", "得分", "points_shown", "fen"),
            DataColumn("most", "分值", "most_shown", "fen"),
            DataColumn("failed", "触及否决", "has_failed", "flag"),
            DataColumn("on", "评分日期", "on", "date"),
        ),
        day="on",
    ),
)
