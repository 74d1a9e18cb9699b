"""Structure under repair: chrome, missing numbers, gaps, parts, cover notices, wrapped lines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.formats.scoring import PLANS, bare, names
from tongpin.formats.plan import parse_plan

HEAD = "XX局2024年党建工作要点\n"


def read(text: str) -> dict[str, Any]:
    return parse_plan(text).as_dict("x")


def sections(got: dict[str, Any]) -> list[tuple[str, str]]:
    return [(s["number"], s["title"]) for s in got["sections"]]


def measures(got: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    return [(m["section"], m["number"], m["title"]) for m in got["measures"]]


def test_web_chrome_around_a_paper_of_one_line() -> None:
    got = read(
        "当前位置：首页 > 党建工作 > 工作计划  XX县司法局2023年党建工作要点 发布时间：2023-03-01 来源：政治处 "
        "为做好2023年党建工作，制定本要点。一、强化政治引领（一）加强理论武装。党组中心组每季度学习1次。"
        "（二）落实意识形态责任制。每半年研究1次意识形态工作。二、夯实基层基础（一）规范组织生活。"
        "每月开展1次主题党日。上一篇：没有了 下一篇：关于召开会议的通知 【打印】【关闭】"
    )
    assert got["title"] == "XX县司法局2023年党建工作要点"
    assert [s["title"] for s in got["sections"]] == ["强化政治引领", "夯实基层基础"]
    assert "上一篇" not in got["measures"][-1]["text"]
    assert len(got["duties"]) == 3


def test_first_numbers_that_were_lost_are_supplied_with_a_warning() -> None:
    got = read(
        HEAD
        + "加强思想建设\n抓好理论学习。中心组每月学习1次。\n（二）抓好宣传。每季度报送信息3篇。\n"
        "二、加强组织建设\n（一）主题党日。每月开展一次。\n"
    )
    assert sections(got) == [("一", "加强思想建设"), ("二", "加强组织建设")]
    assert measures(got)[0] == ("一", "（一）", "抓好理论学习")
    assert len(got["warnings"]) == 2


def test_parts_hold_the_chinese_numbers() -> None:
    got = read(
        HEAD + "第一部分 总体要求\n坚持从严。\n第二部分 重点任务\n一、抓思想\n每月学习1次。\n"
    )
    assert sections(got) == [("第一部分", "总体要求"), ("第二部分", "重点任务")]
    assert measures(got) == [("第二部分", "一", "抓思想")]


def test_brackets_on_top_are_sections_only_with_numbers_below() -> None:
    below = read(
        HEAD + "（一）思想建设\n1.加强学习。每月学习1次。\n（二）组织建设\n1.换届。6月底前完成。\n"
    )
    assert sections(below) == [("（一）", "思想建设"), ("（二）", "组织建设")]
    alone = read(HEAD + "（一）加强学习。每月学习1次。\n（二）按期换届。6月底前完成换届。\n")
    assert sections(alone) == []
    assert measures(alone) == [(None, "（一）", "加强学习"), (None, "（二）", "按期换届")]


@pytest.mark.parametrize("gap", ["　", "  ", ""])
def test_a_section_title_may_run_into_the_text_without_a_mark(gap: str) -> None:
    got = read(
        HEAD
        + f"一、加强理论学习{gap}各支部每月组织一次集中学习，全年组织测试2次。\n二、换届。6月底前完成。\n"
    )
    assert sections(got)[0] == ("一", "加强理论学习")
    assert got["duties"][0]["frequency"] == {"times": 1, "per": "month"}


def test_the_papers_own_title_wins_over_its_cover_notice() -> None:
    got = read(
        "关于印发《2021年党建工作要点》的通知\n各党支部：\n现印发给你们。\nXX局党委\n2021年3月5日\n"
        "2021年基层党建工作要点\n为做好工作，制定本要点。\n一、学习\n（一）学习：每月学习1次。\n"
    )
    assert got["title"] == "2021年基层党建工作要点"
    assert got["preamble"] == "为做好工作，制定本要点。"


def test_a_masked_year_gives_duties_without_days() -> None:
    got = read("20XX年XX局党建工作要点\n一、组织\n（一）6月底前发展党员X名。\n")
    assert [(d["kind"], d["deadline"]) for d in got["duties"]] == [("member_development", None)]
    assert got["year"] is None
    assert any("年度" in w for w in got["warnings"])


def test_numbers_in_quotes_and_wrapped_amounts_are_no_outline() -> None:
    got = read(
        HEAD
        + "一、加强学习\n（一）学通弄懂。领会“一、坚持领导；二、坚持人民”，反对“（一）形式（二）官僚”，"
        "收入增长\n3.5%，每月学习1次。\n二、抓好落实\n（一）督查督办。每季度督查1次。\n"
    )
    assert [s["title"] for s in got["sections"]] == ["加强学习", "抓好落实"]
    assert [m["title"] for m in got["measures"]] == ["学通弄懂", "督查督办"]


def test_a_season_as_title_is_the_limit_of_what_it_heads() -> None:
    got = read(HEAD + "一、活动安排\n1、一季度：召开组织生活会。\n2、二季度：开展志愿服务活动。\n")
    assert [d["deadline"] for d in got["duties"]] == ["2024-03-31", "2024-06-30"]


def test_a_column_of_frequencies_holds_for_its_row() -> None:
    got = read(
        HEAD
        + "序号|工作内容|频次|责任科室|完成时限\n1|研究意识形态工作|每半年1次|宣传科|6月、12月\n"
        "2|召开年度组织生活会||各党支部|2月29日前\n"
    )
    assert [(d["frequency"], d["deadline"]) for d in got["duties"]] == [
        ({"times": 1, "per": "half-year"}, None),
        (None, "2024-02-29"),
    ]


@pytest.mark.parametrize("name", names())
def test_a_paper_cut_anywhere_still_reads_and_quotes(name: str) -> None:
    text = (PLANS / f"{name}.txt").read_text("utf8")
    for cut in range(0, len(text), 97):
        plan = parse_plan(text[cut:])
        for duty in plan.duties:
            assert 0 <= duty.start < duty.end <= len(plan.text)
            assert bare(plan.text[duty.start : duty.end])
