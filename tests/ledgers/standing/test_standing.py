"""Members away, out of reach, and decisions: alerts without end, changes only by a decision."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers.standing import desk
from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.capability import person_panels, waiting
from tongpin.ledgers.dues.queries import members_due
from tongpin.ledgers.standing import actions, queries
from tongpin.ledgers.standing.models import Decision, Kind, LostContact
from tongpin.life.queries import expected_people
from tongpin.org.access import PageContext
from tongpin.org.models import Membership
from tongpin.org.queries import members_on, people, snapshot, unit_counts
from tongpin.org.scope import Scope
from tongpin.reports.changes import changes

LIST = 9
WHOLE = Scope.everything()


def told(cast, day: date = desk.TODAY) -> list[str]:
    """The alerts in words."""
    return [f"{a.name}：{a.words}" for a in queries.alerts(WHOLE, cast.unit("JU"), day)]


# ---------------------------------------------------------------- out of reach


def test_time_alone_changes_nobody(cast) -> None:
    row = desk.missing(cast)
    desk.search(cast, row)
    for years in (1, 3, 10):
        day = date(2020 + years, 9, 20)
        assert told(cast, day)
        assert cast.person("郑文") in members_on(cast.unit("ZB1"), day)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("day", "is_due"), [(date(2020, 8, 9), False), (date(2020, 8, 10), True)])
def test_after_six_months_the_branch_is_asked_with_the_article(cast, day, is_due) -> None:
    desk.search(cast, desk.missing(cast))
    found = [a for a in queries.alerts(WHOLE, None, day) if "停止党籍" in a.words]
    assert bool(found) is is_due
    if found:
        assert "第二十四条" in found[0].cited
        assert found[0].decides == "所在党支部或者上级党组织"


def test_without_a_search_one_is_asked_for(cast) -> None:
    desk.missing(cast)
    assert any("还没有查找记录" in words for words in told(cast, date(2020, 3, 1)))


@pytest.mark.parametrize(
    ("searched", "on", "words"),
    [
        (True, date(2020, 8, 9), "2020年8月10日"),
        (False, date(2020, 8, 20), "查找"),
    ],
)
def test_a_stop_too_early_or_without_searches_is_refused(cast, searched, on, words) -> None:
    row = desk.missing(cast)
    if searched:
        desk.search(cast, row)
    with pytest.raises(Refused) as refusal:
        desk.decide(cast, "suspended", "lost", on)
    assert words in refusal.value.message
    assert refusal.value.field == "deviation_by"
    assert cast.person("郑文") in members_on(cast.unit("ZB1"), desk.TODAY)
    held = desk.decide(cast, "suspended", "lost", on, deviation_by="县委组织部",
                       deviation_reason="专项清查")  # fmt: skip
    assert held.deviation_by == "县委组织部"


def test_a_suspended_member_is_in_no_roll_but_keeps_the_branch(cast) -> None:
    desk.suspended(cast)
    branch, person = cast.unit("ZB1"), cast.person("郑文")
    before, after = date(2020, 8, 19), date(2020, 8, 20)
    assert person in members_on(branch, before)
    assert person not in members_on(branch, after)
    assert person not in expected_people(branch, after)
    assert unit_counts(WHOLE, before)[branch.pk] == 9
    assert unit_counts(WHOLE, after)[branch.pk] == 8
    stages = {row.name: row.stage for row in snapshot(WHOLE, branch, after)}
    assert stages["郑文"] == ""
    assert person in people(WHOLE)
    months = [date(2020, 8, 1), date(2020, 9, 1)]
    due = members_due(branch, months)
    assert [person.pk in dict(due[m]) for m in months] == [True, False]


def test_restored_only_by_a_decision_and_with_a_gap(cast) -> None:
    desk.suspended(cast)
    desk.decide(cast, "restored", "applied", date(2020, 9, 10))
    person = cast.person("郑文")
    spans = [(m.starts_on, m.ends_on) for m in person.memberships.order_by("starts_on")]
    assert spans == [
        (date(2010, 7, 1), date(2020, 8, 19)), (date(2020, 9, 10), None),
    ]  # fmt: skip
    assert person in members_on(cast.unit("ZB1"), desk.TODAY)


def test_removal_needs_two_years_and_the_approval_above(cast) -> None:
    desk.suspended(cast)
    early, right = date(2022, 8, 19), date(2022, 8, 20)
    with on_day(date(2022, 12, 1)):
        assert any("是否按自行脱党予以除名" in w for w in told(cast, right))
        assert not any("是否按自行脱党予以除名" in w for w in told(cast, early))
        with pytest.raises(Refused, match="2022年8月20日"):
            desk.decide(cast, "removed_lost", "lost", early)
        with pytest.raises(Refused, match="须经上级党组织批准"):
            desk.decide(cast, "removed_lost", "lost", right, approved_by="")
        desk.decide(cast, "removed_lost", "lost", right)
        assert cast.person("郑文") not in people(WHOLE)
        assert not any("郑文" in w for w in told(cast, date(2022, 12, 1)))
        with pytest.raises(Refused, match="不能登记"):
            desk.decide(cast, "restored", "applied", date(2022, 11, 1))


def test_who_is_found_needs_a_decision_of_its_own(cast) -> None:
    desk.suspended(cast)
    row = LostContact.objects.get()
    actions.record_found(cast.actor("secretary1"), unit=row.unit, lost=row, version=row.version,
                         on=desk.TODAY, note="本人来电")  # fmt: skip
    assert cast.person("郑文") not in members_on(cast.unit("ZB1"), desk.TODAY)
    with pytest.raises(Refused, match="已于 2020-09-20 取得联系"):
        desk.search(cast, row, desk.TODAY)


# ---------------------------------------------------------------- decisions


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("removed", "religion"),
        ("persuaded", "deadline"),
        ("expelled", "violation"),
        ("quit", "request"),
    ],
)
def test_a_removal_ends_branch_membership_and_posts(cast, kind, cause) -> None:
    desk.decide(cast, kind, cause, date(2020, 9, 10), name="王宣传")
    person = cast.person("王宣传")
    assert {row.ends_on for row in person.affiliations.all()} == {date(2020, 9, 9)}
    assert {row.ends_on for row in person.memberships.all()} == {date(2020, 9, 9)}
    assert {row.ends_on for row in person.posts.all()} == {date(2020, 9, 9)}


def test_a_death_is_entered_without_a_decision_and_counts_to_its_day(cast) -> None:
    desk.decide(cast, "died", "death", date(2020, 9, 10), decided_by="", number="")
    branch = cast.unit("ZB1")
    assert cast.person("郑文") in members_on(branch, date(2020, 9, 10))
    assert cast.person("郑文") not in members_on(branch, date(2020, 9, 11))


@pytest.mark.parametrize(
    ("extra", "field"),
    [({"decided_by": " "}, "decided_by"), ({"number": ""}, "number"),
     ({"approval_number": ""}, "approved_by"), ({"approved_on": date(2020, 9, 1)}, "approved_on")],
)  # fmt: skip
def test_nothing_changes_without_the_papers(cast, extra, field) -> None:
    with pytest.raises(Refused) as refusal:
        desk.decide(cast, "removed", "religion", date(2020, 9, 10), **extra)
    assert refusal.value.field == field
    assert not Decision.objects.exists()
    assert Membership.objects.filter(person=cast.people["郑文"], ends_on=None).exists()


def test_the_database_asks_for_the_papers_as_well(cast) -> None:
    row = desk.decide(cast, "removed", "religion", date(2020, 9, 10))
    row.pk, row.number = None, ""
    with pytest.raises(IntegrityError), transaction.atomic(), opened(Actor.system(), "试", "试"):
        Decision.objects.bulk_create([row])


def test_a_wrong_entry_is_taken_back_exactly(cast) -> None:
    before = _relations(cast)
    row = desk.decide(cast, "expelled", "violation", date(2020, 9, 10), name="王宣传")
    assert _relations(cast) != before
    actions.withdraw_decision(cast.actor("office"), unit=row.unit, decision=row, reason="登错人")
    assert _relations(cast) == before
    assert queries.possible(queries.last_decision(cast.person("王宣传")))[0] == Kind.SUSPENDED
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw_decision(cast.actor("office"), unit=row.unit, decision=row, reason="再")


def _relations(cast) -> list[tuple]:
    person = cast.person("王宣传")
    tables = (person.affiliations, person.memberships, person.posts)
    return [(row._meta.label, row.pk, row.ends_on) for rows in tables for row in rows.all()]


def test_only_the_committees_office_enters_a_decision(cast) -> None:
    person = cast.person("郑文")
    for name in ("secretary1", "committee1", "secretary2", "office2"):
        with pytest.raises(Forbidden):
            actions.decide(cast.actor(name), unit=person.home, person=person,
                           ruling=desk.ruling("quit", "request", desk.TODAY))  # fmt: skip


def test_the_note_is_sealed_and_no_entry_holds_it(cast) -> None:
    desk.decide(cast, "expelled", "violation", date(2020, 9, 10), note="违纪事实甲乙丙")
    with connection.cursor() as cursor:
        cursor.execute("select note from standing_decision")
        assert "甲乙丙" not in cursor.fetchone()[0]
    entry = Entry.objects.get(action="standing.decide")
    assert "甲乙丙" not in str(entry.changes)


# ---------------------------------------------------------------- away


def test_away_six_months_is_recognised_not_before(cast) -> None:
    row = desk.away(cast, left=date(2020, 3, 1))
    with pytest.raises(Refused, match="2020-09-01"):
        actions.identify(cast.actor("secretary1"), unit=row.unit, floating=row, version=1,
                         on=date(2020, 8, 31))  # fmt: skip
    assert any("外出已满6个月" in w for w in told(cast, date(2020, 9, 1)))
    actions.identify(cast.actor("secretary1"), unit=row.unit, floating=row, version=1,
                     on=date(2020, 9, 1), reported_on=date(2020, 9, 5))  # fmt: skip
    assert told(cast) == []
    judged = queries.floating_judgements(queries.floating(WHOLE, row.pk), desk.TODAY)
    assert {j.verdict.value for j in judged} == {"ok"}


def test_abroad_is_contacted_every_half_year(cast) -> None:
    row = desk.away(cast, left=date(2020, 1, 10), is_abroad=True)
    assert any("每半年至少联系一次" in w for w in told(cast))
    actions.record_contact(cast.actor("committee1"), unit=row.unit, floating=row,
                           on=date(2020, 7, 1), kind="contact", means="视频")  # fmt: skip
    assert not any("每半年至少联系一次" in w for w in told(cast))
    assert any("超过5年未归" in w for w in told(cast, date(2025, 1, 11)))


def test_who_lives_here_is_reviewed_once_a_year(cast) -> None:
    row = desk.inflow(cast)
    assert not any("民主评议" in w for w in told(cast, date(2020, 9, 30)))
    assert any("民主评议" in w for w in told(cast, date(2020, 10, 1)))
    with on_day(date(2020, 11, 20)):
        actions.record_contact(cast.actor("secretary1"), unit=row.unit, floating=row,
                               on=date(2020, 11, 18), kind="review", means="参加支部评议")  # fmt: skip
    assert not any("民主评议" in w for w in told(cast, date(2020, 12, 1)))


def test_nobody_is_registered_twice(cast) -> None:
    desk.away(cast)
    with pytest.raises(Refused, match="不能重复登记"):
        desk.away(cast)
    desk.missing(cast)
    with pytest.raises(Refused, match="不能重复登记"):
        desk.missing(cast)


# ---------------------------------------------------------------- pages


def _place(cast, username: str) -> PageContext:
    actor = cast.actor(username)
    return PageContext(actor, "org.self", Scope.of(actor, "org.self"), None, 2020, desk.TODAY)


def test_what_waits_at_the_workbench_and_on_the_persons_page(cast) -> None:
    desk.search(cast, desk.missing(cast))
    for username, unit in (("secretary1", "ZB1"), ("office", "JU")):
        lines = list(waiting(_place(cast, username), cast.unit(unit)))
        assert any("是否停止党籍" in w.words and "第二十四条" in w.why for w in lines), username
    assert not any("郑文" in w.words for w in waiting(_place(cast, "secretary2"), cast.unit("ZB2")))
    panels = person_panels(_place(cast, "secretary1"), cast.person("郑文"))
    card = next(p for p in panels if p.title == "流动、失联和党籍")
    assert card.lines[0].label == "2020-02-10 失联"
    assert not any(
        p.title == card.title for p in person_panels(_place(cast, "member1"), cast.person("郑文"))
    )


def test_from_registration_to_decision_on_the_pages(cast) -> None:
    secretary, office = cast.client("secretary1"), cast.client("office")
    page = secretary.post("/standing/lost/new/", {
        "person": cast.people["郑文"], "lost_on": "2020.2.10", "last_seen": "参加主题党日", "cause": "work",
    }, follow=True)  # fmt: skip
    assert "请继续查找并记录" in page.content.decode()
    row = LostContact.objects.get()
    page = secretary.post(f"/standing/lost/{row.pk}/search/", {
        "on": "2020-05-06", "means": "上门", "asked": "父母", "result": "不知去向",
    }, follow=True)  # fmt: skip
    assert "不知去向" in page.content.decode()
    url = f"/standing/decisions/new/{cast.people['郑文']}/"
    typed = {
        "kind": "suspended",
        "cause": "lost",
        "decided_by": "局党委",
        "decided_on": "2020-08-20",
    }
    page = office.post(url, typed)
    assert page.status_code == 400
    assert "请填写决定的文号" in page.content.decode()
    page = office.post(url, typed | {"number": "局党字〔2020〕8号"}, follow=True)
    assert "停止党籍自2020-08-20起生效" in page.content.decode()
    page = office.post(url, typed | {"cause": "violation", "number": "1"})
    assert page.status_code == 400


@pytest.mark.parametrize(
    "path", ["/standing/", "/standing/floating/", "/standing/lost/", "/standing/decisions/"]
)
def test_the_lists_read_the_same_number_of_times(cast, path) -> None:
    client, numbers = cast.client("office"), []
    for name in ("郑文", "周建国", "吴晓东"):
        desk.away(cast, name, is_abroad=True)
        desk.search(cast, desk.missing(cast, name))
        desk.decide(cast, "suspended", "lost", date(2020, 8, 20), name=name)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        numbers.append(len(seen))
    assert numbers == [NUMBERS[path]] * 3


NUMBERS = {
    "/standing/": 12,
    "/standing/floating/": 9,
    "/standing/lost/": 10,
    "/standing/decisions/": 8,
}


@pytest.mark.parametrize(
    ("kind", "cause", "counted"),
    [
        ("died", "death", "died"),
        ("expelled", "violation", "expelled"),
        ("quit", "request", "resigned"),
    ],
)
def test_who_leaves_is_counted_by_the_cause_and_logs_in_no_more(cast, kind, cause, counted) -> None:
    account = cast.account("member1")
    held = desk.decide(cast, kind, cause, date(2020, 8, 20))
    account.refresh_from_db()
    assert not account.is_active
    assert cast.person("郑文") not in people(WHOLE)
    table = changes(WHOLE, cast.unit("JU"), date(2020, 1, 1), desk.TODAY)
    assert table.numbers[counted] == 1
    assert table.opening + table.gained - table.lost == table.closing
    actions.withdraw_decision(
        cast.actor("office"), unit=cast.unit("ZB1"), decision=held, reason="登记错误"
    )
    account.refresh_from_db()
    assert account.is_active
    assert cast.person("郑文") in people(WHOLE)
    assert changes(WHOLE, cast.unit("JU"), date(2020, 1, 1), desk.TODAY).lost == 0


def test_a_stop_and_its_end_are_counted_as_such(cast) -> None:
    desk.suspended(cast)
    desk.decide(cast, "restored", "applied", date(2020, 9, 10))
    numbers = changes(WHOLE, cast.unit("JU"), date(2020, 1, 1), desk.TODAY).numbers
    assert (numbers["stopped"], numbers["restored"], numbers["other"]) == (1, 1, 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["suspended", "restored", "removed", "expelled", "died", "withdraw"]),
            st.integers(0, 200),
        ),
        max_size=6,
    )
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_decided_the_dated_tables_stay_whole(cast, told) -> None:
    """At most one branch and one stage on any day; nothing after a removal; a withdrawal is exact."""
    causes = {"suspended": "emigrated", "restored": "applied", "removed": "passive",
              "expelled": "violation", "died": "death"}  # fmt: skip
    mark = transaction.savepoint()
    try:
        for kind, offset in told:
            before = spans(cast)
            try:
                if kind == "withdraw":
                    last = queries.last_decision(cast.person("郑文"))
                    if last is not None:
                        actions.withdraw_decision(
                            cast.actor("office"), unit=last.unit, decision=last, reason="误"
                        )
                else:
                    desk.decide(cast, kind, causes[kind], date(2020, 2, 1) + timedelta(offset))
            except Refused:
                assert spans(cast) == before
            check_whole(cast)
    finally:
        transaction.savepoint_rollback(mark)


def spans(cast) -> list[list[tuple]]:
    person = cast.person("郑文")
    return [
        sorted(rows.values_list("starts_on", "ends_on", "left_as"))
        for rows in (person.affiliations, person.memberships)
    ]


def check_whole(cast) -> None:
    person = cast.person("郑文")
    for rows in spans(cast):
        for (_, end, _), (start, _, _) in pairwise(rows):
            assert end is not None
            assert end < start
    last = queries.last_decision(person)
    gone = last is not None and last.kind not in ("suspended", "restored")
    assert person.affiliations.filter(ends_on=None).exists() is not gone
    assert (person.left_on is not None) is gone
    assert cast.account("member1").is_active is not gone
    is_member = last is None or last.kind == "restored"
    assert person.memberships.filter(ends_on=None).exists() is is_member
