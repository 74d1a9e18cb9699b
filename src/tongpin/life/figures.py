"""The numbers of 组织生活 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.life.models import (
    Attendance,
    Gathering,
    GatheringKind,
    Kind,
    Presence,
    State,
    TalkPair,
)
from tongpin.org.scope import Scope

# The kinds of duty that a kind of gathering serves.
SERVES = {
    Kind.GENERAL_MEETING: "life_three_meetings",
    Kind.COMMITTEE_MEETING: "life_three_meetings",
    Kind.GROUP_MEETING: "life_three_meetings",
    Kind.LECTURE: "life_three_meetings",
    Kind.THEME_DAY: "theme_day",
    Kind.ORGANIZATIONAL_LIFE_MEETING: "organizational_life_meeting",
    Kind.MEMBER_APPRAISAL: "member_appraisal",
    Kind.LEADING_MEETING: "major_decision",
    Kind.THEORY_STUDY: "theory_study",
    Kind.DEMOCRATIC_LIFE_MEETING: "democratic_life_meeting",
    Kind.STUDY: "theory_study",
    Kind.TRAINING: "training",
    Kind.ACTIVITY: "other",
}  # fmt: skip


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Gatherings by kind, who came, talks held; three statements."""
    held = Gathering.objects.within(scope).filter(state=State.RECORDED, held_on__range=(start, end))
    rows = GatheringKind.objects.filter(gathering__in=held.order_by()).order_by()
    counted = dict(rows.values_list("kind").annotate(n=Count("pk")))
    page = reverse("life:list")
    for kind, duty in SERVES.items():
        if counted.get(kind.value):
            yield Figure(
                f"life.{kind.value}", f"召开{kind.label}" if "会" in kind.label else f"开展{kind.label}",
                counted[kind.value], "次", frozenset({duty}), f"{page}?kind={kind.value}",
            )  # fmt: skip
    came = Q(presence=Presence.PRESENT)
    people = Attendance.objects.filter(came, gathering__in=held.order_by()).count()
    if people:
        yield Figure(
            "life.present", "组织生活参加", people, "人次", frozenset({"life_three_meetings"}), page
        )
    pairs = TalkPair.objects.filter(gathering__in=held.order_by()).count()
    if pairs:
        yield Figure(
            "life.talks", "开展谈心谈话", pairs, "次", frozenset({"talk"}),
            f"{page}?kind={Kind.HEART_TALK.value}",
        )  # fmt: skip
