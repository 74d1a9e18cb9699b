"""Generated bureaus: units founded and dissolved mid-year, persons, drafts, waivers, local rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.rules.cast import SOURCE
from tongpin.rollup.answer import Row, row_of
from tongpin.rules.book import Book
from tongpin.rules.engine import evaluate
from tongpin.rules.loader import load_builtin
from tongpin.rules.local import local_duty
from tongpin.rules.model import (
    ALWAYS,
    AllOf,
    AnyOf,
    Applicability,
    Check,
    Citation,
    Condition,
    Confidence,
    CountAtLeast,
    CountAtMost,
    Covered,
    Dated,
    DutyEdition,
    EachPersonAtLeast,
    Fact,
    Interval,
    Period,
    RatioAtLeast,
    Rule,
    Severity,
    Subject,
    SumAtLeast,
    Waiver,
    WithinDaysOf,
)

BUILTIN = load_builtin()
KINDS = ("life.study", "life.activity", "life.lecture", "life.theme_day", "duties.progress")
KEYS = ("unit:1", "unit:2", "unit:3", "person:9")
DAYS = st.dates(date(2019, 11, 1), date(2021, 3, 31))
AS_OF = st.sampled_from([date(2021, 1, 1), date(2020, 12, 31), date(2021, 3, 31)]) | DAYS
IN_YEAR = st.dates(date(2020, 1, 1), date(2020, 12, 31))
TAGS = (
    "for:2020", "for:2020-Q1", "for:2020-02", "for:2020-H1", "for:2019-12", "for:第一",
    "person:9", "person:10", "duty:t.0", "duty:t.1", "duty:plan.0",
)  # fmt: skip


class Bureau(NamedTuple):
    """Everything a judgement needs."""

    book: Book
    subjects: list[Subject]
    facts: list[Fact]
    waivers: list[Waiver]
    as_of: date

    def engine(self) -> list[Row]:
        """The engine's findings as rows."""
        return [
            row_of(finding)
            for finding in evaluate(
                self.book,
                self.subjects,
                self.facts,
                as_of=self.as_of,
                year=2020,
                workdays=self.book.workdays,
                waivers=self.waivers,
            )
        ]


@st.composite
def intervals(draw: Any) -> Interval:
    one, other = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if one and other and other < one:
        one, other = other, one
    return Interval(one, other)


def check_of(chance: Random, depth: int = 0) -> Check:
    """Any check of the vocabulary, up to three deep."""
    if depth < 2 and chance.random() < 0.3:
        parts = tuple(check_of(chance, depth + 1) for _ in range(chance.choice([2, 3])))
        return chance.choice([AllOf, AnyOf])(parts)
    shares = ("present", "entitled", chance.choice([1, 2]), 2)
    return chance.choice(
        [
            CountAtLeast(chance.randint(1, 3)),
            CountAtLeast(chance.randint(1, 6)),
            EachPersonAtLeast(chance.randint(1, 2)),
            RatioAtLeast(*shares, chance.randint(1, 3), chance.random() < 0.5),
            Covered("present", "entitled", "人"),
            SumAtLeast("hours", chance.choice([1, 12, 40]), "学时"),
            WithinDaysOf(chance.choice(KINDS[:4]), chance.choice([0, 7, 20, 60]), False),
            WithinDaysOf(chance.choice(KINDS[:4]), chance.choice([1, 10, 30]), True),
        ]
    )


checks = st.integers(0, 2**32).map(lambda seed: check_of(Random(seed)))
plain = st.builds(
    Condition,
    attribute=st.sampled_from(["committee", "groups"]),
    because=st.just("无"),
    ask=st.just("问"),
    is_=st.just(True),
)
numbers = st.builds(
    Condition,
    attribute=st.sampled_from(["full_members", "groups"]),
    because=st.just("无"),
    ask=st.just("问"),
    at_least=st.just(3),
    if_unknown=st.none() | plain,
) | st.builds(
    Condition,
    attribute=st.just("full_members"),
    because=st.just("无"),
    ask=st.just("问"),
    below=st.just(5),
    if_unknown=st.none() | plain,
)


@st.composite
def rules(draw: Any, number: int) -> Rule:
    is_most = draw(st.integers(0, 4)) == 0
    every = draw(st.sampled_from([*Period, None] if not is_most else list(Period)))
    check = CountAtMost(draw(st.integers(0, 2))) if is_most else draw(checks)
    kind = draw(st.sampled_from(["unit", "unit", "unit", "person"]))
    whole = DutyEdition(
        in_force=ALWAYS,
        cite=Citation(SOURCE, "第一条", Confidence.V1),
        every=every,
        times=draw(st.integers(1, 3)),
        check=check,
        fact_kinds=tuple(draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))),
        bound="max" if is_most else "min",
        deadline=draw(st.none() | st.none() | st.dates(date(2020, 1, 1), date(2021, 2, 15))),
        usual_months=draw(st.sampled_from([None, None, (10, 12)])),
        applies=Applicability(
            kind,
            frozenset(draw(st.sampled_from([(), (), ("branch",)])) if kind == "unit" else ()),
            tuple(draw(st.just([]) | st.lists(plain | numbers, max_size=2))),
            draw(st.sampled_from([None, None, frozenset(KEYS[1:])])),
        ),
        due_soon_days=draw(st.sampled_from([0, 7, 30])),
        accepts_progress=draw(st.booleans()),
        text="学习",
    )
    return Rule(f"t.{number}", "学习", kind, Severity.SOFT, (whole,))


@st.composite
def plans(draw: Any) -> Rule:
    per = draw(st.sampled_from(["month", "quarter", "half-year", "year", "once"]))
    return local_duty(
        key="plan.0",
        title="责任",
        kind=draw(st.sampled_from(["theory_study", "life_three_meetings", "other"])),
        frequency=draw(st.none() | st.just((draw(st.integers(1, 2)), per))),
        bound=draw(st.sampled_from(["min", "max", None])),
        deadline=draw(st.none() | IN_YEAR),
        year=2020,
        quote="各支部开展学习",
        plan_title="要点",
        place="第一项",
        rule=draw(st.sampled_from([None, *BUILTIN.rules])),
        subjects=draw(st.sampled_from([None, ["unit:1", "person:9"]])),
    )


@st.composite
def subjects(draw: Any) -> list[Subject]:
    made = []
    for key in KEYS:
        attributes = {
            name: tuple(
                Dated(draw(st.just(ALWAYS) | intervals()), draw(values))
                for _ in range(draw(st.integers(0, 2)))
            )
            for name, values in (
                ("committee", st.booleans() | st.none()),
                ("cadre", st.booleans()),
                ("groups", st.integers(0, 4)),
                ("full_members", st.integers(0, 9) | st.none()),
                ("people", st.sampled_from([(), ("person:9",), ("person:9", "person:10"), 3])),
            )
        }
        kind = key.partition(":")[0]
        unit_type = draw(st.sampled_from(["branch", "party_committee"])) if kind == "unit" else ""
        exists = draw(st.just(ALWAYS) | intervals())
        made.append(Subject(key, kind, key, unit_type, exists, attributes))
    return made


@st.composite
def facts(draw: Any, kinds: tuple[str, ...], most: int) -> list[Fact]:
    """Up to `most` facts. Drawn from one seed: many of them say more here than small ones."""
    chance = Random(draw(st.integers(0, 2**32)))
    first, last = date(2019, 11, 1).toordinal(), date(2021, 3, 31).toordinal()
    count = chance.choice([most // 8, most // 2, most, most])
    return [
        Fact(
            kind=chance.choice(kinds),
            subject=chance.choice(KEYS),
            on=date.fromordinal(chance.randint(first, last)),
            recorded_on=date.fromordinal(chance.randint(first, last)),
            ref=chance.choice(["", "", *(f"life:{number}" for number in range(40))]),
            label=chance.choice(["", "学习"]),
            tags=frozenset(chance.sample(TAGS, chance.choice([0, 0, 0, 1, 2, 4]))),
            values={
                name: chance.choice([None, -1, 1, 1, 1, 3, 4, 8])
                for name in chance.sample(["entitled", "present", "hours", "done"], 3)
            },
            state=chance.choice(["recorded"] * 6 + ["draft", "withdrawn"]),
        )
        for _ in range(count)
    ]


@st.composite
def again(draw: Any, given: list[Fact]) -> list[Fact]:
    """Some facts once more as another kind or state on the same day: one gathering, several kinds."""
    more = []
    for fact in draw(st.lists(st.sampled_from(given), max_size=6)) if given else []:
        kind = draw(st.sampled_from(KINDS))
        state = draw(st.sampled_from(["recorded", "draft"]))
        more.append(replace(fact, kind=kind, state=state))
    return given + more


waivers = st.lists(
    st.builds(
        Waiver,
        rule_key=st.sampled_from(["t.0", "t.1", "plan.0", "branch.theme_day"]),
        subject=st.sampled_from(KEYS),
        window=intervals(),
        reason=st.just("任务重"),
        decided_by=st.just("局党委"),
        decided_on=DAYS,
    ),
    max_size=4,
)


@st.composite
def bureaus(draw: Any) -> Bureau:
    made = (draw(rules(0)), draw(rules(1)), draw(plans()))
    builtin = draw(st.booleans())
    book = (
        BUILTIN.with_rules(made)
        if builtin
        else Book(made, BUILTIN.sources, BUILTIN.kinds, BUILTIN.local_kinds, BUILTIN.workdays)
    )
    kinds = (*KINDS, *BUILTIN.kinds) if builtin else KINDS
    given = draw(again(draw(facts(kinds, 160))))
    return Bureau(book, draw(subjects()), given, draw(waivers), draw(AS_OF))
