"""Study plans, their topics and the library in the search at the top of every page."""

from __future__ import annotations

from django.urls import reverse

from tongpin.capability import Hit, Hits
from tongpin.ledgers.study import queries
from tongpin.ledgers.study.models import Material, PlanState, StudyPlan, Topic
from tongpin.org.access import PageContext
from tongpin.org.finding import Shelf, found
from tongpin.org.scope import Scope


def search(place: PageContext, text: str) -> Hits | None:
    """Plans and topics that stand, and materials in use that the reader may read."""
    if not place.can("study.view"):
        return None
    scope = Scope.of(place.actor, "study.view")
    plans = StudyPlan.objects.within(scope).exclude(state=PlanState.WITHDRAWN)
    topics = Topic.objects.filter(scope.condition("plan__unit__path"), dropped_reason="")
    topics = topics.exclude(plan__state=PlanState.WITHDRAWN).order_by("-due_on", "-pk")
    return found(
        "学习", text,
        Shelf(plans.select_related("unit"), ("title",), _plan),
        Shelf(topics.select_related("plan__unit", "lead"), ("title",), _topic),
        Shelf(
            queries.materials(scope, place.unit), ("title", "author", "note"), _material,
            "study:materials",
        ),
    )  # fmt: skip


def _plan(row: StudyPlan) -> Hit:
    note = f"学习计划 {row.unit} {row.get_state_display()}"
    return Hit(row.title, reverse("study:plan", args=[row.pk]), note)


def _topic(row: Topic) -> Hit:
    note = f"学习专题 {row.plan.unit} {row.due_on}"
    return Hit(row.title, reverse("study:plan", args=[row.plan_id]), note)


def _material(row: Material) -> Hit:
    note = f"学习资料 {row.get_kind_display()} {row.unit}"
    return Hit(row.title, reverse("study:material", args=[row.pk]), note)
