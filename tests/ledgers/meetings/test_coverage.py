"""谈心谈话覆盖: which talks the regulations want, which were held, which are still wanted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers.meetings import scene
from tongpin.life.actions import withdraw_gathering
from tongpin.life.facts import minutes_facts
from tongpin.life.queries import talks as queries
from tongpin.life.queries.talks import Circle
from tongpin.org.models import Person

YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def person(key: int) -> Person:
    return Person(pk=key, name=f"同志{key}", search_text=str(key))


def circle(core: int, others: int, *, is_team: bool) -> Circle:
    people = [person(n) for n in range(1, core + others + 1)]
    return Circle(tuple(people[:core]), tuple(people[core:]), 1 if core else None, is_team)


def talked(*pairs: tuple[int, int]) -> dict:
    return {frozenset(pair): (date(2020, 9, 5), 1) for pair in pairs}


def numbers(found) -> dict[str, tuple[int, int]]:
    return {r.title: (r.done, r.wanted) for r in found.relations}


def test_a_branch_wants_three_relations() -> None:
    found = queries.judged(circle(2, 3, is_team=False), talked((1, 3), (4, 5)))
    assert numbers(found) == {"委员之间": (0, 1), "委员与党员": (1, 3), "党员与党员": (2, 3)}
    assert [(g.relation, g.who.pk) for g in found.gaps] == [
        ("委员之间", 1), ("委员与党员", 4), ("委员与党员", 5), ("党员与党员", 3),
    ]  # fmt: skip


def test_a_team_wants_the_leader_with_each_and_the_heads_with_one() -> None:
    found = queries.judged(circle(3, 2, is_team=True), talked((1, 2), (2, 3), (3, 5)))
    assert numbers(found) == {
        "主要负责人与班子成员": (1, 2), "班子成员相互": (1, 1), "班子成员与所属单位负责人": (1, 2),
    }  # fmt: skip
    assert {(g.who.pk, g.with_whom) for g in found.gaps} == {(1, "同志3"), (4, "任一班子成员")}


def test_a_branch_without_a_committee_asks_only_for_members_among_themselves() -> None:
    assert numbers(queries.judged(circle(0, 2, is_team=False), {})) == {"党员与党员": (0, 2)}
    assert queries.judged(circle(1, 0, is_team=False), {}).is_complete
    assert queries.judged(circle(0, 0, is_team=True), {}).is_complete


EVERYBODY = [(a, b) for a in range(1, 7) for b in range(1, a)]
PAIRS = st.sets(st.sampled_from(EVERYBODY), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAIRS, PAIRS, st.booleans(), st.integers(0, 6))
def test_more_talks_never_open_a_gap(first, second, is_team, core) -> None:
    """Monotone, and all talks leave none."""
    people = circle(core, 6 - core, is_team=is_team)
    few = queries.judged(people, talked(*first))
    more = queries.judged(people, talked(*first, *second))
    assert {(g.relation, g.who.pk, g.with_whom) for g in more.gaps} <= {
        (g.relation, g.who.pk, g.with_whom) for g in few.gaps
    }
    assert all(0 <= r.done <= r.wanted for r in few.relations)
    assert (core == 0 and is_team) or queries.judged(people, talked(*EVERYBODY)).is_complete


def test_recorded_heart_talks_fill_the_matrix(cast) -> None:
    scene.talk(cast, "ZB1", "张守正", "李组织")
    scene.talk(cast, "ZB1", "郑文", "张守正", day=6)
    scene.talk(cast, "ZB1", "郑文", "冯丽", day=7)  # 冯丽 is of another branch
    found = queries.coverage(cast.unit("ZB1"), *YEAR)
    assert found.between(cast.person("张守正"), cast.person("郑文"))[0] == date(2020, 9, 6)
    assert numbers(found) == {"委员之间": (1, 6), "委员与党员": (1, 5), "党员与党员": (0, 5)}
    assert found.of(cast.person("张守正")) == 2


def test_a_withdrawn_talk_or_one_of_another_year_does_not_count(cast) -> None:
    row = scene.talk(cast, "ZB1", "张守正", "李组织")
    assert queries.coverage(cast.unit("ZB1"), date(2019, 1, 1), date(2019, 12, 31)).talks == {}
    withdraw_gathering(cast.actor("secretary1"), unit=row.unit, gathering=row, reason="记错")
    assert queries.coverage(cast.unit("ZB1"), *YEAR).talks == {}


def duty_of(cast, day: date) -> tuple[str, str]:
    """Verdict and reason of the duty of heart talks as of a day."""
    from tongpin.duties.judging import judge

    found = judge([cast.unit("ZB1")], year=2020, as_of=day)
    row = next(j.judgement for j in found if j.judgement.rule.key == "branch.heart_talk")
    return row.verdict.value, row.reason


def test_the_duty_is_judged_by_the_relations_that_the_rule_names(cast) -> None:
    """One talk does not do: it turns green when the last wanted pair has talked, and says so."""
    from itertools import combinations

    unit, day = cast.unit("ZB1"), date(2020, 9, 20)
    circle = queries.circle_of(unit, day)
    for number, (one, other) in enumerate(combinations(circle.core, 2), 1):
        scene.talk(cast, "ZB1", one.name, other.name, day=number)
    assert duty_of(cast, day) == (
        "due",
        "12月31日前应完成，还有102天；2020年度委员之间应谈6对、已谈6对，"
        "委员与党员应谈5人、已谈0人，党员与党员应谈5人、已谈0人。",
    )
    rest = [(circle.core[0], p) for p in circle.others]
    rest += [(p, circle.others[0]) for p in circle.others[1:]]
    row = scene.held(cast, "ZB1", "heart_talk", 18, talks=tuple(rest))
    assert duty_of(cast, date(2020, 9, 17))[0] == "due"
    verdict, reason = duty_of(cast, day)
    assert verdict == "met"
    assert "党员与党员应谈5人、已谈5人" in reason
    typed = {"kinds": ["heart_talk"], "talks": tuple(rest)}
    previewed = [f.values for f in minutes_facts(unit, typed, day)]
    assert previewed[0]["peer_talked"] == previewed[0]["peer_wanted"] == 5
    withdraw_gathering(cast.actor("secretary1"), unit=unit, gathering=row, reason="记错")
    assert duty_of(cast, day)[0] == "due"


def test_the_bureau_talks_with_the_secretaries_below(cast) -> None:
    scene.team(cast)
    scene.talk(cast, "JU", "李组织", "冯丽")
    found = queries.coverage(cast.unit("JU"), *YEAR)
    assert next(p.name for p in found.circle.core) == "钱大海"
    assert {p.name for p in found.circle.others} == {"冯丽", "张守正"}
    assert numbers(found)["班子成员与所属单位负责人"] == (1, 2)


@pytest.mark.parametrize("talks", [1, 3])
def test_the_page_takes_a_constant_number_of_statements(
    cast, talks, django_assert_num_queries
) -> None:
    names = ("李组织", "王宣传", "赵纪检")
    for name in names[:talks]:
        scene.talk(cast, "ZB1", "张守正", name)
    secretary = cast.client("secretary1")
    secretary.get("/meetings/talks/")
    with django_assert_num_queries(COVERAGE):
        page = secretary.get("/meetings/talks/").content.decode()
    assert page.count("9.5") == 2 * talks


COVERAGE = 9


def test_the_page_lists_the_gaps_and_exports_the_matrix(cast) -> None:
    from tongpin.formats.xlsx import read_sheet

    scene.talk(cast, "ZB1", "张守正", "李组织")
    secretary = cast.client("secretary1")
    page = secretary.get("/meetings/talks/").content.decode()
    assert "1 / 6" in page
    assert "委员与党员" in page
    assert "郑文" in page
    rows = read_sheet(secretary.get("/meetings/talks/?export=xlsx").content)
    assert rows[0][:2] == ["姓名", "张守正"]
    assert rows[1][0] == "张守正"
    assert date(2020, 9, 5) in rows[1]
