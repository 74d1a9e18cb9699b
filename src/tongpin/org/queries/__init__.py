"""Every read of the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from tongpin.audit.clock import site_day
from tongpin.org.models import (
    BRANCH_KINDS,
    MEMBER_STAGES,
    Account,
    Affiliation,
    ApiToken,
    Grant,
    Membership,
    Person,
    Post,
    RosterColumns,
    RosterImport,
    SearchName,
    Stage,
    Unit,
    UnitKind,
)
from tongpin.org.queries.asof import dated_people, holds_on, snapshot
from tongpin.org.queries.events import (
    committee_posts,
    committee_term,
    committees_below,
    people_of,
    terms_below,
    unit_event,
    unit_events,
    unit_terms,
)
from tongpin.org.queries.files import (
    change_request,
    change_requests,
    circumstance,
    circumstances,
    own_requests,
    training,
    trainings,
    waiting_requests,
)
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.org.search import LONGEST_WORD, bare_name, normalised
from tongpin.org.subjects import cadres, subjects

# Re-exported: reads of this app like the rest.
__all__ = [
    "cadres",
    "change_request",
    "change_requests",
    "circumstance",
    "circumstances",
    "committee_posts",
    "committee_term",
    "committees_below",
    "dated_people",
    "own_requests",
    "people_of",
    "snapshot",
    "subjects",
    "terms_below",
    "training",
    "trainings",
    "unit_event",
    "unit_events",
    "unit_terms",
    "waiting_requests",
]


def is_set_up() -> bool:
    """Whether the first run is over: there is a bureau and an account."""
    return Unit.objects.exists() and Account.objects.exists()


def root() -> Unit | None:
    """The bureau: the topmost unit."""
    return Unit.objects.filter(parent=None).order_by("pk").first()


def unit_by_code(code: str) -> Unit | None:
    """The unit with this code."""
    return Unit.objects.filter(code=code).first()


def unit_by_key(pk: int) -> Unit | None:
    """The unit with this primary key."""
    return Unit.objects.filter(pk=pk).first()


def units(scope: Scope, *, as_of: date | None = None) -> ScopedQuerySet:
    """Units within the scope; those that existed on a day, when one is given."""
    result = Unit.objects.within(scope).select_related("parent")
    return result.filter(_alive(as_of)) if as_of else result


def branches(scope: Scope, *, as_of: date | None = None) -> ScopedQuerySet:
    """Branches (支部, 联合党支部) within the scope."""
    return units(scope, as_of=as_of).filter(kind__in=BRANCH_KINDS)


def bodies(scope: Scope, *, as_of: date | None = None) -> ScopedQuerySet:
    """Everything that owes duties: every unit but the groups inside branches."""
    return units(scope, as_of=as_of).exclude(kind=UnitKind.GROUP)


def _alive(day: date, prefix: str = "") -> Q:
    return (Q(**{f"{prefix}founded_on__isnull": True}) | Q(**{f"{prefix}founded_on__lte": day})) & (
        Q(**{f"{prefix}dissolved_on__isnull": True}) | Q(**{f"{prefix}dissolved_on__gte": day})
    )


def people(scope: Scope) -> ScopedQuerySet:
    """People within the scope who belong to a branch now, with it; who left is in the history."""
    placed_now = Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=site_day()), person=OuterRef("pk")
    )
    return (
        Person.objects.within(scope)
        .filter(Exists(placed_now), withdrawn_on__isnull=True)
        .select_related("home", "group")
        .prefetch_related(Prefetch("memberships", Membership.objects.order_by("-starts_on")))
    )


def person(scope: Scope, pk: int) -> Person | None:
    """One person with everything the file page shows."""
    return (
        Person.objects.within(scope)
        .select_related("home", "group")
        .prefetch_related(
            "memberships",
            Prefetch("affiliations", Affiliation.objects.select_related("unit")),
            Prefetch("posts", Post.objects.select_related("unit")),
        )
        .filter(pk=pk)
        .first()
    )


def members_on(unit: Unit, day: date) -> ScopedQuerySet:
    """Full and probationary members whose branch this unit (or a branch below it) was on the day."""
    return (
        Person.objects.filter(
            pk__in=Affiliation.objects.filter(
                holds_on(day), unit__path__startswith=unit.path
            ).values("person")
        )
        .filter(
            pk__in=Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES).values(
                "person"
            )
        )
        .select_related("home", "group")
        .order_by("search_text", "pk")
    )


def members_by_branch(branches: Sequence[Unit], day: date) -> dict[int, list[Person]]:
    """`{branch: its members on the day}` of branches, which have nothing below them; one statement.

    Who changed branches on the day itself is found in both.
    """
    found: dict[int, list[Person]] = {unit.pk: [] for unit in branches}
    members = Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES).values("person")
    rows = Affiliation.objects.filter(holds_on(day), unit__in=list(found), person__in=members)
    rows = rows.select_related("person__home", "person__group")
    for row in rows.order_by("person__search_text", "person"):
        found[row.unit_id].append(row.person)
    return found


def stage_on(person: Person, day: date) -> Stage | None:
    """The stage of a person on a day, from the prefetched memberships where they are loaded."""
    for item in person.memberships.all():
        if item.starts_on <= day and (item.ends_on is None or item.ends_on >= day):
            return Stage(item.stage)
    return None


def posts_on(unit: Unit, day: date) -> ScopedQuerySet:
    """The posts held in the unit on the day."""
    return Post.objects.filter(holds_on(day), unit=unit).select_related("person")


def search(scope: Scope, text: str, *, limit: int = 20) -> tuple[list[Unit], list[Person]]:
    """Units and people whose name, pinyin or initials contain the text."""
    needle = normalised(text)[:50]
    if not needle:
        return [], []
    found_units = Unit.objects.within(scope).filter(
        Q(search_text__contains=needle) | Q(code__iexact=needle)
    )
    return (
        list(found_units[:limit]),
        list(called(people(scope), text)[:limit]),
    )


def people_by_identity(indexes: Iterable[str]) -> dict[str, Person]:
    """Present people by the blind index of their identity number."""
    wanted = [i for i in indexes if i]
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), 500):
        rows = Person.objects.filter(
            identity_index__in=wanted[start : start + 500], withdrawn_on__isnull=True
        ).select_related("home")
        found.update({p.identity_index: p for p in rows})
    return found


def unit_counts(scope: Scope, day: date) -> dict[int, int]:
    """Members on the day by branch, `{unit pk: number}`, in one statement."""
    members = Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES).values("person")
    rows = (
        Affiliation.objects.within(scope)
        .filter(holds_on(day), person__in=members)
        .values("unit")
        .annotate(n=Count("person", distinct=True))
    )
    return {r["unit"]: r["n"] for r in rows}


def accounts(scope: Scope) -> ScopedQuerySet:
    """Accounts with a grant inside the scope; without any grant they show to the whole-tree reader."""
    visible = Grant.objects.within(scope).values("account")
    condition = Q(pk__in=visible)
    if any(r is not None and scope.covers(r.path) for r in [root()]):
        condition |= Q(grants__isnull=True)
    rows = Account._default_manager.filter(condition).distinct().select_related("person")
    return rows.prefetch_related(Prefetch("grants", Grant.objects.select_related("unit")))  # type: ignore[return-value]


def tokens(account_id: int) -> list[ApiToken]:
    """An account's tokens, newest first."""
    return list(ApiToken.objects.filter(account_id=account_id))


def imports(scope: Scope) -> ScopedQuerySet:
    """Roster imports into units of the scope."""
    return RosterImport.objects.within(scope).select_related("unit")


def has_people() -> bool:
    """Whether anybody is on the roster yet."""
    return Person.objects.exists()


def below(unit: Unit, day: date) -> list[Unit]:
    """The unit and everything below it that exists on the day."""
    return list(Unit.objects.filter(_alive(day), path__startswith=unit.path))


def founding_days(keys: Iterable[int]) -> dict[int, date | None]:
    """`{unit: its founding date}`."""
    return dict(Unit.objects.filter(pk__in=set(keys)).values_list("pk", "founded_on"))


def names_below(unit: Unit) -> set[tuple[str, str, int]]:
    """`(name, birth date or "", branch)` of everybody present at and below the unit."""
    rows = Person.objects.filter(withdrawn_on__isnull=True, home__path__startswith=unit.path)
    return {
        (name, born.isoformat() if born else "", home)
        for name, born, home in rows.values_list("name", "born_on", "home_id")
    }


def stages_of(keys: Sequence[int], day: date) -> dict[int, str]:
    """`{person: stage on the day}`."""
    found: dict[int, str] = {}
    for start in range(0, len(keys), 500):
        rows = Membership.objects.filter(holds_on(day), person__in=keys[start : start + 500])
        found.update(rows.values_list("person", "stage"))
    return found


def token(account_id: int, pk: int) -> ApiToken | None:
    """One token of an account that is still good."""
    return ApiToken.objects.filter(account_id=account_id, pk=pk, revoked_at__isnull=True).first()


def grants_of(account_id: int) -> list[Grant]:
    """An account's grants with their units."""
    return list(Grant.objects.filter(account_id=account_id).select_related("unit"))


# ---------------------------------------------------------------- lists


def in_stage(rows: ScopedQuerySet, stage: str, day: date) -> ScopedQuerySet:
    """The people who are in the stage on the day."""
    holding = Membership.objects.filter(holds_on(day), stage=stage)
    return rows.filter(pk__in=holding.values("person"))


def born_between(
    rows: ScopedQuerySet, youngest: date | None, oldest: date | None
) -> ScopedQuerySet:
    """People born on or before `youngest` and after `oldest`."""
    if youngest is not None:
        rows = rows.filter(born_on__lte=youngest)
    return rows.filter(born_on__gt=oldest) if oldest is not None else rows


def placed(rows: ScopedQuerySet, unit: Unit, day: date) -> ScopedQuerySet:
    """The people whose branch was the unit, or one below it, on the day."""
    there = Affiliation.objects.filter(holds_on(day), unit__path__startswith=unit.path)
    return rows.filter(pk__in=there.values("person"))


def named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Units whose name, pinyin or initials contain the text."""
    return rows.filter(search_text__contains=normalised(text))


def called(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """People whose name, given name, pinyin or initials begin with the text; read from an index."""
    needle = bare_name(text)[:LONGEST_WORD]
    found = SearchName.objects.filter(word__prefix=needle).values("person")
    return rows.filter(pk__in=found) if needle else rows.none()


def stage_counts(unit: Unit, day: date) -> dict[str, int]:
    """`{stage: people}` of the unit and everything below it on the day."""
    placed = Affiliation.objects.filter(
        holds_on(day), unit__path__startswith=unit.path, person__withdrawn_on__isnull=True
    )
    rows = Membership.objects.filter(holds_on(day), person__in=placed.values("person"))
    counted = rows.values("stage").order_by().annotate(n=Count("person", distinct=True))
    return {r["stage"]: r["n"] for r in counted}


def unit(scope: Scope, pk: int) -> Unit | None:
    """One unit."""
    return Unit.objects.within(scope).select_related("parent").filter(pk=pk).first()


def children(unit: Unit, day: date) -> list[Unit]:
    """The units directly below that exist on the day."""
    return list(Unit.objects.filter(_alive(day), parent=unit))


def people_named(unit: Unit, name: str, born_on: date | None) -> list[Person]:
    """People at and below the unit with exactly this name."""
    rows = people(Scope(((unit.path, True),))).filter(name=name)
    return list(rows.filter(born_on=born_on)[:5] if born_on else rows[:5])


def post(scope: Scope, pk: int) -> Post | None:
    """One post."""
    return Post.objects.within(scope).select_related("person", "unit").filter(pk=pk).first()


def account(scope: Scope, pk: int) -> Account | None:
    """One account that shows in the scope."""
    return accounts(scope).filter(pk=pk).first()


def grant(scope: Scope, pk: int) -> Grant | None:
    """One grant."""
    return Grant.objects.within(scope).select_related("account", "unit").filter(pk=pk).first()


def roster_import(scope: Scope, pk: int) -> RosterImport | None:
    """One upload with its sealed rows."""
    return imports(scope).filter(pk=pk).first()


def roster_columns() -> dict[str, str]:
    """`{head: key}` as somebody set it for the bureau's rosters."""
    found = RosterColumns.objects.filter(unit__parent=None).order_by("unit").first()
    return dict(found.columns) if found is not None else {}


def same_file(unit: Unit, file_hash: str) -> RosterImport | None:
    """The import of the very same content into the unit, unless it was undone."""
    rows = RosterImport.objects.filter(unit=unit, file_hash=file_hash, state="done")
    return rows.defer("rows", "table").first()


def group_leaders(unit: Unit, day: date) -> list[Post]:
    """The leaders of a branch's groups on the day."""
    rows = Post.objects.filter(holds_on(day), unit__parent=unit, title="group_leader")
    return list(rows.select_related("person"))


def accounts_named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Accounts whose log-in name or name contains the text."""
    return rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))


def recent_imports(scope: Scope, *, limit: int = 10) -> list[RosterImport]:
    """The latest uploads, without their sealed rows."""
    return list(imports(scope).defer("rows", "table")[:limit])


def committee_above(unit: Unit) -> Unit | None:
    """The nearest unit, itself included, that is a committee (基层党委): it issues and receives letters."""
    keys = [int(part) for part in unit.path.split("/") if part]
    kinds = (UnitKind.PARTY_COMMITTEE, UnitKind.ORGAN_COMMITTEE)
    found = Unit.objects.filter(pk__in=keys, kind__in=kinds)
    return max(found, key=lambda row: len(row.path), default=None)


def unit_names(keys: set[Any]) -> dict[int, str]:
    """`{unit: its short name}`."""
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=keys)}
