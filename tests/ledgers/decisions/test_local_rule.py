"""The bureau's own rule is the rule: its steps, emergencies, and numbers that fit what was said."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.decisions import table
from tongpin.audit.errors import Refused
from tongpin.ledgers.decisions import actions, queries
from tongpin.ledgers.decisions.models import Item, Resolution


@pytest.mark.parametrize("category", ["policy", "personnel", "project", "funds", "other"])
def test_the_steps_that_the_page_lists_are_enough_to_decide(room, category) -> None:
    topic = table.propose(room, category=category, title="事项")
    client = room.client("office")
    for _ in range(9):
        lacking = client.get(f"/decisions/topics/{topic.pk}/").context["lacking"]
        if not lacking:
            break
        client.post(
            f"/decisions/topics/{topic.pk}/steps/new/",
            {"name": lacking[0], "on": "2020-09-08", "by": "办公室", "result": "已办"},
        )
    item = table.put_on(room, table.accept(room, table.fresh(topic)))
    item = table.speak(room, item, *table.TEAM[1:], table.TEAM[0])
    assert table.close(room, table.vote(room, item, yes=5)).resolution


def test_a_step_after_the_meeting_does_not_make_it_good(room) -> None:
    item = table.vote(room, table.discussed(room), yes=5)
    step = item.topic.steps.get(name="财务审核")
    with pytest.raises(Refused, match="先从会议撤下"):
        actions.withdraw_step(
            room.actor("office"), unit=item.topic.unit, topic=item.topic, step=step, reason="记错"
        )
    from tongpin.audit.envelope import opened

    with opened(room.actor("office"), "t", "t"):  # a rule that became stricter after the agenda
        step.withdrawn_reason = "记错"
        step.save()
    with pytest.raises(Refused, match="还缺“财务审核”"):
        table.close(room, table.again(item))
    at = f"/decisions/topics/{item.topic_id}/steps/new/"
    page = room.client("office").get(f"/decisions/topics/{item.topic_id}/").content.decode()
    assert at in page
    told = {"name": "财务审核", "by": "财务股", "result": "可行"}
    room.client("office").post(at, told | {"on": "2020-09-19"})
    with pytest.raises(Refused, match="还缺“财务审核”"):
        table.close(room, table.again(item))
    room.client("office").post(at, told | {"on": "2020-09-09"})
    assert table.close(room, table.again(item)).resolution
    with pytest.raises(Refused, match="已经作出决定"):
        table.prepare(room, item.topic)


def test_a_step_counts_for_the_acceptance_from_its_day_on(room) -> None:
    topic = table.prepare(room, table.propose(room))
    with pytest.raises(Refused, match="还缺“听取意见、财务审核”"):
        actions.accept(
            room.actor("office"), unit=topic.unit, topic=topic, version=topic.version,
            on=date(2020, 9, 7), by="钱大海",
        )  # fmt: skip


def test_the_day_of_the_papers_is_entered_while_the_item_is_open(room) -> None:
    topic = table.accept(room, table.prepare(room, table.propose(room)))
    item = table.put_on(room, topic, materials=None)
    item = table.vote(room, table.speak(room, item, *table.TEAM[1:], table.TEAM[0]), yes=5)
    assert table.verdicts(item)["mmo-prior"] in ("warn", "breach")
    client = room.client("office")
    page = client.get(f"/decisions/items/{item.pk}/").content.decode()
    assert f"/decisions/items/{item.pk}/prepare/" in page
    for day, status in (("2020-09-19", 400), ("2020-09-16", 302)):
        answer = client.post(
            f"/decisions/items/{item.pk}/prepare/",
            {"version": table.again(item).version, "reporter": "防汛办", "materials_on": day},
        )
        assert answer.status_code == status
    assert table.verdicts(table.again(item))["mmo-prior"] == "ok"
    item = table.close(room, item)
    assert item.reporter == "防汛办"
    late = {"version": item.version, "reporter": "", "materials_on": "2020-09-10"}
    assert client.post(f"/decisions/items/{item.pk}/prepare/", late).status_code == 400


# ------------------------------------------------------------------------------- emergencies


def urgent(room) -> Item:
    """An emergency at its meeting: everybody heard, five votes; no step, no papers."""
    topic = table.propose(
        room, emergency=actions.Handling(date(2020, 9, 2), "钱大海", "先行购买砂石")
    )
    item = table.put_on(room, topic, materials=None)
    return table.vote(room, table.speak(room, item, *table.TEAM[1:], table.TEAM[0]), yes=5)


def test_an_emergency_is_ratified_once_it_was_reported(room) -> None:
    item = urgent(room)
    page = room.client("office").get(f"/decisions/topics/{item.topic_id}/").content.decode()
    assert "还没办" not in page
    with pytest.raises(Refused, match="还没有登记何时向谁报告"):
        table.close(room, item, conclusion="追认")
    room.client("office").post(
        f"/decisions/topics/{item.topic_id}/report/",
        {"version": table.fresh(item.topic).version, "on": "2020-09-03", "to": "县委办"},
    )
    found = table.verdicts(table.again(item))
    assert found["mmo-emergency"] == "ok"
    assert "mmo-steps" not in found
    assert table.close(room, item, conclusion="追认").resolution


def test_a_report_after_the_ratification_is_told(room) -> None:
    item = urgent(room)
    actions.report_emergency(
        room.actor("office"), unit=item.topic.unit, topic=item.topic,
        version=table.fresh(item.topic).version, on=date(2020, 9, 19), to="县委办",
    )  # fmt: skip
    assert table.verdicts(table.again(item))["mmo-emergency"] in ("warn", "breach")


def test_an_emergency_keeps_the_rules_of_the_meeting(room) -> None:
    topic = table.propose(
        room, category="other", emergency=actions.Handling(date(2020, 9, 2), "钱大海", "抢修")
    )
    actions.report_emergency(
        room.actor("office"),
        unit=topic.unit,
        topic=topic,
        version=1,
        on=date(2020, 9, 3),
        to="县委",
    )
    item = table.put_on(room, table.fresh(topic), materials=None)
    item = table.vote(room, table.speak(room, item, table.TEAM[0], *table.TEAM[1:]), yes=5)
    found = table.verdicts(item)
    assert found["mmo-secretary-last"] in ("warn", "breach")
    assert {"dz-quorum", "dz-majority", "mmo-quorum", "mmo-record"} <= set(found)
    assert "mmo-prior" not in found


# ----------------------------------------------------------- numbers and what was said


def heard(room, stance: str) -> Item:
    """Everybody said the same."""
    item = table.put_on(room, table.accept(room, table.prepare(room, table.propose(room))))
    return table.speak(room, item, *table.TEAM[1:], table.TEAM[0], stance=stance)


def test_numbers_against_the_minutes_decide_nothing_until_explained(room) -> None:
    item = table.vote(room, heard(room, "disagree"), yes=5)
    assert table.verdicts(item)["tally"] == "cannot_tell"
    assert queries.validity(item).chip[0] == "cannot_tell"
    with pytest.raises(Refused, match="发言同意0人、不同意5人，登记赞成5票"):
        table.close(room, item)
    assert not Resolution.objects.exists()
    client = room.client("office")
    numbers = {"version": table.again(item).version, "yes": 5, "no": 0, "abstain": 0}
    client.post(
        f"/decisions/items/{item.pk}/count/", numbers | {"note": "听取补充说明后一致改为同意"}
    )
    item = table.again(item)
    assert table.verdicts(item)["tally"] == "warn"
    assert table.close(room, item).resolution
    page = client.get(f"/decisions/items/{item.pk}/").content.decode()
    assert "听取补充说明后一致改为同意" in page


def test_numbers_are_corrected_or_the_record_is(room) -> None:
    item = table.vote(room, heard(room, "agree"), yes=1, no=4)
    with pytest.raises(Refused, match="还不能登记为没有通过"):
        table.close(room, item, "rejected", "没有通过")
    item = table.speak(room, table.again(item), *table.TEAM[1:], stance="disagree")
    item = table.speak(room, item, table.TEAM[0])
    assert "tally" not in table.verdicts(item)
    assert table.close(room, item, "rejected", "没有通过").outcome == "rejected"


@pytest.mark.parametrize("stance", ["amend", "undecided"])
def test_who_left_it_open_may_vote_either_way(room, stance) -> None:
    for yes in (5, 3, 0):
        item = table.vote(room, heard(room, stance), yes=yes, no=5 - yes)
        assert "tally" not in table.verdicts(item)


# ------------------------------------------------------------------------------- personnel


def test_personnel_is_judged_by_two_thirds_present_at_the_conclusion(room) -> None:
    topic = table.propose(room, category="personnel", title="任免", details="拟任甲为乙")
    item = table.put_on(room, table.accept(room, table.prepare(room, topic)))
    three = table.TEAM[:3]
    item = table.vote(room, table.speak(room, item, *three[1:], three[0]), yes=3, present=three)
    assert item.vote.kind == "party_group_personnel"
    with pytest.raises(Refused, match="不能登记为通过"):
        table.close(room, item)
