"""Directives: passed on, split, carried out, answered by their day; late ones say why and since when."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers.directives.papers_from_above import (
    DUE,
    answered,
    carried_out,
    fresh,
    measure,
    meeting,
    received,
    split,
    transmitted,
)
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Refused
from tongpin.audit.models import Entry
from tongpin.duties import queries as duties
from tongpin.ledgers.directives import actions, queries
from tongpin.ledgers.directives.facts import collect
from tongpin.ledgers.directives.models import Directive, Measure
from tongpin.ledgers.directives.panels import waiting
from tongpin.ledgers.directives.standing import Stage, standing
from tongpin.org.access import PageContext
from tongpin.org.scope import Scope

DAY = date(2020, 9, 20)


def test_each_step_leads_to_the_next(cast) -> None:
    makers = (received, transmitted, split, carried_out, answered)
    stages = []
    for number, make in enumerate(makers):
        row = make(cast, number=f"{number}号")
        stages.append(queries.standing_of(row, DAY).stage)
    assert stages == ["received", "transmitted", "doing", "done", "answered"]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (received, "反馈期限已过5天：还没有传达"),
        (transmitted, "反馈期限已过5天：还没有分解措施"),
        (split, "反馈期限已过5天：还有1项措施没有完成"),
        (carried_out, "反馈期限已过5天：措施已经完成，还没有报送落实情况"),
    ],
)
def test_what_is_unanswered_says_why_and_since_when(cast, make, why) -> None:
    found = queries.standing_of(make(cast), DUE + timedelta(days=5))
    assert (found.late_since, found.why) == (DUE, why)


def test_a_measure_past_its_day_makes_it_late_before_the_reply_is(cast) -> None:
    found = queries.standing_of(split(cast), date(2020, 9, 28))
    assert (found.late_since, found.why) == (date(2020, 9, 25), "有措施过了时限3天没有完成")


def test_nothing_is_answered_before_it_is_done(cast) -> None:
    answer = {"reply": "好", "replied_on": date(2020, 9, 19)}
    office = cast.actor("office")
    for number, (make, why) in enumerate(
        ((received, "还没有传达"), (transmitted, "还没有分解"), (split, "还有1项"))
    ):
        row = make(cast, number=f"{number}号")
        with pytest.raises(Refused, match=why):
            actions.answer(office, unit=row.unit, directive=row, version=row.version, **answer)


def test_only_an_own_later_gathering_passes_it_on(cast) -> None:
    row = received(cast)
    early = meeting(cast, on=date(2020, 8, 20))
    with pytest.raises(Refused, match="在收到部署之前"):
        actions.transmit(
            cast.actor("office"), unit=row.unit, directive=row, version=row.version, gathering=early
        )


def test_a_measure_is_done_with_evidence_only(cast) -> None:
    item = measure(cast)
    with pytest.raises(Refused, match="佐证材料"):
        actions.record_progress(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), measure=item, version=item.version,
            note="开了", on=DAY, is_done=True,
        )  # fmt: skip


def long(cast):
    """With a measure that runs until the end of the year, three months after the reply is due."""
    row = transmitted(cast)
    actions.add_measure(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version, text="建立制度",
        responsible_unit=row.unit, responsible_name="钱大海", due_on=date(2020, 12, 31),
    )  # fmt: skip
    return fresh(row)


def staged(cast, row, on=date(2020, 9, 20), next_due_on=date(2021, 1, 10)):
    actions.answer_stage(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version,
        reply="制度已起草", replied_on=on, next_due_on=next_due_on,
    )  # fmt: skip
    return fresh(row)


def test_a_measure_that_outlasts_the_reply_is_reported_on_in_stages(cast) -> None:
    row = staged(cast, long(cast))
    found = queries.standing_of(row, DUE + timedelta(days=5))
    assert (found.stage, found.is_late) == (Stage.DOING, False)
    late = queries.standing_of(row, date(2021, 1, 12))
    assert (late.late_since, late.why) == (
        date(2021, 1, 10), "反馈期限已过2天：还有1项措施没有完成",
    )  # fmt: skip
    year = (date(2020, 1, 1), date(2020, 12, 31))
    (fact,) = collect([cast.unit("JU")], *year)
    assert (fact.kind, fact.on, fact.values["late"]) == (
        "directives.answered", date(2020, 9, 20), 0,
    )  # fmt: skip
    with pytest.raises(Refused, match="还有1项"):
        actions.answer(
            cast.actor("office"), unit=row.unit, directive=row, version=row.version, reply="好",
            replied_on=DAY,
        )  # fmt: skip
    actions.recall(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version, reason="日期错"
    )
    row = fresh(row)
    assert (row.due_on, row.stages.count()) == (DUE, 0)
    assert queries.standing_of(row, DUE + timedelta(days=5)).late_since == DUE


def test_a_reply_in_stages_that_came_late_is_told_as_late(cast) -> None:
    row = long(cast)
    actions.revise(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version,
        reply_due_on=date(2020, 9, 15),
    )  # fmt: skip
    staged(cast, fresh(row))
    facts = [
        (f.kind, f.on) for f in collect([cast.unit("JU")], date(2020, 1, 1), date(2020, 12, 31))
    ]
    assert facts == [
        ("directives.answered", DAY), ("directives.overdue", date(2020, 9, 15)),
        ("directives.answered_late", DAY),
    ]  # fmt: skip


def test_a_stage_names_the_next_day_and_is_not_the_end(cast) -> None:
    with pytest.raises(Refused, match="应晚于"):
        staged(cast, long(cast), next_due_on=DAY)
    done = carried_out(cast, number="2号")
    with pytest.raises(Refused, match="请直接反馈"):
        staged(cast, done)


def test_a_measure_is_adjusted_with_its_reason_and_the_old_one_stays_readable(cast) -> None:
    row = split(cast)
    client = cast.client("office")
    url = reverse("directives:measure-edit", args=[row.pk, 1])
    typed = {
        "version": row.version, "text": "召开警示教育大会", "responsible_unit": cast.units["ZB1"],
        "responsible_person": cast.people["李组织"], "due_on": "2020-12-01",
    }  # fmt: skip
    assert client.post(url, typed).status_code == 400
    assert client.post(url, typed | {"reason": "场地调整"}).status_code == 302
    item = Measure.objects.get()
    assert (item.responsible_name, item.due_on) == ("李组织", date(2020, 12, 1))
    page = client.get(reverse("directives:detail", args=[row.pk])).content.decode()
    assert "场地调整" in page
    entry = Entry.objects.latest("number")
    assert entry.action == "directives.revise_measure"
    assert "2020-09-25" in str(entry.changes)
    done = carried_out(cast, number="2号")
    with pytest.raises(Refused, match="已经完成"):
        actions.revise_measure(
            cast.actor("office"), unit=done.unit, directive=done, version=done.version,
            measure=done.measures.get(), text="x", responsible_unit=done.unit,
            responsible_name="钱", due_on=DUE, reason="改",
        )  # fmt: skip


def test_a_stage_is_reported_on_the_page(cast) -> None:
    row, client = long(cast), cast.client("office")
    typed = {"version": row.version, "reply": "制度已起草", "replied_on": "2020-09-20",
             "next_due_on": "2021-01-10"}  # fmt: skip
    assert client.post(reverse("directives:stage", args=[row.pk]), typed).status_code == 302
    page = client.get(reverse("directives:detail", args=[row.pk])).content.decode()
    assert "制度已起草" in page
    assert "2021年1月10日前再反馈" in page


def test_a_number_is_entered_once_until_withdrawn(cast) -> None:
    row = received(cast)
    with pytest.raises(Refused, match="已经登记过"):
        received(cast)
    actions.withdraw(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version, reason="重复"
    )
    assert received(cast).pk != row.pk


def test_two_at_once_one_is_told(cast) -> None:
    row = received(cast)
    with pytest.raises(Conflict):
        actions.withdraw(
            cast.actor("office"), unit=row.unit, directive=row, version=99, reason="重复"
        )


def test_an_answer_is_a_fact_until_it_is_recalled(cast) -> None:
    row = answered(cast)
    year = (date(2020, 1, 1), date(2020, 12, 31))
    (fact,) = collect([cast.unit("JU")], *year)
    assert (fact.kind, fact.on, fact.values["late"]) == (
        "directives.answered",
        date(2020, 9, 19),
        0,
    )
    actions.recall(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version, reason="文号错"
    )
    assert not list(collect([cast.unit("JU")], *year))


def test_the_database_refuses_an_answer_without_words(cast) -> None:
    row = received(cast)
    with (
        pytest.raises(IntegrityError),
        opened(cast.actor("office"), "x", "x"),
        transaction.atomic(),
    ):
        Directive.objects.filter(pk=row.pk).update(replied_on=DAY)


def test_a_branch_sees_what_it_has_to_carry_out_and_no_more(cast) -> None:
    split(cast)
    for who, number in (("office", 1), ("secretary1", 1), ("secretary2", 0)):
        scope = Scope.of(cast.actor(who), "directives.view")
        assert queries.directives(scope).count() == number, who


def test_what_is_unanswered_waits_on_the_workbench(cast) -> None:
    received(cast)
    late = DUE + timedelta(days=2)
    actor = cast.actor("office")
    place = PageContext(
        actor, "directives.view", Scope.of(actor, "directives.view"), cast.unit("JU"), 2020, late
    )
    (line,) = waiting(place, cast.unit("JU"))
    assert line.words == "逾期：传达上级部署《关于开展警示教育的通知》"
    assert line.why == "反馈期限已过2天：还没有传达"


@given(
    day=st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    due=st.none() | st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    told=st.booleans(), total=st.integers(0, 3), left=st.integers(0, 3),
)  # fmt: skip
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_later_is_never_less_late(day, due, told, total, left) -> None:
    """What is late today is late tomorrow, since the same day or an earlier one."""
    open_ones = min(total, left)
    given_ = {
        "due_on": due, "replied_on": None, "is_withdrawn": False, "is_transmitted": told,
        "measures": total, "open_measures": open_ones, "first_late": due if open_ones else None,
    }  # fmt: skip
    today, tomorrow = standing(day=day, **given_), standing(day=day + timedelta(days=1), **given_)
    assert today.stage == tomorrow.stage
    assert not today.is_late or (tomorrow.is_late and tomorrow.late_since == today.late_since)
    assert today.is_late == (due is not None and due < day)


def test_filters_agree_with_the_stage(cast) -> None:
    rows = [
        make(cast, number=f"{n}号")
        for n, make in enumerate((received, transmitted, split, carried_out, answered))
    ]
    for stage in Stage:
        found = queries.in_stage(queries.directives(Scope.everything()), stage)
        expected = {r.pk for r in rows if queries.standing_of(r, DAY).stage == stage}
        assert {r.pk for r in found} == expected, stage


def test_papers_say_what_was_done(cast) -> None:
    row = answered(cast)
    client = cast.client("office")
    data = client.get(reverse("directives:paper", args=[row.pk])).content
    paper = docx.Document(io.BytesIO(data))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "2020年9月4日召开会议" in text
    assert paper.tables[0].cell(1, 4).text == "9月18日"
    book = docx.Document(io.BytesIO(client.get(reverse("directives:register")).content))
    assert book.tables[0].cell(1, 0).text == "青纪发〔2020〕8号"


def test_the_whole_way_on_the_pages(cast) -> None:
    client = cast.client("office")
    client.post(
        reverse("directives:new") + "?unit=JU",
        {"title": "通知", "issuer": "县委", "received_on": "2020-09-01", "must_transmit": "on",
         "reply_due_on": "2020-09-30"},
    )  # fmt: skip
    row = Directive.objects.get()
    at = lambda name: reverse(f"directives:{name}", args=[row.pk])  # noqa: E731
    version = lambda: Directive.objects.get().version  # noqa: E731
    held = meeting(cast)
    client.post(at("transmit"), {"version": version(), "gathering": held.pk})
    bad = client.post(
        at("measure-new"), {"version": version(), "text": "x", "due_on": "2020-09-20"}
    )
    assert bad.status_code == 400
    client.post(
        at("measure-new"),
        {"version": version(), "text": "开会", "responsible_unit": cast.units["JU"],
         "responsible_name": "钱大海", "due_on": "2020-09-20"},
    )  # fmt: skip
    assert Measure.objects.get().responsible_name == "钱大海"
    assert "落实中" in client.get(at("detail")).content.decode()
    refused = client.post(
        at("answer"), {"version": version(), "reply": "好", "replied_on": "2020-09-19"}
    )
    assert refused.status_code == 400
    assert fresh(row).replied_on is None


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_constant_number_of_statements(
    cast, number, django_assert_num_queries
) -> None:
    for n in range(number):
        split(cast, number=f"{n}号")
    client = cast.client("office")
    url = reverse("directives:list") + "?unit=JU"
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)


def test_an_unanswered_directive_is_overdue_on_the_plan_board(
    cast, django_capture_on_commit_callbacks
) -> None:
    row = answered(cast)
    later = received(cast, number="9号", title="关于汛期值守的通知")
    office = cast.actor("office")

    def kept(act, row, **values) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            act(office, unit=row.unit, directive=row, version=fresh(row).version, **values)

    assert finding(cast).verdict == "not_yet"
    kept(actions.recall, row, reason="文号错")
    kept(actions.revise, row, reply_due_on=date(2020, 9, 19))
    assert finding(cast).verdict == "overdue"
    assert "9月19日应完成，已逾期1天" in finding(cast).reason
    assert "上级部署补报记录（关于开展警示教育的通知）" in finding(cast).reason
    kept(actions.answer, row, reply="已开展", replied_on=date(2020, 9, 20))
    assert finding(cast).verdict == "met_late"
    kept(actions.revise, later, reply_due_on=date(2020, 9, 15))
    assert (
        "9月15日应完成，已逾期5天；2020年度尚无上级部署补报记录（关于汛期值守的通知）"
        in finding(cast).reason
    )
    kept(actions.withdraw, later, reason="上级取消")
    assert finding(cast).verdict == "met_late"


def finding(cast):
    """What the plan board says of the bureau's answers."""
    rows = duties.findings(Scope.everything(), year=2020)
    return next(
        f for f in rows if f.rule_key == "unit.directive_reply" and f.unit_id == cast.units["JU"]
    )


def test_one_still_owed_from_last_year_is_told_of_on_the_first_day(cast) -> None:
    received(cast, received_on=date(2019, 11, 1), reply_due_on=date(2019, 12, 1))
    (fact,) = collect([cast.unit("JU")], date(2020, 1, 1), date(2020, 12, 31))
    assert (fact.kind, fact.on, fact.recorded_on) == (
        "directives.overdue", date(2020, 1, 1), date(2019, 12, 1),
    )  # fmt: skip
