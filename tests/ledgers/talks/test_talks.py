"""Talks, inquiries and sanctions as their procedures run, and what a sanction takes away."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.talks import table
from tongpin.audit.actor import Actor
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks import actions, queries
from tongpin.ledgers.talks.models import Matter
from tongpin.life.queries import proposed_standings
from tongpin.org.scope import Scope

DAY = date(2020, 9, 20)


def _messages(row: Matter) -> str:
    found = queries.progress(current_book(), row, DAY)
    return "".join(f"{j.verdict.label}{j.message}" for j in found.judgements)


def test_an_admonition_is_approved_held_signed_and_counted_down(cast) -> None:
    row = table.matter(cast, kind="admonish", talker="钱大海", on=date(2020, 8, 3))
    with pytest.raises(Refused, match="请先办完前面的步骤"):
        table.take(cast, row, "talk", date(2020, 8, 10), words="指出问题")
    with pytest.raises(Refused, match="由谁批准"):
        table.take(cast, row, "approved", date(2020, 8, 5))
    row = table.take(cast, row, "approved", date(2020, 8, 5), by="局党委")
    row = table.take(cast, row, "talk", date(2020, 8, 10), by="钱大海", words="指出问题")
    with pytest.raises(Refused, match="第二十一条"):
        table.take(cast, row, "statement", date(2020, 8, 12), words="检讨")
    row = table.take(cast, row, "statement", date(2020, 8, 12), words="检讨", signed_by="张守正")
    row = table.take(cast, row, "sent_up", date(2020, 8, 14), by="县纪委、县委组织部")
    found = queries.progress(current_book(), row, DAY)
    assert found.days["effect_ends"] == date(2021, 2, 10)
    assert [(d.step, d.on) for d in queries.dues(current_book(), row, DAY)] == [
        ("checked", date(2021, 2, 10))
    ]
    assert "第二十一条" in _messages(row)
    assert "待核实" in _messages(row)


def test_an_inquiry_is_late_after_fifteen_working_days(cast) -> None:
    row = table.matter(cast, kind="inquiry", talker="", on=date(2020, 8, 20))
    limit = queries.reply_due_on(current_book(), date(2020, 8, 20))
    assert limit == date(2020, 9, 10)
    assert queries.phase(current_book(), row, DAY) == ("overdue", "书面回复逾期")
    with pytest.raises(Refused, match="不能按期回复的理由"):
        table.take(cast, row, "replied", date(2020, 9, 15), words="说明")
    row = table.take(cast, row, "replied", date(2020, 9, 15), words="说明", reason="住院")
    assert "不符合" in _messages(row)


def test_no_entry_after_the_handover_nor_by_who_only_reads(cast) -> None:
    row = table.own(cast)
    table.read_by(cast, row, "committee1")
    with pytest.raises(Forbidden):
        actions.record(
            cast.actor("committee1"), unit=row.unit, matter=row, version=row.version,
            taken=actions.Taken("approved", DAY, by="我"),
        )  # fmt: skip
    actions.hand_over(
        cast.actor("secretary1"), unit=row.unit, matter=row, version=row.version, on=DAY,
        to="县纪委",
    )  # fmt: skip
    with pytest.raises(Refused, match="已于2020-09-20移交县纪委"):
        table.take(cast, row, "approved", DAY, by="支部")


def test_somebody_elses_change_is_a_conflict(cast) -> None:
    row = table.own(cast)
    table.take(cast, row, "approved", date(2020, 9, 2), by="支部委员会")
    with pytest.raises(Conflict):
        actions.withdraw(
            cast.actor("secretary1"), unit=row.unit, matter=row, version=row.version, reason="误"
        )


def test_a_secretary_opens_only_talks_that_are_his_own(cast) -> None:
    secretary = cast.actor("secretary1")
    for kind, talker in (("admonish", "张守正"), ("inquiry", "张守正"), ("remind", "李组织")):
        with pytest.raises(Refused):
            table.matter(cast, kind=kind, talker=talker, actor=secretary)
    with pytest.raises(Refused, match="本党组织和下级"):
        table.matter(cast, person="陈刚", actor=secretary)
    with pytest.raises(Refused, match="不能办理关于本人"):
        table.matter(cast, person="张守正", actor=secretary)


@pytest.mark.parametrize(
    ("kind", "on", "more", "ends", "restored"),
    [
        ("warning", date(2019, 9, 21), {}, date(2020, 9, 21), None),
        ("serious_warning", date(2020, 1, 31), {}, date(2021, 7, 31), None),
        ("removal", date(2020, 3, 1), {"held_post": False}, date(2022, 3, 1), None),
        ("probation", date(2020, 3, 1), {}, date(2023, 3, 1), date(2021, 3, 1)),
        ("probation", date(2020, 3, 1), {"years": 2}, date(2024, 3, 1), date(2022, 3, 1)),
    ],
)
def test_the_effect_is_computed_from_the_decision(cast, kind, on, more, ends, restored) -> None:
    row = table.sanction(cast, kind, on, **more)
    found = queries.effect_of(current_book(), row.sanction)
    assert (found.effect_ends_on, found.rights_restored_on) == (ends, restored)
    assert "纪律处分条例" in found.words
    assert ("没有担任职务" in found.words) == (more.get("held_post") is False)


def test_probation_takes_the_vote_until_rights_are_restored_and_may_be_prolonged(cast) -> None:
    row = table.sanction(cast)
    people = [cast.person("郑文"), cast.person("李组织")]
    on_the_roll = proposed_standings(people, DAY)
    assert on_the_roll == {people[0].pk: "suspended", people[1].pk: "voting"}
    keys = [p.pk for p in people]
    assert queries.restricted(keys, date(2020, 2, 29)) == {}
    assert list(queries.restricted(keys, date(2021, 2, 28))) == [people[0].pk]
    assert queries.restricted(keys, date(2021, 3, 1)) == {}
    officer = table.officer(cast)
    actions.extend(
        officer, unit=row.unit, matter=row, version=row.version, years=1, decision="县纪委5号"
    )
    assert list(queries.restricted(keys, date(2021, 3, 1))) == [people[0].pk]
    with pytest.raises(Refused, match="最长不超过2年"):
        actions.extend(
            officer, unit=row.unit, matter=row, version=row.version + 1, years=1, decision="6号"
        )
    actions.withdraw(
        officer, unit=row.unit, matter=row, version=row.version + 1, reason="登记错了人"
    )
    assert proposed_standings(people, DAY)[people[0].pk] == "voting"


def test_a_sanction_is_entered_after_its_decision_only(cast) -> None:
    officer, unit = table.officer(cast), cast.unit("ZB1")
    with pytest.raises(Refused, match="作出决定以后"):
        table.matter(cast, kind="sanction")
    late = actions.Opening("sanction", cast.person("郑文"), "decision", date(2020, 9, 21))
    decision = actions.Decision("warning", "县纪委", "1号")
    with pytest.raises(Refused, match="不能晚于今天"):
        actions.open_matter(officer, unit=unit, opening=late, decision=decision)
    old = actions.Opening("sanction", cast.person("郑文"), "decision", date(2010, 1, 1))
    with pytest.raises(Refused, match="没有可用的处分规定"):
        actions.open_matter(officer, unit=unit, opening=old, decision=decision)
    assert not Matter.objects.exists()


def test_the_four_forms_are_numbers_only(cast) -> None:
    table.own(cast)
    table.matter(cast, kind="inquiry", talker="")
    table.sanction(cast, "warning")
    table.sanction(cast, "removal", person="李组织")
    table.sanction(cast, "expulsion", person="王宣传", is_criminal=True)
    (found,) = queries.forms(Scope.everything(), 2020)
    assert (found.first, found.second, found.third, found.fourth) == (2, 1, 1, 1)
    assert queries.forms(Scope.everything(), 2019) == []


def test_nobody_knows_of_a_matter_about_himself(cast) -> None:
    officer = table.officer(cast)
    row = table.matter(cast, person="赵纪检", actor=Actor.system(), talker="钱大海")
    assert not queries.may_know(officer, row)
    assert queries.may_know(Actor.system(), row)
