"""Forms of the genre beyond the samples: each paper is invented and shows one difficulty."""

from __future__ import annotations

from typing import Any

import pytest

from tongpin.formats.plan import parse_plan


def read(text: str, **kwargs: Any) -> dict[str, Any]:
    return parse_plan(text, **kwargs).as_dict("x")


def duties(text: str) -> list[tuple[Any, ...]]:
    return [
        (
            d["kind"],
            d["frequency"] and (d["frequency"]["times"], d["frequency"]["per"]),
            d["deadline"],
        )
        for d in read(text)["duties"]
    ]


BLOB = (
    "中共XX县市场监督管理局委员会2024年党建工作要点2024年，局党委坚持以党的政治建设为统领，全面提升党建质量。"
    "一、强化政治引领（一）深化理论学习。局党委理论学习中心组每季度至少开展1次集体学习研讨，全年不少于6次。"
    "各党支部每月组织一次集中学习。（二）严格落实“第一议题”制度。局党委会议及时学习重要讲话。"
    "二、夯实组织基础（一）规范组织生活。各党支部每季度召开1次党员大会，每月召开1次支委会，每季度至少上1次党课。"
    "10月底前完成2个支部换届。（二）抓好党员发展。全年计划发展党员5名，每半年对积极分子考察1次。"
)


def test_a_paper_without_line_breaks() -> None:
    got = read(BLOB)
    assert got["title"] == "中共XX县市场监督管理局委员会2024年党建工作要点"
    assert [s["title"] for s in got["sections"]] == ["强化政治引领", "夯实组织基础"]
    assert [m["title"] for m in got["measures"]] == [
        "深化理论学习", "严格落实“第一议题”制度", "规范组织生活", "抓好党员发展",
    ]  # fmt: skip
    found = duties(BLOB)
    assert ("theory_study", (1, "quarter"), None) in found
    assert ("election", None, "2024-10-31") in found
    assert ("member_development", (1, "half-year"), None) in found


@pytest.mark.parametrize("mark", ["1.", "1、", "１．", "1．", "1)", "1.1 "])
def test_arabic_numbers_are_measures_where_there_is_no_bracket(mark: str) -> None:
    second = mark.replace("1", "2", 1).replace("１", "２")
    text = f"2023年支部工作计划\n一、组织生活\n{mark}主题党日。每月开展一次主题党日。\n{second}党课。每季度讲一次党课。\n"
    got = read(text)
    assert [m["title"] for m in got["measures"]] == ["主题党日", "党课"]
    assert [d["frequency"]["per"] for d in got["duties"]] == ["month", "quarter"]


def test_dashes_are_measures_without_titles() -> None:
    text = "××镇党委2022年党建工作计划\n一、组织建设\n——6月底前完成软弱涣散党组织整顿。\n——发展农村党员12名，其中35岁以下不少于8名。\n"
    got = read(text)
    assert [(m["number"], m["title"]) for m in got["measures"]] == [("——", None), ("——", None)]
    assert [(d["deadline"], d["quantity"]) for d in got["duties"]] == [
        ("2022-06-30", None),
        (None, "12名"),
    ]


def test_an_attachment_with_its_own_numbers_is_no_part_of_the_paper() -> None:
    text = (
        "关于印发《2023年机关党建工作要点》的通知\n各党支部：\n现将要点印发给你们，请认真贯彻落实。\n"
        "一、重点任务\n（一）加强理论武装。中心组学习每年不少于10次。\n"
        "附件：1.任务分解表\n一、不应读取\n（一）也不应读取。每月一次主题党日。\n"
    )
    got = read(text)
    assert len(got["sections"]) == len(got["measures"]) == 1
    assert duties(text) == [("theory_study", (10, "year"), None)]


def test_traditional_characters_keep_their_words() -> None:
    text = "XX區社會組織黨委2021年黨建工作要點\n一、加強思想建設\n（一）每季度召開一次黨員大會，每月開展一次主題黨日活動。\n"
    got = read(text)
    assert got["duties"][0]["quote"] == "每季度召開一次黨員大會"
    assert [d["kind"] for d in got["duties"]] == ["life_three_meetings", "theme_day"]


def test_a_table_by_tabs() -> None:
    text = (
        "2024年党建重点任务分工表\n序号\t工作任务\t具体要求\t责任单位\t完成时间\n"
        "1\t政治学习\t每月集中学习1次\t办公室\t每月\n2\t换届\t指导2个支部完成换届选举\t组织科\t9月底前\n"
    )
    got = read(text)
    assert [(m["number"], m["title"]) for m in got["measures"]] == [
        ("1", "政治学习"),
        ("2", "换届"),
    ]
    assert [d["responsible"] for d in got["duties"]] == ["办公室", "组织科"]
    assert got["duties"][1]["deadline"] == "2024-09-30"


@pytest.mark.parametrize(
    "trap",
    [
        "去年已完成换届选举4个。",
        "农民人均收入增长3.5%。",
        "严格执行“三审三校”制度要求。",
        "全年共计32次。",
        "不得由他人代缴党费。",
        "无故不参加组织生活3次的，取消评优资格。",
    ],
)
def test_traps_are_no_duties(trap: str) -> None:
    assert duties(f"2023年工作要点\n一、工作\n（一）其他。{trap}\n") == []


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("每季度至少召开1次党员大会", (1, "quarter")),
        ("全年讲党课不少于四次", (4, "year")),
        ("上、下半年各召开一次意识形态分析会", (1, "half-year")),
        ("按月收缴党费", (1, "month")),
        ("每周组织一次学习强国积分通报", None),
        ("定期开展谈心谈话", None),
        ("每季度1次党课，全年不少于4次", (1, "quarter")),
    ],
)
def test_frequencies(clause: str, expected: tuple[int, str] | None) -> None:
    found = duties(f"2023年工作要点\n一、工作\n（一）任务。党支部{clause}。\n")
    assert [f for _, f, _ in found] == [expected]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("6月底前完成支部换届选举", "2023-06-30"),
        ("5月20日前完成支部换届选举", "2023-05-20"),
        ("二季度末前完成支部换届选举", "2023-06-30"),
        ("上半年完成支部换届选举", "2023-06-30"),
        ("“七一”前完成评选表彰", "2023-07-01"),
        ("年底前完成支部换届选举", "2023-12-31"),
        ("2月底前完成支部换届选举", "2023-02-28"),
        ("2024年1月底前完成支部换届选举", "2024-01-31"),
    ],
)
def test_deadlines(clause: str, expected: str) -> None:
    found = duties(f"2023年工作要点\n一、工作\n（一）任务。{clause}。\n")
    assert [d for _, _, d in found] == [expected]


def test_what_is_unsure_is_told() -> None:
    got = read("大家好，今天天气不错。")
    assert any("标题" in w for w in got["warnings"])
    assert any("年度" in w for w in got["warnings"])
    assert any("责任" in w for w in got["warnings"])
    assert read("一、学习\n（一）每月一次主题党日。", fallback_year=2023)["year"] == 2023
