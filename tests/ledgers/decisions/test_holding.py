"""What was concluded stays: no vote and no meeting is changed underneath a decision."""

from __future__ import annotations

import pytest

from tests.ledgers.decisions import table
from tongpin.audit.errors import Refused
from tongpin.ledgers.decisions import actions
from tongpin.ledgers.decisions.models import Resolution
from tongpin.life import actions as life
from tongpin.life.models import Gathering, State


def test_no_page_of_the_meeting_changes_the_vote_of_a_decision(room) -> None:
    item = table.passed(room)
    vote, meeting = item.vote, item.gathering
    client = room.client("office")
    at = f"/life/{meeting.pk}/votes/{vote.pk}/"
    numbers = {"version": vote.version, "yes": 0, "no": 5, "abstain": 0, "written_yes": 0}
    answer = client.post(at, numbers)
    assert answer.status_code == 400
    assert "决议〔2020〕1号以这次表决为依据，票数不能再改" in answer.content.decode()
    answer = client.post(f"{at}withdraw/", {"reason": "试"})
    assert answer.status_code == 400
    assert "重新提出议题" in answer.content.decode()
    answer = client.post(f"/life/{meeting.pk}/withdraw/", {"reason": "试"})
    assert answer.status_code == 400
    assert "决议〔2020〕1号以这次会议为依据，不能撤回" in answer.content.decode()
    vote.refresh_from_db()
    meeting.refresh_from_db()
    assert (vote.yes, vote.no, vote.withdrawn_reason) == (5, 0, "")
    assert meeting.state == State.RECORDED
    page = client.get(at).content.decode()
    assert "登记结果</button>" not in page
    assert "票数不能再改" in page


def test_the_meeting_of_a_decision_keeps_its_day_and_kind(room) -> None:
    meeting = table.passed(room).gathering
    for words in ({"held_on": table.DAY.replace(day=17)}, {"kinds": ("study",)}):
        told = {"kinds": ("leading_meeting",), "topic": "局党委会议", "held_on": table.DAY}
        with pytest.raises(Refused, match="不能改会议的日期和种类"):
            life.change_gathering(
                room.actor("office"), unit=meeting.unit, gathering=meeting,
                version=meeting.version, minutes=life.Minutes(**(told | words)),
            )  # fmt: skip
    life.change_gathering(
        room.actor("office"), unit=meeting.unit, gathering=meeting, version=meeting.version,
        minutes=life.Minutes(**(told | {"topic": "局党委第8次会议"})),
    )  # fmt: skip
    assert Gathering.objects.get(pk=meeting.pk).topic == "局党委第8次会议"


def test_a_roll_in_use_is_taken_back_where_it_was_frozen_alone(room) -> None:
    item = table.vote(room, table.discussed(room), yes=5)
    vote, client = item.vote, room.client("office")
    answer = client.post(
        f"/life/{item.gathering_id}/votes/{vote.pk}/withdraw/", {"reason": "点错了"}
    )
    assert answer.status_code == 400
    assert "议题页撤回表决名单" in answer.content.decode()
    actions.thaw(
        room.actor("office"), unit=item.topic.unit, item=item, version=item.version, reason="漏了人"
    )
    vote.refresh_from_db()
    assert vote.withdrawn_reason == "漏了人"
    assert table.close(room, table.vote(room, table.again(item), yes=5)).resolution


def test_nothing_is_decided_at_a_meeting_that_was_withdrawn(room) -> None:
    item = table.vote(room, table.discussed(room), yes=5)
    life.withdraw_gathering(
        room.actor("office"), unit=item.topic.unit, gathering=item.gathering, reason="会没有开"
    )
    with pytest.raises(Refused, match="会议记录已经撤回"):
        table.close(room, item)
    assert not Resolution.objects.exists()
    item = table.again(item)
    actions.take_off(
        room.actor("office"), unit=item.topic.unit, item=item, version=item.version, reason="没有开"
    )
    assert table.put_on(room, table.fresh(item.topic)).is_open
