"""Topics and where they stand."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tongpin.audit.actor import Actor
from tongpin.ledgers.decisions.models import (
    SEALED,
    Category,
    Item,
    Outcome,
    PriorStep,
    Topic,
)
from tongpin.life.models import Gathering, Kind, State
from tongpin.org.models import LEADING_KINDS, Person, Unit
from tongpin.org.queries import posts_on
from tongpin.org.scope import Scope, ScopedQuerySet


class Phase(StrEnum):
    """Where a topic stands, derived from its dates and meetings."""

    PREPARING = "preparing"
    ACCEPTED = "accepted"
    AGENDA = "agenda"
    POSTPONED = "postponed"
    PASSED = "passed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return PHASE_LABELS[self]


PHASE_LABELS = {
    Phase.PREPARING: "准备中",
    Phase.ACCEPTED: "已审定，待上会",
    Phase.AGENDA: "已列入会议",
    Phase.POSTPONED: "暂缓决定",
    Phase.PASSED: "已通过",
    Phase.REJECTED: "没有通过",
    Phase.WITHDRAWN: "已撤回",
}
CHIPS = {
    Phase.PREPARING: "due",
    Phase.ACCEPTED: "due",
    Phase.AGENDA: "due_soon",
    Phase.POSTPONED: "due_soon",
    Phase.PASSED: "met",
    Phase.REJECTED: "not_applicable",
    Phase.WITHDRAWN: "not_applicable",
}


def topics(scope: Scope) -> ScopedQuerySet:
    """Topics within the scope with their steps and meetings; three statements for any number."""
    items = Item.objects.filter(withdrawn_reason="").select_related("gathering")
    return (
        Topic.objects.within(scope)
        .select_related("unit", "proposer", "responsible", "changes")
        .prefetch_related(Prefetch("items", items, to_attr="standing_items"))
    )


def topic(scope: Scope, pk: int) -> Topic | None:
    """One topic within the scope, with its steps."""
    steps = Prefetch("steps", PriorStep.objects.order_by("on", "pk"))
    return topics(scope).prefetch_related(steps).filter(pk=pk).first()


def standing_items(topic: Topic) -> list[Item]:
    """Its meetings, as `topics` fetched them."""
    found: list[Item] = getattr(topic, "standing_items", [])
    return found


def step(topic: Topic, pk: int) -> PriorStep | None:
    """One recorded step of a topic."""
    return next((s for s in topic.steps.all() if s.pk == pk), None)


def phase(topic: Topic) -> Phase:
    """Where it stands; `topic` comes from `topics`."""
    if topic.withdrawn_reason:
        return Phase.WITHDRAWN
    items = sorted(standing_items(topic), key=lambda i: (i.gathering.held_on, i.pk))
    if items:
        last = items[-1].outcome
        return Phase.AGENDA if last == Outcome.OPEN else Phase(last)
    return Phase.ACCEPTED if topic.accepted_on else Phase.PREPARING


def in_phase(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    """The rows that stand there: the same as `phase`, asked of the database."""
    items = Item.objects.filter(topic=OuterRef("pk"), withdrawn_reason="")
    rows = rows.alias(
        decided=Exists(items.filter(outcome__in=[Outcome.PASSED, Outcome.REJECTED])),
        passed=Exists(items.filter(outcome=Outcome.PASSED)),
        listed=Exists(items.filter(outcome=Outcome.OPEN)),
        put_off=Exists(items.filter(outcome=Outcome.POSTPONED)),
    )
    standing = rows.filter(withdrawn_reason="")
    waiting = standing.filter(decided=False, listed=False)
    return {
        Phase.WITHDRAWN: rows.exclude(withdrawn_reason=""),
        Phase.PASSED: standing.filter(passed=True),
        Phase.REJECTED: standing.filter(decided=True, passed=False),
        Phase.AGENDA: standing.filter(decided=False, listed=True),
        Phase.POSTPONED: waiting.filter(put_off=True),
        Phase.ACCEPTED: waiting.filter(put_off=False, accepted_on__isnull=False),
        Phase.PREPARING: waiting.filter(put_off=False, accepted_on__isnull=True),
    }[Phase(wanted)]


def unreported(day: date) -> Q:
    """Emergencies that were handled before the day and not yet reported."""
    return Q(is_emergency=True, reported_on__isnull=True, withdrawn_reason="", handled_on__lt=day)


# ------------------------------------------------------------------------------ need to know


def may_know(actor: Actor, topic: Topic) -> bool:
    """Whether the substance of a personnel topic is open to the actor: members of the leading team,
    who proposed it or answers for it, and the account that keeps it.
    """
    if topic.category != Category.PERSONNEL:
        return True
    if actor.can("decisions.confidential", topic.unit.path):
        return True
    own = {topic.proposer_id, topic.responsible_id} - {None}
    if actor.person_id is not None and actor.person_id in own:
        return True
    return topic.kept_by_id is not None and topic.kept_by_id == actor.account_id


def title_for(actor: Actor, topic: Topic) -> str:
    """The title, or that it is about personnel."""
    return topic.title if may_know(actor, topic) else SEALED


def knowable(rows: ScopedQuerySet, actor: Actor, prefix: str = "") -> ScopedQuerySet:
    """Only rows whose topic the actor may know: for searches, so that a hit betrays nothing."""
    where = f"{prefix}category"
    own = Q(**{f"{prefix}kept_by": actor.account_id}) if actor.account_id else Q(pk__in=[])
    if actor.person_id is not None:
        own |= Q(**{f"{prefix}proposer": actor.person_id})
        own |= Q(**{f"{prefix}responsible": actor.person_id})
    scope = Scope.of(actor, "decisions.confidential")
    own |= scope.condition(f"{prefix}unit__path")
    return rows.filter(~Q(**{where: Category.PERSONNEL}) | own)


# ------------------------------------------------------------------------------- who and where


def bodies_of(scope: Scope) -> list[Unit]:
    """The leading bodies in which topics are decided."""
    rows = Unit.objects.within(scope).filter(kind__in=LEADING_KINDS, dissolved_on__isnull=True)
    return list(rows.order_by("path"))


def team(unit: Unit, day: date) -> list[Person]:
    """The members of the body on a day."""
    return list(dict.fromkeys(post.person for post in posts_on(unit, day)))


def leader(unit: Unit, day: date) -> Person | None:
    """The main leader of the body on a day."""
    post = posts_on(unit, day).filter(title="secretary").first()
    return post.person if post is not None else None


def meetings(unit: Unit) -> ScopedQuerySet:
    """The body's own meetings at which topics can be put, the latest first."""
    return (
        Gathering.objects.filter(
            unit=unit, kinds__kind=Kind.LEADING_MEETING, archived_on__isnull=True,
            state__in=[State.PLANNED, State.RECORDED],
        )
        .distinct()
        .order_by("-held_on", "-pk")
    )  # fmt: skip
