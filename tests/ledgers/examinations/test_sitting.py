"""A sitting from the bank to the published result; what must not be possible on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.ledgers.examinations import hall
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.examinations import actions, facts, queries
from tongpin.ledgers.examinations.actions import Overtaken, Rule, TooLate
from tongpin.ledgers.examinations.models import Answer, Candidate, Closing, SittingState

pytestmark = pytest.mark.django_db


def test_a_seed_draws_the_same_paper_again_and_too_few_are_named(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    hall.bank(cast)
    rules = [
        Rule("multiple", "", 0, 1, 20),
        Rule("single", "教育管理", 1, 1, 20),
        Rule("judge", "", 0, 1, 10),
    ]
    drawn = []
    for _ in range(2):
        row = actions.create_paper(office, unit=unit, title="卷")
        row = actions.draw_paper(office, unit=unit, paper=row, version=1, rules=rules, seed=42)
        drawn.append([(i.number, i.question_id, i.worth) for i in queries.items(row.pk)])
    assert drawn[0] == drawn[1]
    assert [worth for _, _, worth in drawn[0]] == [20, 20, 10]
    with pytest.raises(Refused, match="第1行“判断题”要2道，题库里可用的只有1道"):
        actions.draw_paper(
            office, unit=unit, paper=row, version=row.version, rules=[Rule("judge", "", 0, 2, 10)]
        )
    assert len(queries.items(row.pk)) == 3


def test_a_fixed_paper_keeps_its_words(cast) -> None:
    paper = hall.paper(cast)
    item = queries.items(paper.pk)[0]
    changed = hall.Draft("single", "换了题干？", ["A"], "别的", ("甲", "乙"))
    actions.change_question(
        cast.actor("office"), unit=cast.unit("JU"), question=item.question, version=1, draft=changed
    )
    assert queries.items(paper.pk)[0].shown["stem"] == hall.DRAFTS[0].stem
    with pytest.raises(Refused, match="定稿"):
        actions.arrange_paper(
            cast.actor("office"),
            unit=cast.unit("JU"),
            paper=paper,
            version=paper.version,
            places={},
        )


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (hall.Draft("single", "题", ["A", "B"], "专题", ("甲", "乙")), "单选题只能有一个答案"),
        (hall.Draft("multiple", "题", ["A"], "专题", ("甲", "乙")), "多选题至少有两个答案"),
        (hall.Draft("single", "题", ["C"], "专题", ("甲", "乙")), "答案写选项的字母"),
        (hall.Draft("single", "题", ["A"], "专题", ("甲", "甲")), "完全相同"),
        (hall.Draft("blank", "没有空", [["月"]], "专题"), "标出空格"),
        (hall.Draft("blank", "____和____", [["月"]], "专题"), "题干有2个空"),
        (hall.Draft("judge", "题", [], "专题"), "判断题的答案"),
        (hall.Draft("short", "题", [], "专题"), "参考答案"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_marked_is_refused(cast, draft, words) -> None:
    with pytest.raises(Refused, match=words):
        actions.add_question(cast.actor("office"), unit=cast.unit("JU"), draft=draft)


def test_two_tabs_replays_and_lost_answers(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(1):
        entry = hall.begun(cast, row)
        assert hall.say(entry, 1, ["A"], writer="one", sequence=1).version == 1
        # The answer to the first was lost: the same page sends on, without having seen a version.
        assert hall.say(entry, 1, ["B"], writer="one", sequence=2).version == 2
        # A late replay of the first changes nothing.
        assert hall.say(entry, 1, ["A"], writer="one", sequence=1).given == ["B"]
        # Another window that has seen nothing does not spoil it, and is told what stands.
        with pytest.raises(Overtaken) as told:
            hall.say(entry, 1, ["C"], version=0, writer="two", sequence=1)
        assert told.value.answer.given == ["B"]
        # With what stands in sight it may change it; then the first window is the old one.
        assert hall.say(entry, 1, ["C"], version=2, writer="two", sequence=2).version == 3
        with pytest.raises(Overtaken):
            hall.say(entry, 1, ["D"], version=2, writer="one", sequence=3)
        assert hall.say(entry, 1, ["C"], version=0, writer="one", sequence=4).version == 3
    assert Answer.objects.count() == 1


def test_a_late_replay_never_takes_the_place_of_the_last_answer(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(5):
        entry = hall.begun(cast, row)
        hall.say(entry, 1, ["A"], writer="one", sequence=3)
        # Chosen B and back to A: the last write is equal to what stands and overtakes the one before it.
        assert hall.say(entry, 1, ["A"], version=1, writer="one", sequence=5).version == 1
        assert hall.say(entry, 1, ["B"], version=1, writer="one", sequence=4).given == ["A"]
        # The same from another page that saw what stands.
        hall.say(entry, 1, ["A"], version=1, writer="two", sequence=2)
        assert hall.say(entry, 1, ["C"], version=1, writer="two", sequence=1).given == ["A"]
        assert hall.say(entry, 1, ["C"], version=1, writer="two", sequence=3).given == ["C"]


def test_a_later_end_gives_back_the_time_that_it_had_cut(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(530):
        early = hall.begun(cast, row)
        handed = hall.sit(cast, row, "李组织", 1)
    with hall.at(100):
        full = hall.begun(cast, row, "张守正", "secretary1")
    assert early.deadline_at == row.closes_at
    office, unit = cast.actor("office"), cast.unit("JU")
    with hall.at(535):
        row.refresh_from_db()
        terms = actions.Terms(
            **{n: getattr(row, n) for n in actions.Terms.__slots__ if n != "closes_at"},
            closes_at=row.closes_at + timedelta(hours=1),
        )
        actions.change_sitting(office, unit=unit, sitting=row, version=row.version, terms=terms)
    times = []
    for entry in (early, handed, full):
        entry.refresh_from_db()
        times.append(entry.deadline_at)
    assert times == [
        hall.NINE + timedelta(minutes=560), hall.NINE + timedelta(minutes=540),
        hall.NINE + timedelta(minutes=130),
    ]  # fmt: skip
    with hall.at(555):
        hall.say(early, 1, ["B"])


def test_the_servers_clock_decides(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(-1), pytest.raises(Refused, match="09月20日 09:00开始"):
        hall.begun(cast, row)
    with hall.at(10):
        entry = hall.begun(cast, row)
        assert entry.deadline_at == hall.NINE + timedelta(minutes=40)
        hall.say(entry, 1, ["B"])
    with hall.at(20):
        again = hall.begun(cast, row)  # resumed: the time goes on
        assert again.deadline_at == entry.deadline_at
    with hall.at(40.4):  # within the declared half minute
        hall.say(entry, 2, ["A", "B", "C"])
    with hall.at(40.6), pytest.raises(TooLate):
        hall.say(entry, 3, ["T"])
    with hall.at(45):
        late = actions.extend(
            cast.actor("office"), unit=cast.unit("JU"), candidate=entry, minutes=10, reason="停电"
        )
        assert late.deadline_at == hall.NINE + timedelta(minutes=55)
        hall.say(entry, 3, ["T"])
    with hall.at(70):
        done = actions.submit(cast.actor("member1"), candidate=entry)
    assert (done.closing, done.submitted_at) == (Closing.TIME, hall.NINE + timedelta(minutes=55))
    # Whoever begins shortly before the end has the time until the end.
    with hall.at(535):
        other = hall.begun(cast, row, "张守正", "secretary1")
    assert other.deadline_at == row.closes_at


def test_nobody_answers_for_another_or_with_what_is_no_option(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(1):
        entry = hall.place(cast, row, "张守正")
        with pytest.raises(Refused, match="自己"):
            actions.start(cast.actor("member1"), candidate=entry)
        own = hall.begun(cast, row)
        for number, given in ((1, ["E"]), (1, ["A", "B"]), (3, ["A"]), (4, ["月", "季", "年"])):
            with pytest.raises(Refused):
                hall.say(own, number, given)
        actions.submit(cast.actor("member1"), candidate=own)
        with pytest.raises(TooLate):
            hall.say(own, 1, ["B"])


def test_marking_waits_for_the_end_then_closes_everything(cast) -> None:
    row = hall.sitting(cast)
    with hall.at(500):
        entry = hall.begun(cast, row)
        hall.say(entry, 1, ["B"])
        hall.say(entry, 2, ["A", "B"])
    with hall.at(539), pytest.raises(Refused, match="还有人在答题"):
        actions.mark_sitting(
            cast.actor("office"), unit=cast.unit("JU"), sitting=row, version=row.version
        )
    row = hall.marked(cast, row)
    entry.refresh_from_db()
    assert (entry.tenths, entry.closing) == (30, Closing.TIME)
    assert len(entry.seal) == 64
    assert Candidate.objects.filter(sitting=row, tenths__isnull=False).count() == 1


def test_short_answers_by_two_and_a_third(cast) -> None:
    row = hall.sitting(cast, kinds=5)
    with hall.at(1):
        entry = hall.begun(cast, row)
        hall.say(entry, 5, ["学习、谈话、批评、整改"])
        actions.submit(cast.actor("member1"), candidate=entry)
    row = hall.marked(cast, row)
    office, unit = cast.actor("office"), cast.unit("JU")
    names = ("office", "committee1", "leader", "member1")
    with pytest.raises(Refused, match="至少选两名"):
        actions.set_markers(
            office, unit=unit, sitting=row, version=row.version, accounts=[cast.account("office")]
        )
    row = actions.set_markers(
        office, unit=unit, sitting=row, version=row.version,
        accounts=[cast.account(n) for n in names],
    )  # fmt: skip
    answer = queries.short_answers(row).get()
    with pytest.raises(Forbidden):
        actions.mark_answer(cast.actor("secretary2"), answer=answer, tenths=50)
    with pytest.raises(Refused, match="自己的卷子"):
        actions.mark_answer(cast.actor("member1"), answer=answer, tenths=100)
    with pytest.raises(Refused, match="0至10分"):
        actions.mark_answer(office, answer=answer, tenths=101)
    assert actions.mark_answer(office, answer=answer, tenths=90).tenths is None
    with pytest.raises(Refused, match="已经评过"):
        actions.mark_answer(office, answer=answer, tenths=90)
    with pytest.raises(Refused, match="还有1份简答题"):
        actions.publish(office, unit=unit, sitting=row, version=row.version)
    assert actions.mark_answer(cast.actor("committee1"), answer=answer, tenths=50).tenths is None
    assert actions.mark_answer(cast.actor("leader"), answer=answer, tenths=70).tenths == 70
    entry.refresh_from_db()
    assert entry.tenths == 70
    actions.publish(office, unit=unit, sitting=row, version=row.version)


def test_published_facts_aggregates_and_a_corrected_key(cast, on_commit) -> None:
    row = hall.published(cast)
    from tongpin.org.models import Unit
    from tongpin.org.scope import Scope

    units = list(Unit.objects.filter(code__in=("JU", "ZB1", "ZB2")))
    found = {f.subject: f for f in facts.collect(units, hall.NINE.date(), hall.NINE.date())}
    first = found[f"unit:{cast.units['ZB1']}"]
    assert (first.kind, first.values) == ("examinations.held", {"entitled": 9, "present": 9})
    assert found[f"unit:{cast.units['JU']}"].values == {"entitled": 14, "present": 11}
    seen = queries.analysis(row, Scope.everything())
    lines = {line.unit.code: line.result for line in seen.branches}
    # Two of the second branch sat: hidden, and so is the only other one.
    assert lines["ZB2"].mean is None
    assert lines["ZB1"].mean is None
    assert seen.whole.mean is not None
    assert len(seen.questions) == 4
    item = queries.items(row.paper_id)[0]
    entry = hall.place(cast, row, "李组织")
    assert entry.tenths == 20
    corrected = actions.correct_key(
        cast.actor("office"), unit=cast.unit("JU"), sitting=row, version=row.version, item=item,
        key=["A"], reason="答案印错",
    )  # fmt: skip
    entry.refresh_from_db()
    assert entry.tenths == 0
    back = actions.retract(
        cast.actor("office"), unit=cast.unit("JU"), sitting=corrected, version=corrected.version,
        reason="重新核对",
    )  # fmt: skip
    assert back.state == SittingState.MARKING
    assert not list(facts.collect(units, hall.NINE.date(), hall.NINE.date()))
    with pytest.raises(Conflict):
        actions.publish(cast.actor("office"), unit=cast.unit("JU"), sitting=back, version=1)


def test_a_corrected_key_holds_in_every_sitting_of_the_paper(cast, on_commit) -> None:
    first = hall.published(cast)
    office, unit = cast.actor("office"), cast.unit("JU")
    with hall.at(700):
        terms = actions.Terms(
            title="补考", opens_at=hall.NINE + timedelta(minutes=710),
            closes_at=hall.NINE + timedelta(minutes=800), minutes=30,
        )  # fmt: skip
        second = actions.plan_sitting(
            office, unit=unit, paper=first.paper, terms=terms, people=[cast.person("郑文")]
        )
    with hall.at(715):
        entry = hall.begun(cast, second)
        hall.say(entry, 1, ["A"])
        actions.submit(cast.actor("member1"), candidate=entry)
        second = actions.mark_sitting(office, unit=unit, sitting=second, version=second.version)
        second = actions.publish(office, unit=unit, sitting=second, version=second.version)
        item = queries.items(first.paper_id)[0]
        client = cast.client("office")
        asked = client.get(f"/examinations/{first.pk}/items/{item.pk}/correct/").content.decode()
        assert "更正以后一并重新评分" in asked
        assert "补考（2020年9月20日，已公布）" in asked
        given = {"version": first.version, "key": "A", "reason": "答案印错"}
        done = client.post(f"/examinations/{first.pk}/items/{item.pk}/correct/", given)
        assert done.status_code == 302
        entry.refresh_from_db()
        assert entry.tenths == 20
        own = cast.client("member1").get(f"/examinations/own/{second.pk}/").content.decode()
        assert "得 2 分" in own
        told = client.get(f"/examinations/{second.pk}/").content.decode()
    assert "更正答案" in told
    with pytest.raises(Conflict):
        actions.retract(office, unit=unit, sitting=second, version=second.version, reason="x")


def test_practice_shows_nothing_of_a_paper_that_is_still_to_be_sat(cast) -> None:
    hall.sitting(cast, kinds=4)
    left = queries.practice(cast.unit("ZB1"))
    assert [q.kind for q in left] == ["short"]
