"""Nominated, asked about, reviewed, public for five working days, decided; revoked with a reason."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.urls import reverse

from tests.ledgers.honours.things import (
    EVERYTHING,
    answered,
    asked,
    commendation,
    d,
    decided,
    fresh,
    heard,
    held,
    honour,
    nominated,
    published,
    reviewed,
)
from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.casework.queries import ladder
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.honours import actions, queries
from tongpin.ledgers.honours.facts import collect
from tongpin.ledgers.honours.models import Consultation, Honour, Nomination
from tongpin.life.actions import withdraw_gathering
from tongpin.org import actions as org
from tongpin.org.models import Stage

LISTED = 13
REGISTER = 11


def office(cast):
    return cast.actor("office")


@pytest.fixture
def officer(cast):
    """The discipline officer of the bureau, logged in."""
    system = cast.actor("security")
    account = org.create_account(
        system, unit=cast.unit("JU"), username="jijian", display_name="局纪检组",
        password="correct-horse-battery", must_change=False,
    )  # fmt: skip
    org.grant(system, unit=cast.unit("JU"), account=account, role="discipline", subtree=True)
    cast.accounts["jijian"] = account.pk
    yield cast.actor("jijian")
    del cast.accounts["jijian"]


def test_a_round_runs_from_the_plan_to_the_honour(cast) -> None:
    row = decided(cast)
    found = queries.standing_of(current_book(), row, d(20))
    states = {r.step.key: r.word for r in ladder(current_book(), row.case, found)}
    assert states == dict.fromkeys(
        ("planned", "nominated", "consulted", "reviewed", "publicity", "heard", "decided"), "已办"
    ) | dict.fromkeys(("awarded", "filed"), "可以办理") | {"filed": states["filed"]}
    item = Honour.objects.get()
    assert (str(item), item.awarded_on, item.awarded_by, item.number) == (
        "郑文 2020年度优秀共产党员", d(15), "中共青禾县水务局委员会", "青水党〔2020〕21号",
    )  # fmt: skip
    (fact,) = collect([cast.unit("JU")], date(2020, 1, 1), d(20))
    assert (fact.kind, fact.on, fact.ref) == ("honours.commendation", d(15), row.case.ref)
    client = cast.client("secretary1")
    person = client.get(reverse("org:person", args=[cast.people["郑文"]])).content.decode()
    assert "2020年度优秀共产党员" in person
    branch = client.get(reverse("org:unit", args=[cast.units["ZB1"]])).content.decode()
    assert "党员荣誉" in branch


def test_an_organisation_is_commended_on_its_own_page(cast) -> None:
    item = nominated(
        cast, kind="organisation", person=None, organisation=cast.unit("ZB1"), deeds="样样先进"
    )
    decided(cast, heard(cast, published(cast, reviewed(cast, answered(cast, asked(cast, item))))))
    page = cast.client("secretary1").get(reverse("org:unit", args=[cast.units["ZB1"]]))
    assert "2020年度先进党组织" in page.content.decode()


# ---------------------------------------------------------------- who may be nominated


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"name": "冯丽"}, "person", "本党组织的党员"),
        ({"person": None}, "person", "请选择推荐对象"),
        ({"kind": "organisation"}, "organisation", "请选择推荐的党组织"),
        ({"deeds": " "}, "deeds", "主要事迹"),
        ({"nominated_on": d(11)}, "nominated_on", "2020-09-10截止"),
        ({"nominated_on": date(2020, 8, 31)}, "nominated_on", "表彰开始以后"),
    ],
)
def test_a_nomination_that_cannot_be_is_refused(cast, more, field, why) -> None:
    with pytest.raises(Refused, match=why) as caught:
        nominated(cast, **more)
    assert caught.value.field == field


def test_nobody_is_nominated_twice_in_a_kind_and_probationers_not_as_members(cast) -> None:
    row = commendation(cast)
    nominated(cast, row)
    with pytest.raises(Refused, match="郑文已经推荐过这一类"):
        nominated(cast, row)
    person = org.add_person(
        office(cast), unit=cast.unit("ZB1"), name="新同志", stage=Stage.PROBATIONARY,
        since=d(1, 3), stage_since=d(1, 3),
    )  # fmt: skip
    with pytest.raises(Refused, match="第十六条：表彰为优秀共产党员的是正式党员"):
        nominated(cast, row, person=person)
    found = nominated(cast, row, person=person, kind="worker")
    assert queries.flags([found], d(20)) == {
        found.pk: ["没有登记党内职务，请核实是否专职或者兼职党务工作者"]
    }


def test_who_stands_under_a_sanction_is_flagged_and_not_commended_without_a_reason(
    cast, monkeypatch
) -> None:
    row = heard(cast)
    person = cast.people["郑文"]
    barred = lambda people, day: {person: "suspended"}  # noqa: E731
    monkeypatch.setattr("tongpin.ledgers.honours.queries.commendation.standings", barred)
    monkeypatch.setattr("tongpin.ledgers.honours.actions.deciding.standings", barred)
    item = row.nominations.get()
    assert queries.flags([item], d(20))[item.pk] == ["有影响推荐的情形，请向纪检监察机关核实"]
    with pytest.raises(Refused, match="有影响表彰的情形"):
        decided(cast, row)
    assert not Honour.objects.exists()
    assert not queries.round_(EVERYTHING, row.pk).nominations.get().outcome


# ---------------------------------------------------------------- opinions


def test_nobody_passes_before_the_discipline_organ_answered(cast) -> None:
    row = asked(cast)
    with pytest.raises(Refused, match="还没有纪检监察机关的意见：郑文"):
        reviewed(cast, row)
    with pytest.raises(Refused, match="不宜推荐的，请写明理由"):
        answered(cast, row, "objected")
    row = answered(cast, row, "objected", "有信访件正在核查")
    with pytest.raises(Refused, match="有不同意见仍同意推荐的，请写明理由"):
        reviewed(cast, row)


def test_the_discipline_organ_enters_its_own_answer_and_no_other(cast, officer) -> None:
    row = asked(cast)
    key = row.nominations.get().pk
    with pytest.raises(Forbidden):
        actions.answer(officer, round=row, organ="personnel", on=d(4), views={key: ("agreed", "")})
    with pytest.raises(Forbidden):
        actions.answer(
            cast.actor("secretary1"), round=row, organ="discipline", on=d(4),
            views={key: ("agreed", "")},
        )  # fmt: skip
    client = cast.client("jijian")
    client.post(
        reverse("honours:answer", args=[row.pk, "discipline"]),
        {"on": "2020-09-04", f"view_{key}": "objected", f"note_{key}": "正在核查"},
    )
    found = Consultation.objects.get()
    assert (found.view, found.text, found.answered_by) == ("objected", "正在核查", "局纪检组")
    assert "正在核查" not in str(list(Entry.objects.values_list("changes", flat=True)))
    url = reverse("honours:nomination", args=[key])
    assert "正在核查" in client.get(url).content.decode()
    assert "正在核查" not in cast.client("secretary1").get(url).content.decode()
    assert "正在核查" not in cast.client("leader").get(url).content.decode()


# ---------------------------------------------------------------- publicity in working days


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        (d(7), d(10), "只有4个工作日，最早2020年9月11日期满"),
        (d(5), d(10), "只有4个工作日，最早2020年9月11日期满"),
        (d(9), d(8), "截止日期早于开始日期"),
        (d(21), d(25), "不能晚于今天"),
    ],
)
def test_a_publicity_too_short_is_refused_with_the_first_good_day(cast, starts, ends, why) -> None:
    row = reviewed(cast)
    with pytest.raises(Refused, match=why):
        actions.open_publicity(
            office(cast),
            unit=row.unit,
            round=row,
            version=row.version,
            starts_on=starts,
            ends_on=ends,
        )


def test_a_shorter_publicity_needs_who_allowed_it_and_stays_in_sight(cast) -> None:
    row = reviewed(cast)
    actions.open_publicity(
        office(cast), unit=row.unit, round=row, version=row.version, starts_on=d(7), ends_on=d(9),
        approver="县委组织部", approval_reason="防汛一线急需激励",
    )  # fmt: skip
    page = cast.client("office").get(reverse("honours:round", args=[row.pk])).content.decode()
    assert "经县委组织部同意：防汛一线急需激励" in page
    assert "少2个工作日" in page


def test_what_is_heard_waits_for_the_end_and_the_decision_for_what_is_heard(cast) -> None:
    row = published(cast)
    item = row.nominations.get()
    with pytest.raises(Refused, match="公示到2020年9月11日"):
        actions.record_heard(
            office(cast), unit=row.unit, round=row, on=d(11), results={item.pk: ("none", "")}
        )
    with pytest.raises(Refused, match="公示期满、登记公示结果以后"):
        decided(cast, row)
    with pytest.raises(Refused, match="写明反映的问题和核查情况"):
        heard(cast, row, "upheld")
    heard(cast, row, "upheld", "反映属实")
    with pytest.raises(Refused, match="影响表彰，不能表彰"):
        decided(cast, fresh(row))
    with pytest.raises(Refused, match="已经公示，不再接受推荐"):
        nominated(cast, row, name="孙玉梅")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"gathering": None}, "请引用作出决定的党委会议"),
        ({"on": d(16)}, "会议记录的日期是2020-09-15"),
        ({"on": d(10)}, "期满（2020年9月11日）以后"),
        ({"results": {}}, "对每个公示对象作出决定，还缺：郑文"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_whole(cast, more, why) -> None:
    row = heard(cast)
    meeting = held(cast, d(15), ("leading_meeting",), "研究表彰", "JU")
    given = {
        "on": d(15), "gathering": meeting, "results": {row.nominations.get().pk: ("awarded", "")},
    } | more  # fmt: skip
    with pytest.raises(Refused, match=why):
        actions.decide(office(cast), unit=row.unit, round=row, **given)
    assert not Honour.objects.exists()


def test_only_a_meeting_that_can_decide_is_cited(cast) -> None:
    row = heard(cast)
    given = {"on": d(15), "results": {row.nominations.get().pk: ("awarded", "")}}
    sport = held(cast, d(15), ("activity",), "职工运动会", "JU")
    with pytest.raises(Refused, match="其他活动不能作为依据"):
        actions.decide(office(cast), unit=row.unit, round=row, gathering=sport, **given)
    meeting = held(cast, d(15), ("leading_meeting",), "研究表彰", "JU")
    page = cast.client("office").get(reverse("honours:decide", args=[row.pk])).content.decode()
    assert "研究表彰" in page
    assert "职工运动会" not in page
    withdraw_gathering(office(cast), unit=meeting.unit, gathering=meeting, reason="登记有误")
    with pytest.raises(Refused, match="其他活动不能作为依据"):
        actions.decide(office(cast), unit=row.unit, round=row, gathering=meeting, **given)
    assert not Honour.objects.exists()


def test_a_round_that_has_taken_its_steps_says_that_it_can_be_closed(cast) -> None:
    client = cast.client("office")
    begun = commendation(cast, title="刚开始的表彰")
    nominated(cast, begun)
    assert "可以办结" not in client.get(reverse("honours:rounds")).content.decode()
    decided(cast)
    assert "可以办结" in client.get(reverse("honours:rounds")).content.decode()


def test_more_than_the_quota_is_refused_and_nothing_half_written(cast) -> None:
    row = commendation(cast, members=1)
    for name in ("郑文", "孙玉梅"):
        nominated(cast, row, name=name)
    row = asked(cast, row.nominations.first())
    row = heard(cast, published(cast, reviewed(cast, answered(cast, row))))
    with pytest.raises(Refused, match="优秀共产党员名额1个，选了2个"):
        decided(cast, row)
    assert not Honour.objects.exists()
    assert set(Nomination.objects.values_list("outcome", flat=True)) == {""}


def test_a_branch_commends_by_its_general_meeting(cast) -> None:
    row = commendation(cast, unit="ZB1")
    item = nominated(cast, row)
    row = heard(cast, published(cast, reviewed(cast, answered(cast, asked(cast, item)))))
    results = {item.pk: ("awarded", "")}
    small = held(cast, d(15), ("committee_meeting",), "研究表彰")
    with pytest.raises(Refused, match="由党员大会决定"):
        actions.decide(
            office(cast), unit=row.unit, round=row, on=d(15), gathering=small, results=results
        )
    whole = held(cast, d(15), ("general_meeting",), "表彰")
    actions.decide(
        office(cast), unit=row.unit, round=row, on=d(15), gathering=whole, results=results
    )
    assert Honour.objects.get().awarded_by == "第一党支部"


# ---------------------------------------------------------------- taken back, revoked


def test_an_honour_is_revoked_with_its_reason_and_stays(cast) -> None:
    decided(cast)
    row = Honour.objects.get()
    client = cast.client("office")
    with pytest.raises(Refused, match="由表彰决定产生"):
        actions.withdraw_honour(
            office(cast), unit=row.unit, honour=row, version=row.version, reason="错"
        )
    answer = client.post(reverse("honours:revoke", args=[row.pk]), {
        "version": row.version, "on": "2020-09-19", "decided_by": "局党委", "reason": "事迹弄虚作假",
    })  # fmt: skip
    assert answer.status_code == 302
    page = client.get(reverse("honours:honour", args=[row.pk])).content.decode()
    assert "由局党委撤销：事迹弄虚作假" in page
    person = cast.client("secretary1").get(reverse("org:person", args=[cast.people["郑文"]]))
    assert "2020-09-19撤销" in person.content.decode()
    with pytest.raises(Refused, match="已经撤销"):
        actions.revoke_honour(
            office(cast), unit=cast.unit("JU"), honour=row, version=2, on=d(19), decided_by="局党委",
            reason="再次",
        )  # fmt: skip


def test_a_nomination_is_withdrawn_until_the_decision(cast) -> None:
    item = nominated(cast)
    with pytest.raises(Forbidden):
        actions.withdraw_nomination(
            cast.actor("secretary2"), nomination=item, version=1, reason="错"
        )
    actions.withdraw_nomination(
        cast.actor("secretary1"), nomination=item, version=1, reason="本人不愿参评"
    )
    nominated(cast, fresh(item.round))  # may be nominated anew
    done = decided(cast, _through(cast, item.round))
    last = done.nominations.get(withdrawn_reason="")
    with pytest.raises(Refused, match="已经作出决定"):
        actions.withdraw_nomination(
            office(cast), nomination=last, version=last.version, reason="晚了"
        )


def _through(cast, row):
    """The round with its one live nomination, up to what was heard."""
    row, who = fresh(row), office(cast)
    (key,) = row.nominations.filter(withdrawn_reason="").values_list("pk", flat=True)
    actions.ask(who, unit=row.unit, round=row, version=row.version, organs=["discipline"], on=d(3))
    actions.answer(who, round=row, organ="discipline", on=d(4), views={key: ("agreed", "")})
    actions.review(who, unit=row.unit, round=row, on=d(7), results={key: ("passed", "")})
    row = published(cast, fresh(row))
    actions.record_heard(who, unit=row.unit, round=row, on=d(14), results={key: ("none", "")})
    return fresh(row)


# ---------------------------------------------------------------- who sees what


def test_a_branch_sees_its_own_until_the_round_is_public(cast) -> None:
    row = commendation(cast)
    nominated(cast, row)
    nominated(cast, row, name="蒋勇", who="secretary2", unit="ZB2")
    url = reverse("honours:round", args=[row.pk])
    first = cast.client("secretary1").get(url).content.decode()
    assert "郑文" in first
    assert "蒋勇" not in first
    row = asked(cast, row.nominations.first())
    row = published(cast, reviewed(cast, answered(cast, row)))
    assert "蒋勇" in cast.client("secretary1").get(url).content.decode()


def test_the_papers_say_what_was_decided(cast) -> None:
    row = decided(cast)
    client = cast.client("office")

    def text(url) -> str:
        paper = docx.Document(io.BytesIO(client.get(url).content))
        cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
        return "\n".join([p.text for p in paper.paragraphs] + cells)

    public = text(reverse("honours:paper", args=[row.pk, "publicity"]))
    assert "自2020年9月7日至2020年9月11日（5个工作日）" in public
    decision = text(reverse("honours:paper", args=[row.pk, "decision"]))
    for words in (
        "关于2020年“七一”表彰的决定",
        "青水党〔2020〕21号",
        "郑文",
        "第一党支部",
        "2020年9月15日",
    ):
        assert words in decision, words
    form = text(reverse("honours:nomination-paper", args=[row.nominations.get().pk]))
    for words in ("优秀共产党员推荐审批表", "带头抢修", "没有不同意见。", "同意表彰。"):
        assert words in form, words


def test_the_lists_take_the_same_statements_for_any_number(cast, django_assert_num_queries) -> None:
    client = cast.client("office")
    rounds, register = reverse("honours:rounds") + "?unit=JU", reverse("honours:list") + "?unit=JU"
    decided(cast)
    client.get(rounds)
    with django_assert_num_queries(LISTED):
        client.get(rounds)
    with django_assert_num_queries(REGISTER):
        client.get(register)
    commendation(cast, title="甲")
    commendation(cast, title="乙")
    honour(cast)
    with django_assert_num_queries(LISTED):
        client.get(rounds)
    with django_assert_num_queries(REGISTER):
        client.get(register)


def test_the_pages_carry_a_round_through(cast) -> None:
    client = cast.client("office")
    answer = client.post(reverse("honours:round-new") + "?unit=JU", {
        "title": "七一表彰", "opened_on": "2020-09-01", "nominate_by": "2020-09-10", "members": "2",
    })  # fmt: skip
    row = queries.rounds(EVERYTHING).get()
    assert answer.url == reverse("honours:round", args=[row.pk])
    desk = cast.client("secretary1").get("/?as_of=2020-09-05").content.decode()
    assert "推荐表彰对象：七一表彰" in desk
    secretary = cast.client("secretary1")
    secretary.post(reverse("honours:nominate", args=[row.pk]) + "?unit=ZB1", {
        "kind": "member", "person": cast.people["郑文"], "nominated_on": "2020-09-02",
        "deeds": "带头抢修",
    })  # fmt: skip
    key = row.nominations.get().pk
    client.post(reverse("honours:ask", args=[row.pk]), {
        "version": fresh(row).version, "organs": ["discipline", "personnel"], "on": "2020-09-03",
    })  # fmt: skip
    for organ in ("discipline", "personnel"):
        client.post(reverse("honours:answer", args=[row.pk, organ]), {
            "on": "2020-09-04", f"view_{key}": "agreed",
        })  # fmt: skip
    client.post(reverse("honours:review", args=[row.pk]), {
        "on": "2020-09-05", f"view_{key}": "passed",
    })  # fmt: skip
    client.post(reverse("honours:publicity", args=[row.pk]), {
        "version": fresh(row).version, "starts_on": "2020-09-07", "ends_on": "2020-09-11",
    })  # fmt: skip
    client.post(reverse("honours:heard", args=[row.pk]), {
        "on": "2020-09-14", f"view_{key}": "none",
    })  # fmt: skip
    meeting = held(cast, d(15), ("leading_meeting",), "研究表彰", "JU")
    client.post(reverse("honours:decide", args=[row.pk]), {
        "on": "2020-09-15", "gathering": meeting.pk, f"view_{key}": "awarded",
    })  # fmt: skip
    assert Honour.objects.get().person_id == cast.people["郑文"]
    case = reverse("casework:detail", args=[row.pk])
    assert reverse("honours:round", args=[row.pk]) in client.get(case).content.decode()


@pytest.mark.parametrize(
    ("key", "words"),
    [("publicity", "还没有通过审核的推荐对象"), ("decision", "还没有决定表彰的个人")],
)
def test_no_paper_names_nobody(cast, key, words) -> None:
    from tests.ledgers.honours.access import commendation

    response = cast.client("office").get(
        reverse("honours:paper", args=[commendation(cast).pk, key])
    )
    assert response.status_code == 400
    assert words in response.content.decode()
