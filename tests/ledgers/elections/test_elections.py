"""From the request to the posts: asked, answered, proposed, examined, elected by name, approved."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from django.urls import reverse

from tests.ledgers.elections.polling import (
    EVERYTHING,
    GOOD,
    MEMBERS,
    NAMES,
    above,
    act,
    answered,
    approved,
    assembly,
    balloted,
    counted,
    d,
    declared,
    fresh,
    headed,
    opened,
    proposed,
    reported,
    reviewed,
    submitted,
    votes,
)
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.casework import actions as casework
from tongpin.casework.queries import ladder
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import actions, panels, queries
from tongpin.ledgers.elections.models import Ballot, Voter
from tongpin.ledgers.elections.papers import PAPERS
from tongpin.life import actions as life
from tongpin.org import actions as org
from tongpin.org.models import CommitteeTerm, Post, Stage
from tongpin.rules.regulation import Confidence

LISTED = 13


def rungs(row):
    """`{step: word}` of the case."""
    row = fresh(row)
    found = queries.progress_of(current_book(), row, d(20))
    return {r.step.key: r.word for r in ladder(current_book(), row.case, found)}


def page(cast, row, who="secretary1") -> str:
    return cast.client(who).get(reverse("elections:detail", args=[row.pk])).content.decode()


def posts(cast, unit="ZB1"):
    """`{(name, title, from, to)}` of those in office."""
    rows = Post.objects.filter(unit=cast.units[unit], ends_on=None).select_related("person")
    return {(p.person.name, p.title, p.starts_on, p.term_ends_on) for p in rows}


def test_an_election_runs_from_the_request_to_the_posts(cast) -> None:
    row = approved(cast)
    ends = date(2023, 9, 10)
    assert posts(cast) == {
        ("张守正", "secretary", d(10), ends),
        ("李组织", "organization", d(10), ends),
        ("王宣传", "discipline", d(10), ends),
    }
    old = Post.objects.filter(unit=cast.units["ZB1"], ends_on=d(9))
    assert {p.person.name for p in old} == set(NAMES)
    term = CommitteeTerm.objects.get()
    assert (term.number, term.elected_on, term.expires_on, term.approval_number) == (
        3, d(10), ends, "青水党〔2020〕33号",
    )  # fmt: skip
    assert row.term == term
    words = rungs(row)
    assert {k: words[k] for k in queries.STEPS if k != "reminded"} == dict.fromkeys(
        [k for k in queries.STEPS if k != "reminded"], "已办"
    )
    found = queries.progress_of(current_book(), row, d(20))
    assert {j.verdict.value for j in found.judgements} <= {"ok", "warn", "pending"}
    kept = {j.rule: j.verdict.value for j in found.judgements}
    for rule in (
        "elec-quorum",
        "elec-majority",
        "elec-surplus-ratio",
        "elec-postpone-max",
        "elec-tellers",
    ):
        assert kept[rule] == "ok", rule
    entry = Entry.objects.order_by("-pk").first()
    assert entry is not None
    assert entry.title == "批复选举结果"
    assert "青水党〔2020〕33号，任职3人" in entry.summary
    shown = page(cast, row)
    assert "2023年9月10日届满，任职已登记" in shown
    unit = cast.client("office").get(reverse("org:unit", args=[cast.units["ZB1"]]))
    assert "2020年换届选举" in unit.content.decode()


def test_approving_twice_writes_once(cast) -> None:
    row = reported(cast)
    with pytest.raises(Forbidden, match="局党委"):
        act(cast, actions.approve, row, who="office", on=d(14), number="一号", expires_on=d(1, 12))
    done = approved(cast, row)
    with pytest.raises(Refused, match="已经批复，届次和任职已经登记"):
        approved(cast, done)
    with pytest.raises(Conflict):
        actions.approve(
            cast.actor("office"), unit=cast.unit("JU"), election=row, version=row.version, on=d(14),
            number="二号", expires_on=date(2023, 9, 10),
        )  # fmt: skip
    assert CommitteeTerm.objects.count() == 1
    assert len(posts(cast)) == 3


def test_only_the_organisation_above_speaks_for_itself(cast) -> None:
    row = opened(cast)
    act(cast, actions.request, row, on=d(1))
    for who in ("secretary1", "office2"):
        with pytest.raises(Forbidden):
            act(cast, actions.answer, row, who=who, unit="JU", key="replied", on=d(3))
    above(cast, actions.answer, row, key="replied", on=d(3), number="一号")
    with pytest.raises(Refused, match="“上级批复”已经登记"):
        above(cast, actions.answer, row, key="replied", on=d(3))
    (record,) = [r for r in fresh(row).case.records.all() if r.step == "replied"]
    assert (record.recorded_by, record.note) == ("党办", "一号")
    with pytest.raises(Forbidden):
        actions.retract(
            cast.actor("secretary1"), election=fresh(row), version=fresh(row).version,
            key="replied", reason="误",
        )  # fmt: skip


def test_steps_come_in_order_and_not_in_the_future(cast) -> None:
    row = opened(cast)
    with pytest.raises(Refused, match="还没有登记“请示换届”"):
        above(cast, actions.answer, row, key="replied", on=d(3))
    with pytest.raises(Refused, match="日期不能晚于今天"):
        act(cast, actions.request, row, on=d(21))
    act(cast, actions.request, row, on=d(2))
    with pytest.raises(Refused, match="日期早于“请示换届”（2020-09-02）") as caught:
        above(cast, actions.answer, row, key="replied", on=d(1))
    assert caught.value.field == "on"
    with pytest.raises(Refused, match="还没有登记“上级批复”"):
        submitted(cast, row)
    with pytest.raises(Refused, match="已经登记"):
        act(cast, actions.request, row, on=d(2))
    done = reviewed(cast, submitted(cast, proposed(cast, answered_again(cast, row))))
    with pytest.raises(Refused, match="日期早于“候选人预备人选报批”（2020-09-07）") as caught:
        balloted(cast, done, assembly(cast, d(6)))
    assert caught.value.field == "gathering"


def answered_again(cast, row):
    above(cast, actions.answer, row, key="replied", on=d(3))
    return fresh(row)


# ---------------------------------------------------------------- candidates


def test_who_may_be_a_candidate(cast, monkeypatch) -> None:
    row = answered(cast)

    def propose(name, office="committee", **more):
        person = more.pop("person", None) or cast.person(name)
        return act(
            cast, actions.propose, row, person=person, office=office, **{"proposed_on": d(4)} | more
        )

    propose("张守正")
    with pytest.raises(Refused, match="张守正已经是委员候选人，不能重复"):
        propose("张守正")
    propose("张守正", office="secretary")
    with pytest.raises(Refused, match="不是本党组织的党员"):
        propose("冯丽")
    with pytest.raises(Refused, match="没有这个职务的名额"):
        propose("郑文", office="deputy")
    with pytest.raises(Refused, match="日期早于“上级批复”"):
        propose("郑文", proposed_on=d(2))
    new = org.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name="新同志", stage=Stage.PROBATIONARY,
        since=d(1, 3), stage_since=d(1, 3),
    )  # fmt: skip
    with pytest.raises(Refused, match=r"没有被选举权。.*第五条"):
        propose("", person=new)
    barred = {cast.people["郑文"]: "suspended"}
    monkeypatch.setattr("tongpin.ledgers.elections.queries.people.standings", lambda *_: barred)
    with pytest.raises(Refused, match=r"郑文受留党察看处分，没有被选举权。.*第五条") as caught:
        propose("郑文")
    assert caught.value.field == "person"


def confirmed(monkeypatch) -> None:
    """The bureau has read the article of the surplus: it is hard."""
    book = current_book()
    rule = book.parameters["elec-surplus-ratio"]
    editions = tuple(
        replace(e, cite=replace(e.cite, confidence=Confidence.V1)) for e in rule.editions
    )
    sure = book.parameters | {rule.key: replace(rule, editions=editions)}
    hard = replace(book, parameters=sure)
    monkeypatch.setattr("tongpin.ledgers.elections.actions.steps.current_book", lambda: hard)


def test_too_few_candidates_are_told_and_refused_once_the_article_is_confirmed(
    cast, monkeypatch
) -> None:
    row = proposed(cast, names=NAMES[:3])
    assert "应选委员3名，候选人至少4名，现有3名" in page(cast, row)
    with monkeypatch.context() as patch:
        confirmed(patch)
        with pytest.raises(Refused, match="候选人至少4名，现有3名，请补足候选人"):
            submitted(cast, row)
    done = reviewed(cast, submitted(cast, row))
    with monkeypatch.context() as patch:
        confirmed(patch)
        with pytest.raises(Refused, match="候选人至少4名，现有3名"):
            balloted(cast, done)
    ballot = counted(cast, balloted(cast, done), {"张守正": 9, "李组织": 9, "王宣传": 9})
    assert "候选人差额不足" in page(cast, done)
    ready = declared(cast, ballot)
    said = {j.rule: j for j in queries.progress_of(current_book(), ready, d(20)).judgements}
    assert said["elec-surplus-ratio"].verdict.value == "warn"


def test_whom_the_bureau_declines_does_not_stand(cast) -> None:
    row = submitted(cast)
    item = row.candidates.get(office="committee", person__name="赵纪检")
    results = {c.pk: ("approved", "") for c in row.candidates.all()}
    with pytest.raises(Refused, match="赵纪检：不同意的，请写明理由"):
        above(cast, actions.review, row, on=d(7), results=results | {item.pk: ("declined", "")})
    done = reviewed(cast, row, declined=("赵纪检",))
    assert {t.person.name for t in balloted(cast, done).tallies.all()} == set(NAMES[:3])


# ---------------------------------------------------------------- the roll


def test_the_roll_is_frozen_with_those_left_out(cast) -> None:
    left = {cast.people["吴晓东"]: "长期卧床不能参加"}
    there = [cast.people[n] for n in MEMBERS if n != "吴晓东"]
    with pytest.raises(Refused, match="哪级党组织、何时同意"):
        balloted(cast, reviewed(cast), excluded=left, present=there, is_exclusion_adopted=True)
    row = queries.elections(EVERYTHING).get()
    with pytest.raises(Refused, match="到会的党员不能再登记为不计入"):
        balloted(cast, row, excluded=left)
    ballot = balloted(
        cast, row, excluded=left, present=there, is_exclusion_adopted=True,
        exclusion_agreed="局党委9月8日同意",
    )  # fmt: skip
    poll = queries.one_poll(current_book(), ballot)
    assert poll.numbers == {"entitled": 9, "present": 8, "excluded": 1, "without": 0}
    assert queries.base_of(poll) == 8
    assert Voter.objects.get(standing="excluded").reason == "长期卧床不能参加"
    org.move_person(
        cast.actor("office"), unit=cast.unit("ZB1"), person=cast.person("郑文"),
        to=cast.unit("ZB2"), on=d(15),
    )  # fmt: skip
    assert queries.roll_numbers(list(ballot.roll.all()))["entitled"] == 9


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"tellers": "王宣传"}, "tellers", "王宣传是候选人，不能监票、计票。.*第二十三条"),
        ({"scrutineers": "张守正"}, "scrutineers", "张守正是候选人"),
        ({"scrutineers": "冯丽"}, "scrutineers", "冯丽不是选举人"),
        ({"tellers": "钱大海"}, "tellers", "不能是同一人"),
        ({"tellers": ""}, "tellers", "请选择监票人和计票人"),
    ],
)
def test_who_counts_is_independent(cast, more, field, why) -> None:
    people = {k: [cast.person(v)] if v else [] for k, v in more.items()}
    with pytest.raises(Refused, match=why) as caught:
        balloted(cast, **people)
    assert caught.value.field == field


def test_only_a_meeting_that_can_elect(cast) -> None:
    row = reviewed(cast)
    with pytest.raises(Refused, match="请选择本党组织已经召开的党员大会"):
        balloted(cast, row, assembly(cast, kinds=("theme_day",)))
    with pytest.raises(Refused, match="请选择本党组织已经召开的党员大会"):
        balloted(cast, row, assembly(cast, unit="ZB2"))
    with pytest.raises(Refused, match="委员还没有选齐"):
        balloted(cast, row, assembly(cast, kinds=("committee_meeting",)), office="secretary")


# ---------------------------------------------------------------- the count


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"issued": 10}, "issued", "发出选票10张，多于到会的选举人9名"),
        ({"invalid": 10}, "invalid", "废票不能多于收回的选票"),
        ({"invalid": 1}, "yes_", "多于有效票8张"),
        ({"returned": 8}, "yes_", "多于有效票8张"),
    ],
)
def test_ballots_that_cannot_be(cast, more, field, why) -> None:
    with pytest.raises(Refused, match=why) as caught:
        counted(cast, **more)
    assert caught.value.field.startswith(field)
    assert not Ballot.objects.get().is_counted


def test_votes_that_cannot_be(cast) -> None:
    ballot = balloted(cast)
    good = votes(cast, **GOOD)
    key = cast.people["赵纪检"]
    for given, why in (
        ({key: (5, 5, None)}, "赵纪检的赞成、不赞成、弃权合计10票，多于有效票9张"),
        ({key: (4, 4, 2)}, "合计10票，多于有效票9张"),
        ({key: (4, 3, 1)}, "合计8票，少于有效票9张"),
        ({key: (9, 0, None)}, "赞成票合计32票，超过有效票9张每张最多选3名"),
    ):
        with pytest.raises(Refused, match=why):
            counted(cast, ballot, votes=good | given)
    short = {k: v for k, v in good.items() if k != key}
    with pytest.raises(Refused, match="请登记赵纪检的得票"):
        counted(cast, ballot, votes=short)
    for given, why in (
        ({cast.people["张守正"]: 1}, "张守正已经在选票上"),
        ({cast.people["冯丽"]: 1}, "另选他人须是本党组织的党员"),
        ({cast.people["郑文"]: 10}, "另选他人合计10票，多于不赞成票9票"),
    ):
        with pytest.raises(Refused, match=why):
            counted(cast, ballot, write_ins=given)
    with pytest.raises(Refused, match="是否当选按规则库的条款计算"):
        counted(cast, ballot, declared=[key])
    assert not Ballot.objects.get().is_counted
    counted(cast, ballot)
    with pytest.raises(Refused, match="已经登记计票结果"):
        counted(cast, ballot)


def test_somebody_written_in_is_elected(cast) -> None:
    given = {"张守正": 9, "李组织": 8, "王宣传": 2, "赵纪检": 2}
    ballot = counted(cast, by_name=given, write_ins={cast.people["郑文"]: 6})
    (race, *_) = queries.races(current_book(), fresh(ballot.election))
    assert set(race.filled) == {cast.people[n] for n in ("张守正", "李组织", "郑文")}
    assert "另选" in page(cast, ballot.election)


def test_equal_votes_at_the_edge_are_voted_on_again(cast) -> None:
    first = counted(cast, by_name={"张守正": 9, "李组织": 6, "王宣传": 6, "赵纪检": 6})
    with pytest.raises(Refused, match="委员有票数相等的"):
        declared(cast, first)
    second = balloted(cast, first.election, first.gathering)
    assert (second.round, second.seats) == (2, 2)
    assert {t.person.name for t in second.tallies.all()} == {"李组织", "王宣传", "赵纪检"}
    counted(cast, second, {"李组织": 8, "王宣传": 6, "赵纪检": 4})
    row = declared(cast, second)
    (race, *_) = queries.races(current_book(), row)
    assert race.left == 0
    assert [cast.people[n] for n in ("张守正", "李组织", "王宣传")] == list(race.filled)


def test_too_few_are_voted_on_again_or_the_seats_left_vacant(cast) -> None:
    first = counted(cast, by_name={"张守正": 9, "李组织": 8, "王宣传": 3, "赵纪检": 2})
    with pytest.raises(Refused, match="委员还有1个名额没有选出"):
        declared(cast, first)
    second = balloted(cast, first.election, first.gathering)
    assert {t.person.name for t in second.tallies.all()} == {"王宣传", "赵纪检"}
    with pytest.raises(Refused, match="还没有登记计票结果"):
        balloted(cast, first.election, first.gathering)
    act(cast, actions.withdraw_ballot, first.election, ballot=second, reason="改为减少名额")
    for cut, agreed, why in (
        (2, 9, "还缺1名"), (1, 10, "不能超过到会的选举人9名"), (1, 4, "同意4名，不到半数。.*第二十八条"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            act(cast, actions.cut_seats, first.election, ballot=first, cut=cut, agreed=agreed)
    act(cast, actions.cut_seats, first.election, ballot=first, cut=1, agreed=5)
    row = declared(cast, first)
    assert "经选举人5名同意，减少名额1名" in page(cast, row)
    with pytest.raises(Refused, match="结果已经宣布，请先撤回这一步"):
        act(cast, actions.withdraw_ballot, row, ballot=first, reason="误")


def test_without_enough_people_nobody_is_elected(cast) -> None:
    there = [cast.people[n] for n in MEMBERS[:7]]
    ballot = balloted(cast, present=there)
    given = {cast.people[n]: (v, 7 - v, None) for n, v in zip(NAMES, (7, 6, 5, 2), strict=True)}
    counted(cast, ballot, issued=7, returned=7, votes=given)
    (race, *_) = queries.races(current_book(), fresh(ballot.election))
    assert (race.filled, race.left) == ((), 3)
    shown = page(cast, ballot.election)
    assert "选举无效" in shown
    assert "开会至少要8人，还差1人" in shown


def test_before_the_regulation_the_page_says_that_it_cannot_tell(cast) -> None:
    row = opened(cast, opened_on=date(2020, 3, 1), seats=5, expires_on=date(2020, 3, 31))
    act(cast, actions.request, row, on=date(2020, 3, 2))
    above(cast, actions.answer, row, key="replied", on=date(2020, 3, 3))
    for name in MEMBERS[:5]:
        act(
            cast, actions.propose, row, person=cast.person(name), office="committee",
            proposed_on=date(2020, 3, 4),
        )  # fmt: skip
    act(
        cast, actions.propose, row, person=cast.person("张守正"), office="secretary",
        proposed_on=date(2020, 3, 4),
    )  # fmt: skip
    act(cast, actions.submit, row, on=date(2020, 3, 5))
    results = {c.pk: ("approved", "") for c in row.candidates.all()}
    above(cast, actions.review, row, on=date(2020, 3, 6), results=results)
    ballot = balloted(
        cast, row, assembly(cast, date(2020, 3, 20)), scrutineers=[cast.person("郑文")]
    )
    keys = [cast.people[n] for n in MEMBERS[:5]]
    counted(cast, ballot, by_name=dict.fromkeys(MEMBERS[:5], 9), declared=keys)
    row = declared(cast, ballot)
    shown = page(cast, row)
    assert "不能判断，依据待补" in shown
    assert "1990年的暂行条例" in shown
    assert rungs(row)["meeting"] == "待核"
    (race, *_) = queries.races(current_book(), row)
    assert len(race.filled) == 5
    case = cast.client("secretary1").get(reverse("casework:detail", args=[row.pk]))
    assert "规则库没有收录办理当天的规定，不能判断" in case.content.decode()


# ---------------------------------------------------------------- without a committee, other units


def test_a_small_branch_elects_its_secretary_at_the_meeting(cast) -> None:
    row = opened(cast, seats=0)
    row = reviewed(cast, submitted(cast, proposed(cast, answered(cast, row))))
    ballot = balloted(cast, row, office="secretary")
    counted(cast, ballot, {"张守正": 8})
    row = declared(cast, ballot)
    row = approved(cast, reported(cast, row))
    assert posts(cast) == {("张守正", "secretary", d(10), date(2023, 9, 10))}


def test_a_committee_above_the_tree_is_proven_by_its_paper(cast) -> None:
    row = opened(cast, unit="JU", who="office", by_congress=True)
    assert "换届选举" in page(cast, row, "office")
    act(cast, actions.request, row, who="office", on=d(1))
    with pytest.raises(Refused, match="请填写批复文号并上传批复文件"):
        above(cast, actions.answer, row, key="replied", on=d(3), number="县工委〔2020〕1号")
    paper = [("批复.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)]
    above(
        cast, actions.answer, row, key="replied", on=d(3), number="县工委〔2020〕1号", files=paper
    )
    client = cast.client("office")
    url = reverse("elections:delegates", args=[row.pk])
    version = fresh(row).version
    for names, why in (
        ("张守正\n没有的人", "第2行：名册中没有“没有的人”"), ("张守正\n张守正", "代表名单中有人重复"),
    ):  # fmt: skip
        answer = client.post(url, {"version": version, "names": names})
        assert answer.status_code == 400
        assert why in answer.content.decode()
    client.post(url, {"version": version, "names": "张守正\n李组织 第一党支部\n冯丽"})
    assert [p.name for p in queries.delegates(fresh(row))] == ["张守正", "李组织", "冯丽"]


def test_a_general_branch_elects_at_a_meeting_of_all_its_branches(cast) -> None:
    office = cast.actor("office")
    above_it = org.add_unit(
        office, unit=cast.unit("JU"), code="ZZ", name="机关党总支", kind="general_branch",
        founded_on=date(2018, 11, 1),
    )  # fmt: skip
    below = org.add_unit(
        office,
        unit=above_it,
        code="ZZ1",
        name="机关三支部",
        kind="branch",
        founded_on=date(2018, 11, 1),
    )
    for name in ("甲一", "甲二", "甲三", "甲三", "甲五"):
        org.add_person(
            office, unit=below, name=name, stage="full", since=date(2018, 11, 1),
            stage_since=date(2010, 7, 1),
        )  # fmt: skip
    assert queries.above(below) == queries.above(above_it) == cast.unit("JU")
    row = fresh(
        actions.open_election(
            office, unit=above_it, opened_on=d(1), title="总支换届", seats=1, deputies=0
        )
    )
    act(cast, actions.request, row, who="office", on=d(1))
    above(cast, actions.answer, row, key="replied", on=d(3))
    client = cast.client("office")
    url = reverse("elections:candidate-new", args=[row.pk])

    def propose(name, office="committee"):
        data = {"office": office, "name": name, "proposed_on": "2020-09-04"}
        return client.post(url, data | {"version": fresh(row).version})

    assert "有2名“甲三”" in propose("甲三").content.decode()
    assert "名册中没有“冯丽”" in propose("冯丽").content.decode()
    for name, office in (("甲一", "committee"), ("甲二", "committee"), ("甲一", "secretary")):
        assert propose(name, office).status_code == 302
    act(cast, actions.submit, row, who="office", on=d(5))
    reviewed(cast, fresh(row))
    meeting = life.record_gathering(
        cast.actor("office"), unit=above_it,
        minutes=life.Minutes(kinds=("activity",), topic="党员大会", held_on=d(10)),
    )  # fmt: skip
    people = list(queries.of_the_unit(above_it, d(10)))
    free = [p for p in people if p.name not in ("甲一", "甲二")]
    assert len(people) == 5
    ballot = act(
        cast, actions.open_ballot, row, who="office", office="committee", gathering=meeting,
        present=[p.pk for p in people], scrutineers=free[:1], tellers=free[1:2],
    )  # fmt: skip
    keys = {p.name: p.pk for p in people}
    act(
        cast, actions.count_ballot, row, who="office", ballot=ballot,
        counted=actions.Counted(5, 5, {keys["甲一"]: (4, 1, None), keys["甲二"]: (1, 4, None)}),
    )  # fmt: skip
    (race, *_) = queries.races(current_book(), fresh(row))
    assert race.filled == (keys["甲一"],)


def test_a_case_that_was_begun_under_casework_is_taken_over(cast) -> None:
    case = casework.open_case(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), procedure="term_election", title="换届",
        opened_on=d(1),
    )  # fmt: skip
    client = cast.client("secretary1")
    answer = client.get(reverse("elections:detail", args=[case.pk]))
    assert answer["Location"] == f"{reverse('elections:new')}?case={case.pk}"
    shown = client.get(answer["Location"]).content.decode()
    assert 'value="2021-11-05"' in shown  # the end of the present term
    step = client.get(reverse("casework:record", args=[case.pk, "meeting"]))
    assert step["Location"] == reverse("elections:detail", args=[case.pk])
    with pytest.raises(Refused, match="正在办理"):
        opened(cast)
    row = opened(cast, case=case)
    with pytest.raises(Refused, match="已经建立换届档案"):
        opened(cast, case=case)
    assert fresh(row).case_id == case.pk


def test_a_postponed_election_needs_its_approval(cast) -> None:
    term = org.record_term(
        cast.actor("office"), unit=cast.unit("ZB1"), elected_on=date(2018, 11, 5),
        expires_on=date(2020, 8, 1), number=2,
    )  # fmt: skip
    row = declared(cast, counted(cast, balloted(cast, reviewed(cast, submitted(cast, proposed(cast, answered(cast, opened(cast, expires_on=date(2020, 8, 1)))))))))  # fmt: skip
    said = queries.timeliness(current_book(), row, d(20))
    assert said is not None
    assert (said.verdict.value, "没有登记上级批准延期" in said.message) == ("warn", True)
    org.postpone_term(
        cast.actor("office"), unit=cast.unit("ZB1"), term=term, to=date(2020, 12, 31),
        approval_number="青水党〔2020〕20号",
    )  # fmt: skip
    said = queries.timeliness(current_book(), row, d(20))
    assert said is not None
    assert (said.verdict.value, "青水党〔2020〕20号同意延至" in said.message) == ("ok", True)


def test_the_votes_in_the_record_of_the_meeting_are_compared(cast) -> None:
    meeting = assembly(cast)
    keys = [cast.people[n] for n in MEMBERS]
    life.open_vote(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=meeting, present=keys[:8],
        motion=life.Motion("选举委员", "election", seats=5, candidates=6),
        standings=dict.fromkeys(keys, "voting"),
    )  # fmt: skip
    assert queries.present_by_record(meeting) == set(keys[:8])
    ballot = balloted(cast, reviewed(cast), meeting)
    shown = page(cast, ballot.election)
    assert "到会：这里9，会议记录的表决8" in shown
    assert "应选名额：这里3，会议记录的表决5" in shown
    record = cast.client("secretary1").get(reverse("life:detail", args=[meeting.pk]))
    assert "委员第1轮投票" in record.content.decode()
    with pytest.raises(Refused, match="委员第1轮投票"):
        life.withdraw_gathering(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=meeting, reason="误"
        )


def test_a_step_is_taken_back_from_the_end(cast) -> None:
    row = headed(cast)

    def retract(key, who="secretary1"):
        now = fresh(row)
        return actions.retract(
            cast.actor(who), election=now, version=now.version, key=key, reason="误登"
        )

    with pytest.raises(Refused, match="后面的“新一届委员会第一次会议选举书记”已经登记"):
        retract("meeting")
    retract("first_committee")
    with pytest.raises(Refused, match="已经据此投票"):
        retract("meeting")
    secretary = fresh(row).ballots.get(office="secretary")
    act(cast, actions.withdraw_ballot, row, ballot=secretary, reason="误登")
    retract("meeting")
    with pytest.raises(Refused, match="已经据此投票"):
        retract("candidates_approved", "office")
    act(
        cast,
        actions.withdraw_ballot,
        row,
        ballot=fresh(row).ballots.get(office="committee"),
        reason="误",
    )
    retract("candidates_approved", "office")
    assert not fresh(row).candidates.exclude(review="").exists()


# ---------------------------------------------------------------- pages


def words(answer) -> str:
    paper = docx.Document(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in paper.paragraphs] + cells)


def test_the_papers_say_what_was_done(cast) -> None:
    client = cast.client("secretary1")
    row = reviewed(cast)

    def read(key):
        return client.get(reverse("elections:paper", args=[row.pk, key]))

    request = words(read("request"))
    for part in (
        "关于第一党支部换届选举的请示",
        "中共青禾县水务局委员会：",
        "2020年11月5日届满",
        "应选3名，候选人不少于4名",
        "现有党员9名",
    ):
        assert part in request, part
    assert "赵纪检" in words(read("candidates"))
    ballot = words(read("ballot"))
    assert "第一党支部委员选票" in ballot
    assert "应选3名，第1轮" in ballot
    assert read("report").status_code == 400
    row = headed(cast, declared(cast, counted(cast, balloted(cast, row))))
    report = words(read("report"))
    for part in (
        "应到会有选举权的党员9名，实到9名",
        "监票人：钱大海；计票人：孙玉梅",
        "赵纪检",
        "组织委员",
        "未当选",
    ):
        assert part in report, part
    assert read("ballot").status_code == 400


def test_the_page_offers_the_papers_that_can_be_written(cast) -> None:
    client = cast.client("secretary1")

    def agrees(row) -> set[str]:
        page = client.get(reverse("elections:detail", args=[row.pk]))
        offered = {key for key, _ in page.context["offered"]}
        answers = {
            key: client.get(reverse("elections:paper", args=[row.pk, key])).status_code
            for key in PAPERS
        }
        assert {key for key, status in answers.items() if status == 200} == offered
        return offered

    row = answered(cast)
    assert agrees(row) == {"request"}
    row = submitted(cast, proposed(cast, row))
    assert agrees(row) == {"request", "candidates"}
    row = reviewed(cast, row)
    assert agrees(row) == {"request", "candidates", "ballot"}
    held = balloted(cast, row)
    assert agrees(held.election) == {"request", "candidates", "ballot"}
    row = headed(cast, declared(cast, counted(cast, held)))
    assert agrees(row) == {"request", "candidates", "report"}


def test_the_pages_carry_an_election_through(cast) -> None:
    branch, bureau = cast.client("secretary1"), cast.client("office")
    made = branch.post(reverse("elections:new"), {
        "title": "2020年换届选举", "opened_on": "2020-09-01", "number": "3", "seats": "3",
        "deputies": "0", "expires_on": "2021-11-05",
    })  # fmt: skip
    row = queries.elections(EVERYTHING).get()
    assert made["Location"] == reverse("elections:detail", args=[row.pk])

    def post(client, name, *args, code=302, **data):
        url = reverse(f"elections:{name}", args=[row.pk, *args])
        answer = client.post(url, {"version": fresh(row).version} | data)
        assert answer.status_code == code, answer.content.decode()[:3000]
        return answer

    post(branch, "step", "requested", on="2020-09-01")
    assert "批复换届请示：第一党支部" in waits(cast, "office", "JU")
    post(bureau, "answer", "replied", on="2020-09-03", number="一号")
    for name in NAMES:
        post(
            branch,
            "candidate-new",
            office="committee",
            person=cast.people[name],
            proposed_on="2020-09-04",
        )
    post(
        branch,
        "candidate-new",
        office="secretary",
        person=cast.people["张守正"],
        proposed_on="2020-09-04",
    )
    post(branch, "submit", on="2020-09-05")
    assert "审查换届候选人预备人选：第一党支部" in waits(cast, "office", "JU")
    items = fresh(row).candidates.all()
    post(bureau, "review", on="2020-09-07", **{f"view_{c.pk}": "approved" for c in items})
    meeting = assembly(cast)
    url = reverse("elections:ballot-new", args=[row.pk, "committee"])
    assert "请选择" in branch.get(url).content.decode()
    roll = f"{url}?gathering={meeting.pk}"
    assert "郑文到会情况" in branch.get(roll).content.decode()
    places = {f"at_{cast.people[n]}": "present" for n in MEMBERS}
    answer = branch.post(roll, places | {
        "version": fresh(row).version, "scrutineers": cast.people["张守正"],
        "tellers": cast.people["孙玉梅"],
    })  # fmt: skip
    assert answer.status_code == 400
    answer = branch.post(roll, places | {
        "version": fresh(row).version, "scrutineers": cast.people["钱大海"],
        "tellers": cast.people["孙玉梅"], "is_secret": "on",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:2000]
    ballot = Ballot.objects.get()
    assert (
        "等待计票"
        in branch.get(reverse("elections:ballot", args=[row.pk, ballot.pk])).content.decode()
    )
    given = {
        f"{k}_{cast.people[n]}": v for n, y in GOOD.items() for k, v in (("yes", y), ("no", 9 - y))
    }
    numbers = {"issued": 9, "returned": 9}
    shown = post(branch, "count", ballot.pk, code=400, **given | numbers | {"issued": 12})
    assert "多于到会的选举人9名" in shown.content.decode()
    post(branch, "count", ballot.pk, **numbers, **given)
    post(branch, "declare", "meeting")
    first = assembly(cast, kinds=("committee_meeting",))
    roll = f"{reverse('elections:ballot-new', args=[row.pk, 'secretary'])}?gathering={first.pk}"
    answer = branch.post(roll, {f"at_{cast.people[n]}": "present" for n in NAMES[:3]} | {
        "version": fresh(row).version, "scrutineers": cast.people["李组织"],
        "tellers": cast.people["王宣传"], "is_secret": "on",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:2000]
    last = Ballot.objects.get(office="secretary")
    key = cast.people["张守正"]
    post(branch, "count", last.pk, issued=3, returned=3, **{f"yes_{key}": 3, f"no_{key}": 0})
    titles = {
        f"title_{cast.people['李组织']}": "organization",
        f"title_{cast.people['王宣传']}": "publicity",
    }
    post(branch, "declare", "first_committee", **titles)
    post(branch, "step", "reported", on="2020-09-11")
    assert (
        'value="2023-09-10"'
        in bureau.get(reverse("elections:approve", args=[row.pk])).content.decode()
    )
    data = {"on": "2020-09-14", "number": "二号", "expires_on": "2023-09-10"}
    version = fresh(row).version
    post(bureau, "approve", **data)
    again = post(bureau, "approve", code=409, **data | {"version": version})
    assert "已被他人修改" in again.content.decode()
    assert {(n, t) for n, t, _, _ in posts(cast)} == {
        ("张守正", "secretary"), ("李组织", "organization"), ("王宣传", "publicity"),
    }  # fmt: skip


def waits(cast, who, code) -> str:
    """What waits for somebody in a unit."""
    from tongpin.org.access import PageContext
    from tongpin.org.scope import Scope

    actor = cast.actor(who)
    place = PageContext(
        actor, "elections.view", Scope.of(actor, "elections.view"), None, 2020, d(20)
    )
    return "\n".join(w.words for w in panels.waiting(place, cast.unit(code)))


def test_the_end_of_a_term_leads_to_the_election(cast) -> None:
    board = (
        cast.client("office").get("/statistics/terms/?unit=JU&as_of=2021-10-01").content.decode()
    )
    assert "/elections/new/?unit=ZB1" in board
    row = opened(cast)
    board = (
        cast.client("office").get("/statistics/terms/?unit=JU&as_of=2021-10-01").content.decode()
    )
    assert reverse("elections:detail", args=[row.pk]) in board
    assert "请示换届" in waits(cast, "secretary1", "ZB1")


def test_the_list_takes_the_same_statements_for_any_number(cast, django_assert_num_queries) -> None:
    client = cast.client("office")
    url = reverse("elections:list") + "?unit=JU"
    declared(cast)
    client.get(url)
    with django_assert_num_queries(LISTED):
        client.get(url)
    opened(cast, unit="ZB2", who="office")
    opened(cast, unit="JU", who="office")
    with django_assert_num_queries(LISTED):
        client.get(url)
