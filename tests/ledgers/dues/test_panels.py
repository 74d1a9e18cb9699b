"""What the shared pages say about dues: what waits, a person's and a unit's card, reminders."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.dues import access
from tests.ledgers.dues.books import AUGUST, SEPTEMBER, TODAY, assess, declare, pay
from tongpin.audit.errors import Refused
from tongpin.ledgers.dues import actions, panels, queries
from tongpin.ledgers.dues.amounts import ranges_words
from tongpin.life.models import Message
from tongpin.org import actions as org
from tongpin.org.access import PageContext
from tongpin.org.scope import Scope


def place(cast, who: str) -> PageContext:
    """The reader's place in the first branch."""
    actor = cast.actor(who)
    return PageContext(actor, "dues.own", Scope.everything(), cast.unit("ZB1"), 2020, TODAY)


def said(cast, who: str, unit: str = "ZB1") -> list[str]:
    """What waits for somebody."""
    return [item.words for item in panels.waiting(place(cast, who), cast.unit(unit))]


def test_collectors_are_told_what_is_behind(cast) -> None:
    declare(cast)
    for month in range(2, 9):
        assess(cast, date(2020, month, 1))
    words = said(cast, "secretary1")
    assert "1 名党员连续6个月没有交党费" in words
    assert "1 名党员欠交党费 545.51 元" in words
    assert "8 名党员还没有申报党费基数" in words
    assert "2020年9月党费还没有核定" in words
    assert "2020年2月党费还没有结账（共 7 个月）" in words


def test_a_voucher_waits_for_the_other_person_only(cast) -> None:
    access.voucher(cast)
    assert "1 张党费凭证等出纳办结" in said(cast, "secretary1")
    assert "1 张党费凭证等出纳办结" not in said(cast, "committee1")


def test_a_member_is_asked_to_confirm_and_to_pay(cast) -> None:
    row = declare(cast)
    assess(cast, AUGUST)
    assert said(cast, "member1") == ["请确认您的党费基数", "您有 77.93 元党费没有交"]
    actions.object_to_base(cast.actor("member1"), declaration=row, version=1, words="多了")
    assert "1 名党员对党费基数有异议" in said(cast, "secretary1")
    pay(cast)
    assert said(cast, "member1") == []


def test_the_cards(cast) -> None:
    declare(cast)
    assess(cast, AUGUST)
    assess(cast)
    person = cast.person("郑文")
    card = panels.person(place(cast, "secretary1"), person)
    assert card is not None
    assert [line.value for line in card.lines] == [
        "155.86元", "0.00元", "2020年8月至9月", "5195.00元",
    ]  # fmt: skip
    assert panels.person(place(cast, "member1"), person).url == "/dues/own/"
    assert panels.person(place(cast, "secretary2"), person) is None
    unit = panels.unit(place(cast, "secretary1"), cast.unit("ZB1"))
    assert [line.value for line in unit.lines][:4] == ["77.93 元", "0.00 元", "8 人", "1 人"]
    assert panels.unit(place(cast, "member1"), cast.unit("ZB1")) is None


def test_reminders_reach_the_inbox_once_a_day(cast) -> None:
    declare(cast)
    for month in (6, 7, 8):
        assess(cast, date(2020, month, 1))
    with pytest.raises(Refused, match="没有欠交"):
        actions.remind(cast.actor("secretary2"), unit=cast.unit("ZB2"))
    assert actions.remind(cast.actor("secretary1"), unit=cast.unit("ZB1")) == 1
    message = Message.objects.get()
    assert message.person.name == "郑文"
    assert "您2020年6月至8月的党费共233.79元" in message.body
    with pytest.raises(Refused, match="今天已经提醒过"):
        actions.remind(cast.actor("secretary1"), unit=cast.unit("ZB1"))
    page = cast.client("committee1").post("/dues/arrears/remind/", follow=True).content.decode()
    assert "今天已经提醒过" in page


def test_arrears_follow_the_member(cast) -> None:
    declare(cast)
    assess(cast, AUGUST)
    person = cast.person("郑文")
    org.move_person(cast.actor("office"), unit=person.home, person=person, to=cast.unit("ZB2"),
                    on=date(2020, 9, 10))  # fmt: skip
    assert queries.owed_by(cast.person("郑文"), TODAY).amount == 7793
    assert (
        "9月10日由第一党支部转到第二党支部；9月1日关系在第一党支部，当月由第一党支部收缴。"
        in queries.moves(cast.person("郑文"))[SEPTEMBER]
    )


def test_months_in_a_row_are_said_as_one() -> None:
    months = [date(2019, 12, 1), *(date(2020, m, 1) for m in (1, 2, 5))]
    assert ranges_words(months) == "2019年12月至2020年2月、5月"
    assert ranges_words([SEPTEMBER]) == "2020年9月"


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_asks_the_same_number_of_times(cast, count, django_assert_num_queries) -> None:
    for name in ("张守正", "郑文", "李组织")[:count]:
        declare(cast, name)
    assess(cast, AUGUST)
    reader, unit = place(cast, "secretary1"), cast.unit("ZB1")
    with django_assert_num_queries(23):
        list(panels.waiting(reader, unit))
