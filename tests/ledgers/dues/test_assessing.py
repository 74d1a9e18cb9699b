"""Who owes what to whom and why."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.dues.books import (
    AUGUST,
    SEPTEMBER,
    TODAY,
    assess,
    balanced,
    declare,
    pay,
    row_of,
)
from tongpin.audit.clock import on_day
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.models import Assessment, Status
from tongpin.org import actions as org


def test_a_member_sees_why_77_93(cast) -> None:
    declare(cast)
    assess(cast)
    row = row_of(cast)
    assert row.due == 7793
    why = queries.explanation(row.assessment)
    assert "5195.00元" in why
    assert "1.5%" in why
    assert "应交77.93元" in why
    assert "中组发" in why or "第二条" in why


def test_unknown_pay_is_never_zero(cast) -> None:
    declare(cast, base=None)
    assess(cast)
    rows = queries.sheet(cast.unit("ZB1"), SEPTEMBER)
    assert len(rows) == 9
    assert all(row.due is None and row.left is None for row in rows)
    assert "待核" in queries.explanation(row_of(cast).assessment)


def test_pay_items_are_counted_as_the_notice_names_them(cast) -> None:
    row = declare(
        cast, base=None,
        pay={"position_pay": 300_000, "grade_pay": 250_000, "transport": 80_000},
        withheld={"income_tax": 5_500, "housing_fund": 25_000},
    )  # fmt: skip
    assert row.base_fen == 519_500
    assert "交通补贴不计入" in row.words
    assert "3000" not in str(Entry.objects.latest("number").changes)


@pytest.mark.parametrize(
    ("category", "base", "due", "status"),
    [
        ("retired", 480_000, 2400, Status.ASSESSED),
        ("student", None, 20, Status.FIXED),
        ("annual_salary", 9_000_000, 100_000, Status.ASSESSED),
        ("self_employed", 400_000, 4000, Status.ASSESSED),
    ],
)
def test_each_category_by_its_own_rule(cast, category, base, due, status) -> None:
    declare(cast, base=base, category=category, month=7)
    assess(cast)
    assessment = row_of(cast).assessment
    assert (assessment.due_fen, assessment.status) == (due, status)
    assert assessment.is_capped is (category == "annual_salary")


def test_the_average_of_a_quarter_counts_for_that_quarter_only(cast) -> None:
    declare(cast, base=None, category="self_employed", quarter_net_fen=1_200_000, month=4)
    assess(cast, date(2020, 6, 1))
    assert row_of(cast, month=date(2020, 6, 1)).due == 4000
    assess(cast)
    assert row_of(cast).due is None
    assert "还没有按上季度纯收入申报本季度的基数" in queries.explanation(row_of(cast).assessment)
    assert cast.person("郑文") in queries.undeclared(cast.unit("ZB1"), SEPTEMBER)


def test_the_last_quarter_is_averaged(cast) -> None:
    assert (
        declare(cast, base=None, category="self_employed", quarter_net_fen=1_200_000).base_fen
        == 400_000
    )


def test_a_base_changes_within_the_year_only_with_a_reason(cast) -> None:
    declare(cast)
    with pytest.raises(Refused, match="一般不变动"):
        declare(cast, base=600_000, month=9)
    declare(cast, base=600_000, month=9, reason="晋升职级")
    assess(cast, AUGUST)
    assess(cast)
    assert (row_of(cast, month=AUGUST).due, row_of(cast).due) == (7793, 9000)


def test_a_new_year_needs_a_new_base(cast) -> None:
    declare(cast)
    month = next(queries.expected(cast.unit("ZB1"), [date(2021, 1, 1)]))
    assert all(row.status == Status.UNKNOWN for row in month)


def test_who_collects_the_month_of_a_transfer(cast) -> None:
    declare(cast)
    person = cast.person("郑文")
    org.move_person(
        cast.actor("office"),
        unit=cast.unit("ZB1"),
        person=person,
        to=cast.unit("ZB2"),
        on=date(2020, 8, 15),
    )
    months = [AUGUST, SEPTEMBER]
    owing = queries.members_due(cast.unit("JU"), months)
    assert [dict(owing[m])[person.pk] for m in months] == [cast.units["ZB1"], cast.units["ZB2"]]


def test_a_probationary_member_pays_from_the_month_of_acceptance(cast) -> None:
    person = org.add_person(
        cast.actor("office"),
        unit=cast.unit("ZB1"),
        name="新同志",
        stage="activist",
        since=date(2020, 1, 1),
    )
    org.set_stage(cast.actor("office"), unit=cast.unit("ZB1"), person=person, stage="probationary",
                  on=date(2020, 8, 28), reason="档案载明")  # fmt: skip
    owing = queries.members_due(cast.unit("ZB1"), [date(2020, 7, 1), AUGUST])
    assert [person.pk in dict(owing[m]) for m in owing] == [False, True]


def test_a_decision_lowers_and_its_number_is_told(cast) -> None:
    declare(cast)
    person = cast.person("郑文")
    given = {
        "unit": person.home, "person": person, "kind": "reduced", "starts_on": date(2020, 9, 1),
        "ends_on": date(2020, 12, 1), "reason": "重病", "approved_by": "局党委",
        "approved_on": date(2020, 8, 30), "approval_number": "局党字〔2020〕8号",
    }  # fmt: skip
    with pytest.raises(Refused, match="支部讨论"):
        actions.add_relief(cast.actor("office"), amount_fen=1000, **given)
    actions.add_relief(
        cast.actor("office"), amount_fen=1000, discussed_on=date(2020, 8, 20), **given
    )
    assess(cast)
    assert row_of(cast).due == 1000
    assert "局党字〔2020〕8号" in queries.explanation(row_of(cast).assessment)


def test_what_was_seen_is_what_is_adopted(cast) -> None:
    declare(cast)
    changes = queries.changes(cast.unit("ZB1"), SEPTEMBER)
    from tongpin.ledgers.dues.actions.assessing import seal

    seen = seal([(c.before, c.after) for c in changes])
    declare(cast, "张守正", 400_000)
    with pytest.raises(Conflict):
        actions.adopt_assessment(
            cast.actor("office"), unit=cast.unit("ZB1"), month=SEPTEMBER, seen=seen
        )
    assert not Assessment.objects.exists()


def test_a_second_assessment_changes_only_what_differs(cast) -> None:
    declare(cast)
    assert assess(cast) == 9
    assert assess(cast) == 0
    declare(cast, base=600_000, reason="更正")
    assert [c.person.name for c in queries.changes(cast.unit("ZB1"), SEPTEMBER)] == ["郑文"]


def test_a_closed_month_stays_closed(cast) -> None:
    declare(cast)
    assess(cast, AUGUST)
    office, unit, person = cast.actor("office"), cast.unit("ZB1"), cast.person("郑文")
    with pytest.raises(Refused, match="还没有结束"):
        actions.close_month(office, unit=unit, month=SEPTEMBER)
    actions.close_month(office, unit=unit, month=AUGUST)
    declare(cast, base=600_000, reason="更正")
    assert queries.changes(unit, AUGUST) == []
    with pytest.raises(Refused, match="已经结账"):
        pay(cast, on=date(2020, 8, 20))
    actions.correct(office, unit=unit, person=person, month=AUGUST, due_fen=9000, reason="基数有误")
    row = row_of(cast, month=AUGUST)
    assert (row.assessment.due_fen, row.due) == (7793, 9000)
    pay(cast, amount=9000)
    balanced()


def test_an_open_month_is_not_corrected_but_assessed_again(cast) -> None:
    declare(cast)
    assess(cast)
    with pytest.raises(Refused, match="还没有结账"):
        actions.correct(
            cast.actor("office"), unit=cast.unit("ZB1"), person=cast.person("郑文"), month=SEPTEMBER,
            due_fen=1, reason="试",
        )  # fmt: skip


def test_the_member_alone_confirms_and_objects(cast) -> None:
    row = declare(cast)
    with pytest.raises(Forbidden):
        actions.confirm_base(cast.actor("secretary1"), declaration=row, version=row.version)
    me = cast.actor("member1")
    actions.object_to_base(me, declaration=row, version=row.version, words="少算了扣的公积金")
    assess(cast)
    assert row_of(cast).due is None
    row.refresh_from_db()
    with pytest.raises(Conflict):
        actions.confirm_base(me, declaration=row, version=1)
    actions.confirm_base(me, declaration=row, version=row.version)
    assess(cast)
    assert row_of(cast).due == 7793


def test_reading_pay_items_leaves_a_trace_and_is_for_the_branch(cast) -> None:
    row = declare(cast, base=None, pay={"fixed_wage": 400_000})
    with pytest.raises(Forbidden):
        actions.read_pay(cast.actor("office"), unit=row.unit, declaration=row)
    assert actions.read_pay(cast.actor("committee1"), unit=row.unit, declaration=row)["pay"] == {
        "fixed_wage": "4000"
    }
    assert Entry.objects.latest("number").action == "dues.read_pay"


def test_half_a_year_at_once(cast) -> None:
    declare(cast)
    months = [date(2020, m, 1) for m in range(1, 10)]
    with on_day(TODAY):
        assert (
            actions.assess_months(cast.actor("office"), unit=cast.unit("JU"), months=months)
            == 9 * 14
        )
    assert actions.assess_months(cast.actor("office"), unit=cast.unit("JU"), months=months) == 0
