"""From plan to archive: notices, replies, sign-in, votes, confirmation, archive, make-up study."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tongpin.audit.clock import on_day
from tongpin.audit.envelope import opened as envelope
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.life import actions, codes, queries
from tongpin.life.actions import Minutes, Motion, Totals
from tongpin.life.actions.signing import TooMany
from tongpin.life.clock import site_moment
from tongpin.life.models import Arrival, Attendance, Gathering, Message, Vote
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)
CLASHES = 9
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _afternoon():
    """Half past two in the afternoon, whenever the test runs."""
    with time_machine.travel(datetime(2026, 5, 8, 14, 30, tzinfo=ZONE), tick=False):
        yield


def minutes(cast, **values) -> Minutes:
    plain = {
        "kinds": ("general_meeting",), "topic": "讨论工作计划", "held_on": TODAY,
        "starts_at": time(15), "ends_at": time(17),
        "chair": cast.person("张守正"), "recorder": cast.person("李组织"),
    }  # fmt: skip
    return Minutes(**(plain | values))


def plan(cast, **values) -> Gathering:
    return actions.plan_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), minutes=minutes(cast, **values)
    )


def convened(cast, *names: str, **values) -> Gathering:
    row = plan(cast, **values)
    people = [cast.person(n) for n in names or ("张守正", "李组织", "郑文", "钱大海")]
    return actions.convene(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, people=people
    )


def opened(cast, **values) -> Gathering:
    row = convened(cast, **values)
    actions.open_sign_in(cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row)
    row.refresh_from_db()
    return row


def code(row: Gathering, shift: int = 0) -> str:
    return codes.digits(row.sign_in.secret, codes.step_of(site_moment()) + shift)


def recorded(cast, **values) -> Gathering:
    row = plan(cast)
    return actions.change_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, version=row.version,
        minutes=minutes(cast, **values),
    )  # fmt: skip


# ------------------------------------------------------------------------------ plan and notice


def test_a_plan_counts_for_nothing_until_it_was_held(cast) -> None:
    from tongpin.life.facts import collect

    row = plan(cast, held_on=date(2020, 9, 25))
    unit = cast.unit("ZB1")
    facts = list(collect([unit], date(2020, 1, 1), date(2020, 12, 31)))
    assert not [f for f in facts if f.ref == row.ref]
    assert not any(queries.year_grid(unit, 2020)["general_meeting"])
    with pytest.raises(Refused, match="开完再登记"):
        actions.change_gathering(
            cast.actor("secretary1"), unit=unit, gathering=row, version=row.version,
            minutes=minutes(cast, held_on=date(2020, 9, 25)),
        )  # fmt: skip


def test_a_plan_in_the_past_is_sent_to_the_record(cast) -> None:
    with pytest.raises(Refused, match="请直接登记"):
        plan(cast, held_on=date(2020, 9, 19))


def test_notice_reaches_inboxes_once_and_only_new_people_are_told_again(cast) -> None:
    row = convened(cast, "张守正", "郑文")
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    actions.convene(
        who, unit=unit, gathering=row, people=[cast.person(n) for n in ("郑文", "李组织")]
    )
    assert Message.objects.count() == 3
    assert queries.inbox(cast.people["郑文"])[0].title == "关于召开支部党员大会的通知"
    with pytest.raises(Refused, match="已经通知过"):
        actions.convene(who, unit=unit, gathering=row, people=[cast.person("郑文")])
    with pytest.raises(Refused, match="冯丽当天不在第一党支部"):
        actions.convene(who, unit=unit, gathering=row, people=[cast.person("冯丽")])


def test_a_new_time_and_a_cancellation_are_told(cast) -> None:
    row = convened(cast, "郑文")
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.change_plan(
        who, unit=unit, gathering=row, version=row.version, minutes=minutes(cast, place="五楼")
    )
    actions.withdraw_gathering(who, unit=unit, gathering=row, reason="防汛")
    titles = [m.title[:4] for m in queries.inbox(cast.people["郑文"])]
    assert titles == ["【取消】", "【变更】", "关于召开"]


def test_replies_need_a_reason_for_leave_and_are_ones_own(cast) -> None:
    row = convened(cast)
    member, person = cast.actor("member1"), cast.person("郑文")
    with pytest.raises(Refused, match="写明事由"):
        actions.reply(member, gathering=row, person=person, answer="leave")
    actions.reply(member, gathering=row, person=person, answer="leave", reason="出差")
    with pytest.raises(Forbidden):
        actions.reply(member, gathering=row, person=cast.person("李组织"), answer="attending")
    actions.reply(
        cast.actor("secretary1"), gathering=row, person=cast.person("李组织"), answer="attending"
    )
    said = {i.person.name: i.reply for i in queries.invitations(row)}
    assert (said["郑文"], said["李组织"], said["钱大海"]) == ("leave", "attending", "")


# ---------------------------------------------------------------------------------------- sign-in


def test_code_of_now_and_of_one_step_beside_is_taken(cast) -> None:
    row = opened(cast)
    for name, shift in (("secretary1", -1), ("committee1", 0), ("member1", 1)):
        arrival, fresh = actions.sign_in(cast.actor(name), gathering=row, code=code(row, shift))
        assert (arrival.way, fresh) == ("code", True)


@pytest.mark.parametrize("shift", [-2, 2, -20])
def test_an_old_code_sent_on_to_somebody_absent_is_refused(cast, shift) -> None:
    row = opened(cast)
    with pytest.raises(Refused, match="已经更换"):
        actions.sign_in(cast.actor("member1"), gathering=row, code=code(row, shift))
    assert not Arrival.objects.exists()


def test_asking_again_signs_in_once(cast) -> None:
    row = opened(cast)
    first, _ = actions.sign_in(cast.actor("member1"), gathering=row, code=code(row))
    before = Entry.objects.count()
    again, fresh = actions.sign_in(cast.actor("member1"), gathering=row, code="anything")
    assert (again.pk, fresh, Entry.objects.count()) == (first.pk, False, before)


def test_scanned_token_is_told_apart(cast) -> None:
    row = opened(cast)
    token = codes.token(row.sign_in.secret, codes.step_of(site_moment()))
    arrival, _ = actions.sign_in(cast.actor("member1"), gathering=row, code=token)
    assert arrival.way == "qr"


def test_outside_of_the_window_the_right_code_is_refused_with_the_hour(cast) -> None:
    row = opened(cast)
    with time_machine.travel(datetime(2026, 5, 8, 15, 31, tzinfo=ZONE), tick=False):
        given = code(row)
        with pytest.raises(Refused, match=r"15:30 截止.*代签"):
            actions.sign_in(cast.actor("member1"), gathering=row, code=given)
    later = site_moment() + timedelta(hours=1)
    actions.open_sign_in(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, opens_at=later,
        closes_at=later + timedelta(hours=1),
    )  # fmt: skip
    row = Gathering.objects.get(pk=row.pk)
    given = code(row)
    with pytest.raises(Refused, match="从 15:30 开始"):
        actions.sign_in(cast.actor("member1"), gathering=row, code=given)


def test_guessing_is_braked_and_ends_by_itself(cast) -> None:
    row = opened(cast)
    member = cast.actor("member1")
    wrong = "000000" if code(row) != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(Refused, match="签到码不对"):
            actions.sign_in(member, gathering=row, code=wrong)
    given = code(row)
    with pytest.raises(TooMany, match="三分钟后"):
        actions.sign_in(member, gathering=row, code=given)
    with time_machine.travel(datetime(2026, 5, 8, 14, 34, tzinfo=ZONE), tick=False):
        given = code(row)
        _, fresh = actions.sign_in(member, gathering=row, code=given)
    assert fresh


def test_who_was_not_asked_and_who_has_no_person_cannot_sign_in(cast) -> None:
    row = opened(cast)
    with pytest.raises(Refused, match="不在这次的通知对象里"):
        actions.sign_in(cast.actor("secretary2"), gathering=row, code=code(row))
    with pytest.raises(Refused, match="没有对应的党员"):
        actions.sign_in(cast.actor("supervisor"), gathering=row, code=code(row))


def test_the_secret_is_sealed_at_rest_and_never_in_the_trail(cast) -> None:
    row = opened(cast)
    secret = row.sign_in.secret
    with connection.cursor() as cursor:
        cursor.execute("select secret from life_signin")
        assert secret not in str(cursor.fetchall())
    assert not [e for e in Entry.objects.all() if secret in str(e.changes)]


def test_paper_list_fills_up_what_codes_left_and_counts_nobody_twice(cast) -> None:
    row = opened(cast)
    actions.sign_in(cast.actor("member1"), gathering=row, code=code(row))
    people = [cast.person(n) for n in ("郑文", "李组织", "张守正")]
    fresh = actions.sign_in_for(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, people=people, way="paper"
    )
    assert [a.person.name for a in fresh] == ["李组织", "张守正"]
    twice = Arrival(gathering=row, person=people[0], at=site_moment(), way="qr", by="x")
    with pytest.raises(IntegrityError), envelope(cast.actor("secretary1"), "test", "试"):
        twice.save()


def test_the_form_takes_over_who_signed_in_and_who_asked_for_leave(cast) -> None:
    from tongpin.life.forms import initial_of

    row = opened(cast)
    actions.sign_in(cast.actor("committee1"), gathering=row, code=code(row))
    actions.reply(
        cast.actor("member1"),
        gathering=row,
        person=cast.person("郑文"),
        answer="leave",
        reason="出差",
    )
    row = queries.gathering(Scope.everything(), row.pk)
    grid = initial_of(row)["attendance"]
    assert grid[cast.people["李组织"]] == ("present", "")
    assert grid[cast.people["郑文"]] == ("leave", "出差")
    assert grid[cast.people["张守正"]] == ("absent", "")


# ------------------------------------------------------------------------------------------ votes


def put(
    cast, row: Gathering, *, kind: str = "accept_member", present: int = 9, **standings
) -> Vote:
    names = "张守正 李组织 王宣传 赵纪检 钱大海 孙玉梅 周建国 吴晓东 郑文".split()
    keys = [cast.people[n] for n in names]
    roll = dict.fromkeys(keys, "voting") | {cast.people[n]: s for n, s in standings.items()}
    return actions.open_vote(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, standings=roll,
        present=keys[:present], motion=Motion("接收某同志为预备党员", kind),
    )  # fmt: skip


def count(cast, row: Gathering, vote: Vote, **totals) -> queries.Counted:
    done = actions.count_vote(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, vote=vote,
        version=vote.version, totals=Totals(**totals),
    )  # fmt: skip
    return queries.counted(done, row.held_on)


def test_probationary_and_suspended_members_are_off_the_base(cast) -> None:
    row = plan(cast)
    vote = put(cast, row, present=7, 孙玉梅="probationary", 周建国="suspended")
    found = count(cast, row, vote, yes=4, no=1)
    assert found.numbers["entitled"] == 7
    assert found.numbers["present"] == 5
    assert (found.result.needed_yes, found.word) == (4, "通过")
    assert "发展党员工作细则" in found.result.message


def test_written_opinions_count_as_votes_and_not_for_the_quorum(cast) -> None:
    row = plan(cast)
    found = count(cast, row, put(cast, row, present=5), yes=4, no=1, written_yes=1)
    assert (found.result.quorum, found.result.passed) == (True, True)
    short = count(cast, row, put(cast, row, present=4), yes=4, written_yes=5)
    assert (short.result.quorum, short.result.passed, short.word) == (False, False, "人数不够")


def test_excluded_members_leave_the_base_only_with_approval(cast) -> None:
    row = plan(cast)
    vote = put(cast, row, kind="election", present=8, 郑文="excluded")
    assert queries.counted(vote, row.held_on).result.needed_present == 8
    assert "exclusion_unapproved" in queries.counted(vote, row.held_on).result.flags
    motion = Motion("选举委员", "election", is_exclusion_approved=True)
    with pytest.raises(Refused, match="哪级党组织"):
        actions.open_vote(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, motion=motion,
            standings={cast.people["张守正"]: "voting", cast.people["郑文"]: "excluded"}, present=(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("totals", "says"),
    [
        ({"yes": 8, "no": 1, "abstain": 1}, "超过参加表决的9人"),
        ({"yes": 10}, "超过参加表决的9人"),
        ({"yes": 5, "written_yes": 1}, "没有到会的人数"),
        ({"yes": 5, "no": 1, "returned": 5, "issued": 9}, "超过参加表决的5人"),
    ],
)
def test_totals_that_cannot_be_are_refused_and_nothing_is_stored(cast, totals, says) -> None:
    row = plan(cast)
    vote = put(cast, row)
    with pytest.raises(Refused, match=says):
        count(cast, row, vote, **totals)
    vote.refresh_from_db()
    assert vote.yes is None


def test_a_vote_keeps_totals_and_the_frozen_roll_only(cast) -> None:
    row = plan(cast)
    vote = put(cast, row)
    names = {f.name for m in (Vote, vote.roll.model) for f in m._meta.get_fields()}
    assert not names & {"ballot", "choice", "voted", "answer"}
    from tongpin.org import actions as org

    with on_day(date(2020, 9, 21)):
        org.add_person(
            cast.actor("office"), unit=cast.unit("ZB1"), name="新来", stage="full",
            since=date(2018, 11, 1), stage_since=date(2010, 7, 1),
        )  # fmt: skip
    assert queries.counted(vote, row.held_on).numbers["entitled"] == 9


def test_two_counters_at_once_are_told(cast) -> None:
    row = plan(cast)
    vote = put(cast, row)
    count(cast, row, vote, yes=9)
    stale = Vote.objects.get(pk=vote.pk)
    stale.version = 1
    with pytest.raises(Conflict):
        count(cast, row, stale, yes=3)


def test_a_meeting_of_the_wrong_kind_takes_no_vote(cast) -> None:
    row = plan(cast, kinds=("theme_day",))
    with pytest.raises(Refused, match="不能作这种表决"):
        put(cast, row)


# ------------------------------------------------------------------- minutes, signatures, archive


def sign(cast, row: Gathering, username: str, signer: str, **values):
    last = queries.last_revision(row)
    return actions.confirm(
        cast.actor(username), gathering=row, signer=signer, revision=last.number, **values
    )


def test_both_sign_then_the_record_is_closed(cast) -> None:
    row = recorded(cast, content="第一稿")
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    with pytest.raises(Refused, match="主持人、记录人还没有确认"):
        actions.archive(who, unit=unit, gathering=row)
    sign(cast, row, "secretary1", "chair")
    sign(cast, row, "committee1", "recorder")
    row = actions.archive(who, unit=unit, gathering=row)
    assert row.is_archived
    with pytest.raises(Refused, match="已经归档"):
        actions.change_gathering(
            who, unit=unit, gathering=row, version=row.version, minutes=minutes(cast)
        )
    actions.withdraw_gathering(who, unit=unit, gathering=row, reason="登记错了支部")
    row.refresh_from_db()
    assert (row.state, row.archived_by) == ("withdrawn", "张守正")


def test_a_change_makes_a_revision_and_voids_the_signature(cast) -> None:
    row = recorded(cast, content="第一稿")
    sign(cast, row, "secretary1", "chair")
    row = actions.change_gathering(
        cast.actor("committee1"), unit=cast.unit("ZB1"), gathering=row, version=row.version,
        minutes=minutes(cast, content="第二稿"),
    )  # fmt: skip
    steps = queries.steps(queries.revisions(row))
    assert steps[0].lines == [("-", "第一稿"), ("+", "第二稿")]
    assert not any(s.confirmation for s in queries.signatures(row))
    with pytest.raises(Conflict):
        actions.confirm(cast.actor("secretary1"), gathering=row, signer="chair", revision=1)


def test_only_the_named_person_confirms_and_paper_needs_the_right_to_write(cast) -> None:
    row = recorded(cast)
    with pytest.raises(Forbidden, match="只有记录人李组织本人"):
        sign(cast, row, "secretary1", "recorder")
    with pytest.raises(Forbidden):
        sign(cast, row, "member1", "chair", is_on_paper=True)
    assert sign(cast, row, "secretary1", "recorder", is_on_paper=True).by == "张守正"


def test_make_up_study_stands_beside_the_absence(cast) -> None:
    row = recorded(cast, attendance={cast.people["郑文"]: ("leave", "出差")})
    item = Attendance.objects.get(gathering=row)
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    with pytest.raises(Refused, match="开会当天和今天之间"):
        actions.make_up(
            who, unit=unit, gathering=row, attendance=item, on=date(2020, 9, 30), how="自学"
        )
    actions.make_up(who, unit=unit, gathering=row, attendance=item, on=TODAY, how="自学会议材料")
    item.refresh_from_db()
    assert (item.presence, item.made_up_on) == ("leave", TODAY)


def test_a_late_record_of_everything_is_marked(cast) -> None:
    row = actions.record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=minutes(cast, held_on=date(2020, 9, 3)),
    )  # fmt: skip
    found = count(cast, row, put(cast, row, kind="branch_resolution"), yes=9)
    assert row.is_late
    assert found.vote.counted_at.date() > row.held_on
    assert found.word == "通过"


# --------------------------------------------------------------------------- joint, tags, series


def test_a_joint_gathering_counts_for_each_branch_with_its_own_numbers(cast) -> None:
    from tongpin.life.facts import collect

    grid = {cast.people[n]: ("present", "") for n in ("张守正", "郑文", "冯丽")}
    grid |= {cast.people["陈刚"]: ("leave", "病假")}
    row = actions.record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=minutes(
            cast, kinds=("theme_day",), joint=(cast.unit("ZB2"),), attendance=grid,
            tags=("discipline_education", "oath"),
        ),
    )  # fmt: skip
    facts = {}
    for name in ("ZB1", "ZB2"):
        for fact in collect([cast.unit(name)], TODAY, TODAY):
            if fact.ref == row.ref:
                facts[name, fact.kind] = (
                    fact.values["entitled"],
                    fact.values["present"],
                    fact.tags,
                )
    marks = frozenset({"form:oath"})
    assert facts["ZB1", "life.theme_day"] == (2, 2, marks)
    assert facts["ZB2", "life.theme_day"] == (2, 1, marks)
    assert facts["ZB2", "life.discipline_education"] == (2, 1, marks)
    own = cast.client("secretary2")
    assert own.get(f"/life/{row.pk}/").status_code == 200
    assert own.get(f"/life/{row.pk}/edit/").status_code == 403


def test_people_of_a_branch_that_did_not_join_are_refused(cast) -> None:
    with pytest.raises(Refused, match="冯丽当天不在第一党支部"):
        actions.record_gathering(
            cast.actor("secretary1"), unit=cast.unit("ZB1"),
            minutes=minutes(cast, attendance={cast.people["冯丽"]: ("present", "")}),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("rhythm", "number", "weekday", "month", "day"),
    [
        ("day", 5, None, 11, date(2020, 11, 5)),
        ("day", 1, None, 10, date(2020, 10, 9)),  # National Day: on to the first working day
        ("day", 31, None, 10, date(2020, 10, 30)),  # a Saturday; forward would leave the month
        ("weekday", 1, 5, 11, date(2020, 11, 6)),
        ("weekday", 2, 6, 11, date(2020, 11, 14)),  # a Saturday on purpose
        ("weekday", 5, 5, 11, None),
    ],
)
def test_fixed_days_move_off_holidays(cast, rhythm, number, weekday, month, day) -> None:
    row = actions.arrange(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        arrangement=actions.Arrangement("主题党日", ("theme_day",), rhythm, number, weekday),
    )  # fmt: skip
    assert actions.series_day(row, 2020, month) == day


def test_a_year_is_planned_once(cast) -> None:
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.arrange(
        who, unit=unit, arrangement=actions.Arrangement("主题党日", ("theme_day",), "day", 25)
    )
    made = actions.plan_series(who, unit=unit, series=row, year=2020)
    assert [g.held_on.month for g in made] == [9, 10, 11, 12]
    assert actions.plan_series(who, unit=unit, series=row, year=2020) == []


def test_somebody_expected_at_two_places_is_named(cast) -> None:
    qian = cast.person("钱大海")
    leading = actions.plan_gathering(
        cast.actor("office"), unit=cast.unit("JU"),
        minutes=Minutes(kinds=("theory_study",), topic="中心组学习", held_on=TODAY,
                        starts_at=time(16), ends_at=time(18)),
    )  # fmt: skip
    row = plan(cast)
    people = [qian, cast.person("郑文")]
    found = queries.clashes(people, TODAY, time(15), time(17), but=row.pk)
    assert [(c.person.name, c.other.pk, c.is_sure) for c in found] == [("钱大海", leading.pk, True)]
    assert queries.clashes(people, TODAY, time(13), time(16), but=row.pk) == []
    assert not queries.clashes(people, TODAY, None, None, but=row.pk)[0].is_sure


@pytest.mark.parametrize("plans", [1, 20])
def test_clashes_cost_the_same_with_one_plan_and_with_twenty(
    cast, plans, django_assert_num_queries
) -> None:
    """Plans of the other branch nobody was asked to yet: the day is read at once."""
    for n in range(plans):
        kinds = (("committee_meeting",), ("theme_day",), ("general_meeting",))[n % 3]
        actions.plan_gathering(
            cast.actor("secretary2"), unit=cast.unit("ZB2"),
            minutes=Minutes(kinds=kinds, topic=f"第{n}次", held_on=TODAY, starts_at=time(15)),
        )  # fmt: skip
    people = [cast.person(n) for n in ("冯丽", "陈刚", "郑文")]
    with django_assert_num_queries(CLASHES):
        found = queries.clashes(people, TODAY, time(15), time(16))
    # 支委会 asks for the committee, which is 冯丽 alone; nobody of the first branch is asked.
    committee = len(range(0, plans, 3))
    assert [c.person.name for c in found].count("冯丽") == plans
    assert [c.person.name for c in found].count("陈刚") == plans - committee
    assert not any(c.person.name == "郑文" for c in found)


def test_a_plan_of_two_branches_keeps_the_members_of_both_busy(cast) -> None:
    row = plan(cast, kinds=("theme_day",), joint=(cast.unit("ZB2"),))
    found = queries.clashes([cast.person("陈刚")], TODAY, time(15), time(17))
    assert [(c.person.name, c.other.pk) for c in found] == [("陈刚", row.pk)]


def test_members_of_a_joint_branch_sign_in_where_no_notice_went_out(cast) -> None:
    row = plan(cast, kinds=("theme_day",), joint=(cast.unit("ZB2"),))
    actions.open_sign_in(cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row)
    row.refresh_from_db()
    arrival, fresh = actions.sign_in(cast.actor("secretary2"), gathering=row, code=code(row))
    assert (arrival.person.name, fresh) == ("冯丽", True)
    screen = cast.client("secretary1").get(f"/life/{row.pk}/screen/").content.decode()
    assert "14" in screen.split("<main")[1]  # nine of the one branch and five of the other
    page = cast.client("secretary2").get(f"/life/{row.pk}/sign-in/")
    assert page.status_code == 200


def test_the_notice_names_its_materials(cast) -> None:
    from tongpin.life.actions import Upload

    row = actions.plan_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), minutes=minutes(cast),
        files=[Upload("会议议案.pdf", b"%PDF-1.4 ok"), Upload("发言提纲.txt", "提纲".encode())],
    )  # fmt: skip
    actions.convene(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row,
        people=[cast.person("郑文")],
    )  # fmt: skip
    message = queries.inbox(cast.people["郑文"])[0]
    assert "材料：会议议案.pdf、发言提纲.txt" in message.body


def test_a_meeting_written_down_twice_is_pointed_out_and_not_refused(cast) -> None:
    """Two recorders enter the same meeting: each sees the other's record, before and after saving."""
    first = recorded(cast)
    client = cast.client("committee1")
    typed = {"kinds": ["general_meeting", "lecture"], "topic": "党员大会", "held_on": str(TODAY)}
    before = client.post("/life/preview/?unit=ZB1", typed).content.decode()
    assert f"/life/{first.pk}/" in before
    assert "请不要重复登记" in before
    answer = client.post("/life/new/?unit=ZB1", typed)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert f"/life/{first.pk}/" in page
    assert "否则会计两次" in page
    other = typed | {"kinds": ["theme_day"]}
    assert "请不要重复登记" not in client.post("/life/preview/?unit=ZB1", other).content.decode()
    second = Gathering.objects.exclude(pk=first.pk).get()
    actions.withdraw_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=second, reason="重复"
    )
    page = client.get(f"/life/{first.pk}/").content.decode()
    assert "否则会计两次" not in page


def test_many_talks_of_a_day_are_no_doubles(cast) -> None:
    pairs = ((cast.person("张守正"), cast.person("郑文")),)
    talk = {"kinds": ("heart_talk",), "talks": pairs}
    row = recorded(cast, **talk)
    unit = cast.unit("ZB1")
    assert queries.twins(unit, TODAY, ["heart_talk"]) == []
    assert queries.twins(unit, TODAY, ["heart_talk", "lecture"], but=row.pk) == []


# ----------------------------------------------------------------------------------------- faults


def test_the_same_submission_twice_makes_one_record_and_one_entry(cast) -> None:
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    key = "a" * 32
    first, fresh = actions.record_once(who, unit=unit, minutes=minutes(cast), request_key=key)
    before = Entry.objects.count()
    again, second = actions.record_once(who, unit=unit, minutes=minutes(cast), request_key=key)
    assert (first.pk, fresh, second) == (again.pk, True, False)
    assert Entry.objects.count() == before
    with pytest.raises(Refused, match="提交编号"):
        actions.record_once(
            cast.actor("office"), unit=cast.unit("ZB2"), request_key=key,
            minutes=Minutes(kinds=("theme_day",), topic="x", held_on=TODAY),
        )  # fmt: skip


def test_three_hundred_people_cost_no_more_statements_than_three(cast) -> None:
    from tongpin.org import actions as org

    office, unit = cast.actor("office"), cast.unit("ZB2")
    people = [
        org.add_person(
            office, unit=unit, name=f"党员{n}", stage="full", since=date(2018, 11, 1),
            stage_since=date(2010, 7, 1),
        )
        for n in range(300)
    ]  # fmt: skip

    def statements(number: int, presence: str, row: Gathering | None = None):
        grid = {p.pk: (presence, "") for p in people[:number]}
        typed = Minutes(kinds=("general_meeting",), topic="大会", held_on=TODAY, attendance=grid)
        with CaptureQueriesContext(connection) as seen:
            if row is None:
                row = actions.record_gathering(office, unit=unit, minutes=typed)
            else:
                row = actions.change_gathering(
                    office, unit=unit, gathering=row, version=row.version, minutes=typed
                )
        return row, len(seen)

    # SQLite takes at most 999 values a statement, so that a write of 300 rows comes in a few parts.
    parts = 0 if connection.vendor == "postgresql" else 8
    few, small = statements(3, "present")
    many, large = statements(300, "present")
    assert large <= small + parts
    _, small = statements(3, "absent", few)
    _, large = statements(300, "absent", many)
    assert large <= small + parts
    assert Attendance.objects.filter(gathering=many, presence="absent").count() == 300


def test_on_another_day_sign_in_is_not_opened(cast) -> None:
    row = plan(cast, held_on=date(2020, 9, 25))
    with pytest.raises(Refused, match="开会当天"):
        actions.open_sign_in(cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row)
    with on_day(date(2020, 9, 25)):
        actions.open_sign_in(cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row)
