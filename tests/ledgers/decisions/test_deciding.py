"""Whether a decision holds: every rule from both sides, and no way round."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.confirming import confirm
from tests.ledgers.decisions import table
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.actions import set_parameter
from tongpin.ledgers.decisions import actions, queries
from tongpin.ledgers.decisions.facts import collect
from tongpin.ledgers.decisions.models import Item, Resolution, Topic
from tongpin.life import actions as life


def test_a_topic_that_went_the_whole_way_becomes_a_numbered_resolution(room) -> None:
    item = table.passed(room)
    found = Resolution.objects.get(item=item)
    assert str(found) == "〔2020〕1号"
    assert found.adopted_on == table.DAY
    assert queries.phase(table.fresh(item.topic)) is queries.Phase.PASSED
    again = table.passed(room, title="办公楼维修")
    assert str(again.resolution) == "〔2020〕2号"
    facts = list(collect([room.unit("JU")], date(2020, 1, 1), date(2020, 12, 31)))
    assert [f.kind for f in facts] == ["decisions.resolution"] * 2


def test_a_lacking_step_keeps_the_topic_from_the_meeting(room) -> None:
    topic = table.prepare(room, table.propose(room), skip="财务审核")
    with pytest.raises(Refused, match="还缺“财务审核”") as refusal:
        table.accept(room, topic)
    assert "决策制度" in refusal.value.message
    actions.record_step(
        room.actor("office"), unit=topic.unit, topic=topic, name="财务审核", on=date(2020, 9, 9),
        by="钱大海", result="数额已在预算内，钱大海同意不再审核", is_waived=True,
    )  # fmt: skip
    assert table.accept(room, topic).accepted_on


def test_what_was_not_accepted_cannot_be_put_on_an_agenda(room) -> None:
    with pytest.raises(Refused, match="还没有审定"):
        table.put_on(room, table.prepare(room, table.propose(room)))


def test_what_was_not_read_in_the_text_warns_until_it_is_confirmed(room) -> None:
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    first = ("钱大海", "孙玉梅", "周建国", "吴晓东", "冯丽")
    item = table.vote(room, table.speak(room, item, *first), yes=5)
    assert table.verdicts(item)["mmo-secretary-last"] == "warn"
    confirm(room, "mmo-secretary-last")
    assert table.verdicts(item)["mmo-secretary-last"] == "breach"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("孙玉梅", "周建国", "吴晓东", "冯丽", "钱大海"), "ok"),
        (("孙玉梅", "周建国", "钱大海", "吴晓东", "冯丽"), "breach"),
    ],
)
def test_the_leader_speaks_last(room, order, expected) -> None:
    confirm(room, "mmo-secretary-last")
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    item = table.vote(room, table.speak(room, item, *order), yes=5)
    assert table.verdicts(item)["mmo-secretary-last"] == expected
    if expected == "breach":
        with pytest.raises(Refused, match=r"不能登记为通过.*主要负责人最后"):
            table.close(room, item)
        table.close(room, item, "postponed", "发言次序不合规定，下次会议再议")
        assert not Resolution.objects.exists()


def test_who_spoke_too_early_can_speak_again_at_the_end(room) -> None:
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    item = table.speak(room, item, "钱大海", "孙玉梅", "周建国", "吴晓东", "冯丽", "钱大海")
    assert [s.person.name for s in item.speeches.all()][-1] == "钱大海"
    assert item.speeches.count() == 5


@pytest.mark.parametrize(
    ("present", "quorum"), [(table.TEAM[:3], "ok"), (table.TEAM[:2], "breach")]
)
def test_half_of_the_members_must_be_there(room, present, quorum) -> None:
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    item = table.speak(room, item, *present[1:], present[0])
    item = table.vote(room, item, yes=len(present), present=present)
    assert table.verdicts(item)["mmo-quorum"] == quorum


@pytest.mark.parametrize(
    ("present", "quorum"), [(table.TEAM[:4], "ok"), (table.TEAM[:3], "breach")]
)
def test_personnel_needs_two_thirds(room, present, quorum) -> None:
    topic = table.propose(room, category="personnel", title="任免", details="拟任甲为乙")
    item = table.put_on(room, table.accept(room, table.prepare(room, topic)))
    item = table.speak(room, item, *present[1:], present[0])
    item = table.vote(room, item, yes=len(present), present=present)
    assert table.verdicts(item)["dz-quorum-personnel"] == quorum


def test_more_than_half_of_all_members_carry_it_not_of_those_present(room) -> None:
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    item = table.speak(room, item, "孙玉梅", "周建国", stance="disagree")
    item = table.speak(room, item, "吴晓东", stance="undecided")
    item = table.speak(room, item, "冯丽", "钱大海")
    item = table.vote(room, item, yes=2, no=1)
    assert not queries.validity(item).is_passed
    with pytest.raises(Refused, match="没有达到规定人数"):
        table.close(room, item)
    assert table.close(room, item, "rejected", "没有通过").outcome == "rejected"


def test_a_motion_that_was_carried_cannot_be_called_rejected(room) -> None:
    item = table.vote(room, table.discussed(room), yes=5)
    with pytest.raises(Refused, match="已经达到规定人数"):
        table.close(room, item, "rejected", "不同意")


def test_recusal_takes_off_speech_and_vote(room) -> None:
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    actions.recuse(
        room.actor("office"), unit=item.topic.unit, item=item, version=item.version,
        person=room.person("冯丽"), reason="供货方是其亲属",
    )  # fmt: skip
    with pytest.raises(Refused, match="已经回避"):
        table.speak(room, item, "冯丽")
    item = table.speak(room, item, "孙玉梅", "周建国", "吴晓东", "钱大海")
    with pytest.raises(Refused):
        table.vote(room, item, yes=5)
    item = table.again(item)
    assert item.vote is None or item.vote.yes is None


def test_a_member_who_should_have_left_and_stayed_breaks_it(room) -> None:
    confirm(room, "mmo-recusal")
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    actions.recuse(
        room.actor("office"), unit=item.topic.unit, item=item, version=item.version,
        person=room.person("冯丽"), reason="供货方是其亲属", has_left=False,
    )  # fmt: skip
    item = table.speak(room, table.again(item), "孙玉梅", "周建国", "吴晓东", "钱大海")
    item = table.vote(room, item, yes=4)
    assert table.verdicts(item)["mmo-recusal"] == "breach"
    with pytest.raises(Refused, match="没有回避"):
        table.close(room, item)


def test_the_bureau_may_take_recused_members_off_the_base(room) -> None:
    def needed() -> int:
        item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
        actions.recuse(
            room.actor("office"), unit=item.topic.unit, item=item, version=item.version,
            person=room.person("冯丽"), reason="亲属",
        )  # fmt: skip
        item = table.speak(room, table.again(item), "孙玉梅", "周建国", "吴晓东", "钱大海")
        counted = queries.validity(table.vote(room, item, yes=3)).counted
        return counted.numbers["entitled"]

    assert needed() == 5
    set_parameter(
        room.actor("office"), unit=room.unit("JU"), parameter="mmo-recusal",
        texts={"reduces_base": "是"}, from_on=date(2020, 1, 1), to_on=None,
        source_title="本局三重一大决策制度", source_number="", place="第九条", is_stricter=True,
        reason="局党委会通过",
    )  # fmt: skip
    assert needed() == 4


def test_the_member_in_charge_must_be_there(room) -> None:
    topic = table.propose(room, responsible=room.person("冯丽"))
    item = table.put_on(room, table.accept(room, table.prepare(room, topic)))
    item = table.speak(room, item, "孙玉梅", "周建国", "吴晓东", "钱大海")
    item = table.vote(room, item, yes=4, present=table.TEAM[:4])
    assert table.verdicts(item)["mmo-attend"] == "breach"
    with pytest.raises(Refused, match="分管负责人冯丽没有到会"):
        table.close(room, item)


@pytest.mark.parametrize(("day", "broken"), [(date(2020, 9, 17), False), (date(2020, 9, 18), True)])
def test_papers_go_out_ahead(room, day, broken) -> None:
    item = table.put_on(
        room, table.accept(room, table.prepare(room, table.propose(room))), materials=day
    )
    item = table.vote(room, table.speak(room, item, *table.TEAM[1:], "钱大海"), yes=5)
    assert ("mmo-prior-days" in table.verdicts(item)) is broken


def test_nothing_is_passed_without_a_roll(room) -> None:
    item = table.discussed(room)
    with pytest.raises(Refused, match="还没有确定表决名单"):
        table.close(room, item)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        opened(room.actor("office"), "t", "t"),
    ):
        Item.objects.filter(pk=item.pk).update(outcome="passed")


def test_opinions_far_apart_are_put_off(room) -> None:
    item = table.vote(room, table.discussed(room), yes=3, no=2, is_split=True)
    assert table.verdicts(item)["mmo-serious-split"] in ("warn", "breach")
    item = table.close(room, item, "postponed", "进一步调研")
    assert queries.phase(table.fresh(item.topic)) is queries.Phase.POSTPONED
    item = table.put_on(room, table.fresh(item.topic), day=date(2020, 9, 19))
    item = table.speak(room, item, *table.TEAM[1:], "钱大海")
    assert table.close(room, table.vote(room, item, yes=5)).resolution


def test_after_the_conclusion_nothing_moves(room) -> None:
    item = table.passed(room)
    for act in (
        lambda: table.speak(room, item, "孙玉梅"),
        lambda: table.vote(room, item, yes=5),
        lambda: table.close(room, item, "rejected", "改了"),
        lambda: actions.take_off(
            room.actor("office"), unit=item.topic.unit, item=item, version=item.version, reason="x"
        ),
    ):
        with pytest.raises(Refused, match="已经登记结论"):
            act()
    with pytest.raises(Refused, match="已经作出决定"):
        actions.withdraw_topic(
            room.actor("office"), unit=item.topic.unit, topic=item.topic,
            version=table.fresh(item.topic).version, reason="不要了",
        )  # fmt: skip


def test_two_recorders_are_told(room) -> None:
    item = table.discussed(room)
    old = item.version
    table.vote(room, item, yes=5)
    with pytest.raises(Conflict, match="别人刚刚登记"):
        actions.close(
            room.actor("office"), unit=item.topic.unit, item=item, version=old,
            outcome="passed", conclusion="同意",
        )  # fmt: skip


def test_a_resolution_is_changed_by_the_same_body_alone(room) -> None:
    first = table.passed(room).resolution
    second = table.passed(room, title="调整购置数量", changes=first).resolution
    first.refresh_from_db()
    assert first.replaced_by == second
    with pytest.raises(Refused, match="已经变更"):
        actions.assign(
            room.actor("office"), unit=first.unit, resolution=first, words="采购",
            to=room.unit("ZB1"), person="郑文", due_on=date(2020, 12, 1),
        )  # fmt: skip
    with pytest.raises(Refused, match="仍然有效的决议"):
        table.propose(room, title="再改", changes=first)


def test_an_emergency_waits_for_report_and_ratification(room) -> None:
    topic = table.propose(
        room, category="other", emergency=actions.Handling(date(2020, 9, 2), "钱大海", "抢修")
    )
    office = room.client("office").get("/").content.decode()
    assert "紧急处置及时报告" in office
    actions.report_emergency(
        room.actor("office"), unit=topic.unit, topic=topic, version=1, on=date(2020, 9, 3),
        to="县委办",
    )  # fmt: skip
    assert "紧急处置提请会议追认" in room.client("office").get("/").content.decode()
    item = table.put_on(room, table.prepare(room, table.fresh(topic)))
    item = table.vote(room, table.speak(room, item, *table.TEAM[1:], "钱大海"), yes=5)
    table.close(room, item, conclusion="追认")
    assert "紧急处置" not in room.client("office").get("/").content.decode()


def test_tasks_are_followed_to_their_end(room) -> None:
    found = table.passed(room).resolution
    task = actions.assign(
        room.actor("office"), unit=found.unit, resolution=found, words="完成采购",
        to=room.unit("ZB1"), person="郑文", due_on=date(2020, 9, 19),
    )  # fmt: skip
    assert "完成采购" in room.client("office").get("/").content.decode()
    page = room.client("leader").get(f"/decisions/resolutions/{found.pk}/").content.decode()
    assert "逾期" in page
    actions.note(
        room.actor("office"), unit=found.unit, task=task, version=1, on=date(2020, 9, 20),
        words="已验收", is_done=True,
    )  # fmt: skip
    with pytest.raises(Refused, match="已经完成"):
        actions.note(
            room.actor("office"), unit=found.unit, task=task, version=2, on=date(2020, 9, 20),
            words="再记", is_done=False,
        )  # fmt: skip
    actions.reopen(room.actor("office"), unit=found.unit, task=task, version=2, reason="设备退回")
    task.refresh_from_db()
    assert task.done_on is None


MOVES = st.lists(
    st.sampled_from(["speak", "freeze", "thaw", "count", "pass", "reject", "postpone", "off"]),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(moves=MOVES)
def test_no_sequence_of_moves_passes_what_does_not_hold(room, moves) -> None:
    with transaction.atomic():
        item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
        for number, move in enumerate(moves):
            try:
                with transaction.atomic():
                    _move(room, item, move, number)
            except Refused:
                pass
        item = table.again(item)
        if item.outcome == "passed":
            found = queries.validity(item)
            assert found.is_passed
            assert not found.broken
            assert Resolution.objects.filter(item=item).count() == 1
        else:
            assert not Resolution.objects.filter(item=item).exists()
        transaction.set_rollback(True)


def _move(room, item: Item, move: str, number: int) -> None:
    item = table.again(item)
    actor, unit = room.actor("office"), item.topic.unit
    if move == "speak":
        table.speak(room, item, table.TEAM[(number + 1) % 5])
    elif move == "freeze":
        actions.freeze(
            actor, unit=unit, item=item, version=item.version,
            present={room.people[n] for n in table.TEAM},
        )  # fmt: skip
    elif move == "thaw":
        actions.thaw(actor, unit=unit, item=item, version=item.version, reason="重来")
    elif move == "count":
        actions.count(
            actor, unit=unit, item=item, version=item.version, totals=life.Totals(yes=5),
            is_split=False,
        )  # fmt: skip
    elif move == "off":
        actions.take_off(actor, unit=unit, item=item, version=item.version, reason="改期")
    else:
        outcome = {"pass": "passed", "reject": "rejected", "postpone": "postponed"}[move]
        table.close(room, item, outcome)


def test_a_topic_of_a_branch_is_refused(room) -> None:
    with pytest.raises(Refused, match="党委（党组）集体决定"):
        actions.propose(
            room.actor("office"), unit=room.unit("ZB1"),
            proposal=actions.Proposal("other", "试", date(2020, 9, 1)),
        )  # fmt: skip
    assert not Topic.objects.exists()
