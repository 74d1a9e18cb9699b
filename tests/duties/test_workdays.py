"""Days off: read from the notice, corrected, put in force, and said to be provisional until then."""

from __future__ import annotations

from datetime import date

import pytest

from tongpin.audit.errors import Refused
from tongpin.duties import actions, trying
from tongpin.duties.actions.rulebook import new_notice
from tongpin.duties.models import RulebookState, WorkdayNotice
from tongpin.duties.notices import read_notice, typed_days, written
from tongpin.duties.rulebook import current_book
from tongpin.rules.export import notice_year
from tongpin.rules.loader import load_builtin

NOTICE_2020 = """国务院办公厅关于2020年部分节假日安排的通知
国办发明电〔2019〕16号
一、元旦：2020年1月1日放假，共1天。
二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。
三、清明节：4月4日至6日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。
五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。
六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""
NOTICE_2023 = """国务院办公厅关于2023年部分节假日安排的通知
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。"""
NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def of_year(days, year: int) -> list[date]:
    return sorted(day for day in days if notice_year(day) == year)


@pytest.mark.parametrize(("text", "year"), [(NOTICE_2023, 2023), (NOTICE_2026, 2026)])
def test_a_real_notice_gives_the_days_of_the_published_table(text: str, year: int) -> None:
    found = read_notice(text, year)
    table = load_builtin().workdays
    assert found.holidays == of_year(table.holidays, year)
    assert found.makeup == of_year(table.makeup, year)
    assert not [doubt for rest in found.rests for doubt in rest.doubts]


def test_number_title_and_year_are_read_from_the_notice() -> None:
    found = read_notice(NOTICE_2020)
    assert (found.year, found.number) == (2020, "国办发明电〔2019〕16号")
    assert found.title == "国务院办公厅关于2020年部分节假日安排的通知"
    assert [rest.name for rest in found.rests][-1] == "国庆节、中秋节"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有读出是哪一年"),
        ("2020年，今天天气很好。", "没有读出放假安排"),
        ("2020年 一、元旦：休。", "没有读出放假的日期"),
        ("2020年 一、元旦：2月30日放假。", "2月30日不存在"),
        ("2020年 一、元旦：1日放假。", "没有写明月份"),
        ("2020年 一、春节：1月24日至1月20日放假。", "颠倒或过长"),
        ("2020年 一、春节：1月24日放假。1月24日上班。", "既写了放假又写了上班"),
        ("2020年 一、春节：" + "9" * 9000, "没有读出放假的日期"),
    ],
)
def test_a_notice_that_cannot_be_read_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_notice(text)


def test_doubts_are_shown_and_not_decided() -> None:
    found = read_notice("2020年 一、元旦：1月1日放假，共2天。1月2日上班。")
    assert found.rests[0].doubts == ("1月2日不是周六、周日，请核对", "通知写明2天，读出1天，请核对")


def test_days_are_typed_as_spans_and_written_back() -> None:
    days = typed_days("2020-01-24至2020-01-26，2020-02-01\n 2020-1-1", "holidays")
    assert written(days) == "2020-01-01\n2020-01-24至2020-01-26\n2020-02-01"
    for text in ("明天", "2020-13-01", "2020-02-02至2020-01-01", "2020-01-01至2020-12-31"):
        with pytest.raises(Refused):
            typed_days(text, "holidays")


def announce(cast, year: int = 2031, holidays=(date(2031, 1, 1),), makeup=()) -> WorkdayNotice:
    return actions.announce_workdays(
        cast.actor("office"), unit=cast.unit("JU"), year=year, title=f"{year}年通知", number="",
        holidays=list(holidays), makeup=list(makeup),
    )  # fmt: skip


def test_a_year_is_provisional_until_its_notice_is_in_force(cast) -> None:
    assert current_book().workdays.is_provisional(date(2031, 5, 1))
    client = cast.client("member1")
    assert "还没有登记" in client.get("/rules/workdays/?year=2031").content.decode()
    first = announce(cast)
    assert not current_book().workdays.is_provisional(date(2031, 5, 1))
    assert not current_book().workdays.is_workday(date(2031, 1, 1))
    second = announce(cast, holidays=[date(2031, 1, 1), date(2030, 12, 31)])
    first.refresh_from_db()
    assert first.state == RulebookState.SUPERSEDED
    body = client.get("/rules/workdays/?year=2031").content.decode()
    assert "还没有登记" not in body
    assert "2030-12-31至2031-01-01" in body
    actions.withdraw_notice(
        cast.actor("office"), unit=cast.unit("JU"), notice=second, version=1, reason="登记错了"
    )
    assert current_book().workdays == load_builtin().workdays


def test_correcting_one_year_leaves_its_neighbours_alone(cast) -> None:
    announce(cast, 2022, [date(2022, 1, 3)])
    days, table = current_book().workdays, load_builtin().workdays
    assert of_year(days.holidays, 2022) == [date(2022, 1, 3)]
    for year in (2021, 2023):
        assert of_year(days.holidays, year) == of_year(table.holidays, year)
        assert of_year(days.makeup, year) == of_year(table.makeup, year)


def test_the_notice_is_pasted_checked_previewed_and_only_then_recorded(cast) -> None:
    client = cast.client("office")
    read = client.post("/rules/workdays/import/", {"text": NOTICE_2020})
    assert "读出的安排" in read.content.decode()
    assert not WorkdayNotice.objects.exists()
    typed = dict(read.context["form"].initial)
    seen = client.get("/rules/workdays/edit/", typed | {"preview": 1})
    assert "现有的判定都不会变" in seen.content.decode()
    assert not WorkdayNotice.objects.exists()
    assert client.post("/rules/workdays/edit/", typed).status_code == 302
    row = WorkdayNotice.objects.get()
    assert (row.year, len(row.holidays), len(row.makeup)) == (2020, 27, 7)
    wrong = client.post("/rules/workdays/edit/", typed | {"holidays": "2019-05-01"})
    assert wrong.status_code == 400
    assert "不在2020年" in wrong.content.decode()
    bad = client.post("/rules/workdays/import/", {"text": "没有日期"})
    assert bad.status_code == 400


def test_a_notice_shows_what_it_changes_where_limits_count_working_days(cast) -> None:
    from tests.duties.test_adoption import adopt, draft
    from tests.duties.test_judging import held
    from tests.rulebook_text import LECTURES

    text = LECTURES.replace(
        "        every: year\n        times: 6\n",
        "        every: month\n        check:\n          within_days_of:\n"
        "            {after: life.general_meeting, days: 1, workdays: true}\n",
    )
    adopt(cast, draft(cast, text))
    held(cast, "ZB1", date(2020, 9, 10), "general_meeting")
    held(cast, "ZB1", date(2020, 9, 14), "lecture")
    actor, unit = cast.actor("office"), cast.unit("JU")
    holidays = [date(2020, 9, 11), *of_year(load_builtin().workdays.holidays, 2020)]
    row = new_notice(
        actor, unit, year=2020, title="补充通知", number="", holidays=holidays, makeup=[]
    )
    before = trying.tried(trying.in_force(), [2020]).findings
    assert before == []
    [change] = trying.tried(trying.with_notice(row), [2020]).findings
    assert change.unit == "第一党支部"
