"""What the roster and the posts tell of units, for assessing them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.org.models import (
    COMMITTEE_TITLES,
    MEMBER_STAGES,
    Affiliation,
    CommitteeTerm,
    Membership,
    Person,
    Post,
    PostTitle,
    Training,
    Unit,
    UnitKind,
)
from tongpin.org.queries.asof import holds_on
from tongpin.org.subjects import subjects

KINDS = (
    EvidenceKind("org.members", "正式党员人数", url="org:people"),
    EvidenceKind("org.committee", "支委会（书记）配备", is_share=True, url="org:units"),
    EvidenceKind("org.term", "班子在任期内", is_share=True, url="org:units"),
    EvidenceKind("org.groups", "党小组组长配备", is_share=True, url="org:units"),
    EvidenceKind("org.secretary_training", "支部书记集中培训", is_share=True, url="org:people"),
    EvidenceKind("org.roster", "党员基本信息完整", is_share=True, url="org:people"),
)
ROLES = (
    PostTitle.SECRETARY,
    PostTitle.ORGANIZATION,
    PostTitle.PUBLICITY,
    PostTitle.DISCIPLINE,
)
COMMITTEE_FROM = 7  # full members from which a committee is set up: 支部工作条例 第二十条
ASKED = ("sex", "born_on", "nation", "education")


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Evidence]:
    """Evidence of the units as of the last day, of courses between the two; ten statements.

    A unit without a roster gives none, one whose committee's term nobody entered none of its term.
    """
    ids = [unit.pk for unit in units]
    titles: dict[int, set[str]] = defaultdict(set)
    ends: dict[int, date] = {}
    held = Post.objects.filter(holds_on(end), unit__in=ids, title__in=COMMITTEE_TITLES)
    for unit, title, last in held.values_list("unit", "title", "term_ends_on"):
        titles[unit].add(title)
        if last is not None:
            ends[unit] = max(last, ends.get(unit, last))
    terms = CommitteeTerm.objects.filter(unit__in=ids, elected_on__lte=end, withdrawn_reason="")
    for unit, expires, postponed in terms.order_by("elected_on").values_list(
        "unit", "expires_on", "postponed_to"
    ):
        ends[unit] = postponed or expires
    sizes = _sizes(units, end)
    for unit in ids:
        if unit in sizes:
            yield Evidence("org.members", unit, sizes[unit], words=f"正式党员{sizes[unit]}名")
            yield _committee(unit, sizes[unit], titles[unit])
        if unit in ends:
            inside = ends[unit] >= end
            day = f"{ends[unit].year}年{ends[unit].month}月{ends[unit].day}日"
            words = f"本届任期至{day}" if inside else f"任期{day}届满，还没有换届登记"
            yield Evidence("org.term", unit, int(inside), 1, words)
    yield from _groups(ids, end)
    yield from _trainings(ids, start, end)
    yield from _rosters(ids, end)


def _sizes(units: Sequence[Unit], day: date) -> dict[int, int]:
    found: dict[int, Any] = {}
    for unit, subject in zip(units, subjects(units), strict=True):
        for level in subject.attributes.get("full_members", ()):
            if day in level.interval:
                found[unit.pk] = level.value
    return found


def _committee(unit: int, size: int, held: set[str]) -> Evidence:
    asked = ROLES if size >= COMMITTEE_FROM else ROLES[:1]
    lacking = [PostTitle(t).label for t in asked if t not in held]
    body = "应设支委会" if len(asked) > 1 else "设书记1名"
    words = f"正式党员{size}名，{body}，" + (f"还缺{'、'.join(lacking)}" if lacking else "已配齐")
    return Evidence("org.committee", unit, len(asked) - len(lacking), len(asked), words)


def _groups(ids: Sequence[int], day: date) -> Iterator[Evidence]:
    """How many of the groups have a leader."""
    alive = Q(dissolved_on=None) | Q(dissolved_on__gte=day)
    groups = Unit.objects.filter(alive, kind=UnitKind.GROUP, parent__in=ids).order_by("pk")
    parents = dict(groups.values_list("pk", "parent"))
    led = set(
        Post.objects.filter(
            holds_on(day), unit__in=groups.values("pk"), title=PostTitle.GROUP_LEADER
        ).values_list("unit", flat=True)
    )  # fmt: skip
    every = Counter(parents.values())
    done = Counter(parent for pk, parent in parents.items() if pk in led)
    for unit in sorted(ids):
        of = every[unit]
        words = f"{of}个党小组中{done[unit]}个有组长" if of else "没有划分党小组"
        yield Evidence("org.groups", unit, done[unit], of, words)


def _trainings(ids: Sequence[int], start: date, end: date) -> Iterator[Evidence]:
    """Whether the secretary of the day took part in a course between two days. Where no course of any
    member was ever entered, the trainings are kept elsewhere and nothing is told.
    """
    held = Post.objects.filter(holds_on(end), unit__in=ids, title=PostTitle.SECRETARY)
    courses = Training.objects.filter(withdrawn_reason="", starts_on__lte=end)
    kept = set(courses.filter(person__home__in=ids).values_list("person__home", flat=True))
    recent = courses.filter(person__in=held.values("person"), ends_on__gte=start)
    trained = set(recent.values_list("person", flat=True))
    for unit, person in held.order_by("unit", "pk").values_list("unit", "person"):
        if unit in kept:
            done = int(person in trained)
            words = "支部书记本年已参加集中培训" if done else "支部书记本年还没有登记集中培训"
            yield Evidence("org.secretary_training", unit, done, 1, words)


def _rosters(ids: Sequence[int], day: date) -> Iterator[Evidence]:
    """How many members have sex, birth, nation and education on file."""
    members = Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES)
    placed = Affiliation.objects.filter(
        holds_on(day), unit__in=ids, person__withdrawn_on=None, person__in=members.values("person")
    )
    homes = dict(placed.values_list("person", "unit"))
    blank = Q(born_on=None)
    for name in ASKED:
        if name != "born_on":
            blank |= Q(**{name: ""})
    partial = set(
        Person.objects.filter(blank, affiliations__in=placed).values_list("pk", flat=True)
    )
    every = Counter(homes.values())
    short = Counter(unit for person, unit in homes.items() if person in partial)
    for unit, of in sorted(every.items()):
        done = of - short[unit]
        words = f"{of}名党员中{done}名的性别、出生日期、民族、学历已登记"
        yield Evidence("org.roster", unit, done, of, words)
