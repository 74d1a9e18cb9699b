from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.cast import MINIMAL, local_book
from tongpin.rules.loader import RulebookError, load_builtin, load_text
from tongpin.rules.model import (
    AllOf,
    AnyOf,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    Period,
    RatioAtLeast,
    Severity,
    SumAtLeast,
    WithinDaysOf,
)

EDITION_TWO = """
      - from: 2021-01-01
        cite: {source: our-rule, place: 第四条, confidence: LOCAL}
        text: 每月讲1次党课
        every: month
        facts: [life.lecture]
"""


def test_minimal_rulebook_of_a_bureau():
    book = local_book()
    edition = book.rule("local.lecture").editions[0]
    assert (edition.every, edition.times, edition.check) == (Period.QUARTER, 1, CountAtLeast(1))
    assert edition.cite.label == "《本局党课制度》第三条"
    assert edition.cite.confidence.label == "本地规定"
    assert edition.frequency_label == "每季度不少于1次"
    assert edition.due_soon_days == 15


def _with(old: str, new: str) -> str:
    assert old in MINIMAL
    return MINIMAL.replace(old, new)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (_with("    severity: config", "    severity: config\n    colour: red"), 12, "不认识的键“colour”"),
        (_with("    severity: config", "    severity: config\n    severity: soft"), 12, "键“severity”重复"),
        (_with("source: our-rule", "source: nowhere"), 14, "来源“nowhere”没有在 sources 中登记"),
        (MINIMAL.replace("        cite: {source: our-rule, place: 第三条, confidence: LOCAL}\n", ""), 13, "缺少“cite”"),
        (_with("place: 第三条, ", ""), 14, "缺少“place”"),
        (_with("confidence: LOCAL", "confidence: sure"), 14, "“confidence”不能是“sure”"),
        (_with("severity: config", "severity: [a]"), 11, "“severity”应是文字"),
        (_with("[life.lecture]", "[life.dance]"), 17, "事实种类“life.dance”没有登记"),
        (_with("[life.lecture]", "[]"), 17, "至少要写一种事实"),
        (_with("[life.lecture]", "[life.lecture, life.lecture]"), 17, "写了两次"),
        (_with("[life.lecture]", "life.lecture"), 17, "应是列表"),
        (_with("key: local.lecture", "key: Local Lecture"), 8, "规则编号应由小写字母"),
        (_with("      - from: 2020-01-01\n", "      - from: 2020-02-30\n"), 13, "应是日期"),
        (_with("      - from: 2020-01-01\n", "      - from: 近日\n"), 13, "写成 2018-10-28"),
        (_with("      - from: 2020-01-01\n", "      - from: 2019-01-01\n"), 14, "超出了《本局党课制度》的有效期"),
        (_with("every: quarter", "every: week"), 16, "“every”不能是“week”"),
        (_with("every: quarter", "every: quarter\n        times: 0"), 17, "“times”应是1至366"),
        (_with("every: quarter", f"every: quarter\n        times: {'9' * 5000}"), 17, "“times”应是"),
        (_with("every: quarter", "times: 2\n        bound: max"), 13, "要写明周期"),
        (_with("every: quarter", "every: quarter\n        usual_months: [12, 10]"), 17, "usual_months"),
        (_with("every: quarter", "every: quarter\n        to: 2019-01-01"), 13, "“to”早于“from”"),
        (_with("{kind: unit, types: [branch]}", "{kind: person, types: [branch]}"), 10, "不能限定组织类型"),
        (_with("{kind: unit, types: [branch]}", "unit"), 10, "应是若干“键: 值”"),
        (MINIMAL + EDITION_TWO, 8, "版本时间重叠"),
        (MINIMAL[: MINIMAL.index("    editions:")] + "    editions: []\n", 8, "至少要有一个版本"),
        (MINIMAL + MINIMAL[MINIMAL.index("  - key: local.lecture") :], 18, "规则编号“local.lecture”重复"),
        (MINIMAL.replace("rules:", "sources2: []\nrules:"), 7, "不认识的键“sources2”"),
        (MINIMAL.replace("    from: 2020-01-01\nrules", "    from: 2020-01-01\n    to: 2019-01-01\nrules"), 3, "早于"),
        (MINIMAL.replace("    from: 2020-01-01\nrules", "    from: 2020-01-01\n    supersedes: old\nrules"), 7, "“old”没有登记"),
        (MINIMAL.replace("rules:", "  - {key: our-rule, title: 二, issuer: 二, from: 2020-01-01}\nrules:"), 7, "来源“our-rule”重复"),
        (MINIMAL + "kinds:\n  - {key: a.b, label: 甲}\n  - {key: a.b, label: 乙}\n", 20, "事实种类“a.b”重复"),
        (MINIMAL + "local_kinds:\n  - {key: a, title: 甲}\n  - {key: a, title: 乙}\n", 20, "事项种类“a”重复"),
        (MINIMAL + "years:\n  - {year: 2030, certain: yes}\n", 19, "应是 true 或 false"),
        (MINIMAL + "years:\n  - {year: 2030, certain: true, holidays: [元旦]}\n", 19, "应是日期"),
        (MINIMAL + "years:\n  - {year: 2030, certain: true, holidays: [2030-02-02 / 2030-01-01]}\n", 19, "颠倒"),
        (MINIMAL + "years:\n  - {year: 2030, certain: true}\n  - {year: 2030, certain: true}\n", 20, "2030年重复"),
        ("title: 甲\nrules:\n\t- a\n", 3, "格式有误"),
        ("title: &a 甲\nsources: *a\n", 1, "锚点"),
        ("title: 甲\nrules: " + "[" * 100 + "]" * 100, 2, "层次过深"),
        ("- 甲\n", 1, "应是若干“键: 值”"),
        ("title:\n", 1, "“title”应是文字"),
        ("? [a]\n: b\n", 1, "“键”应是文字"),
    ],
)  # fmt: skip
def test_errors_name_file_line_and_cure(text, line, message):
    with pytest.raises(RulebookError) as caught:
        load_text(text, "本局.yaml")
    assert message in caught.value.message
    assert caught.value.line == line
    assert str(caught.value).startswith(f"本局.yaml第{line}行：")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "空的"),
        ("\x00", "不能识别的字符"),
        ("甲" * 1_000_001, "过大"),
        ("# 只有注释\n", "空的"),
    ],
)
def test_files_that_are_no_rulebook_at_all(text, message):
    with pytest.raises(RulebookError, match=message):
        load_text(text, "坏.yaml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_chinese(text):
    refusal = "任意.yaml"
    try:
        load_text(text, "任意.yaml")
    except RulebookError as error:
        refusal = str(error)
    assert refusal.startswith("任意.yaml")


def test_a_gap_between_editions_has_to_be_explained():
    first = MINIMAL.replace(
        "      - from: 2020-01-01\n", "      - from: 2020-01-01\n        to: 2020-06-30\n"
    )
    with pytest.raises(RulebookError, match="2020-06-30至2021-01-01之间没有版本"):
        load_text(first + EDITION_TWO, "本局.yaml")
    explained = EDITION_TWO.rstrip() + "\n        note: 2020年下半年停止执行。\n"
    editions = load_text(first + explained, "本局.yaml").rule("local.lecture").editions
    assert [edition.note for edition in editions] == ["", "2020年下半年停止执行"]
    closed_up = MINIMAL.replace(
        "      - from: 2020-01-01\n", "      - from: 2020-01-01\n        to: 2020-12-31\n"
    )
    assert len(load_text(closed_up + EDITION_TWO, "本局.yaml").rule("local.lecture").editions) == 2


def test_unverified_text_cannot_be_binding():
    text = _with("severity: config", "severity: hard").replace(
        "confidence: LOCAL", "confidence: MH"
    )
    with pytest.raises(RulebookError, match="最多定为“soft”"):
        load_text(text, "本局.yaml")
    assert (
        local_book(_with("severity: config", "severity: hard")).rules[0].severity is Severity.HARD
    )


CHECKS = [
    ("{count_at_least: 2}", CountAtLeast(2)),
    ("{each_person_at_least: 1}", EachPersonAtLeast(1)),
    ("{ratio_at_least: {part: present, whole: entitled, share: [2, 3]}}", RatioAtLeast("present", "entitled", 2, 3)),
    (
        "{ratio_at_least: {part: present, whole: entitled, share: [1, 2], times: 2, exclusive: true}}",
        RatioAtLeast("present", "entitled", 1, 2, 2, True),
    ),
    ("{covered: {part: present, whole: entitled, unit: 人}}", Covered("present", "entitled", "人")),
    ("{sum_at_least: {value: hours, total: 32, unit: 学时}}", SumAtLeast("hours", 32, "学时")),
    ("{within_days_of: {after: life.general_meeting, days: 15}}", WithinDaysOf("life.general_meeting", 15)),
    (
        "{within_days_of: {after: life.general_meeting, days: 5, workdays: true}}",
        WithinDaysOf("life.general_meeting", 5, True),
    ),
    ("{all_of: [{count_at_least: 1}, {count_at_least: 2}]}", AllOf((CountAtLeast(1), CountAtLeast(2)))),
    ("{any_of: [{count_at_least: 1}, {count_at_least: 2}]}", AnyOf((CountAtLeast(1), CountAtLeast(2)))),
]  # fmt: skip


@pytest.mark.parametrize(("words", "check"), CHECKS)
def test_every_check_can_be_written(words, check):
    book = local_book(_with("every: quarter", f"every: quarter\n        check: {words}"))
    assert book.rules[0].editions[0].check == check


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("{most: 1}", "不认识的判定方法“most”"),
        ("{count_at_least: 1, each_person_at_least: 1}", "只能有一种"),
        ("{count_at_most: 1}", "bound: max"),
        ("{all_of: [{count_at_least: 1}]}", "至少要有两项"),
        ("{ratio_at_least: {part: a, whole: b, share: [3, 2]}}", "分子和分母"),
        ("{within_days_of: {after: a.b, days: 1}}", "没有登记"),
    ],
)
def test_checks_that_mean_nothing_are_refused(words, message):
    with pytest.raises(RulebookError, match=message):
        local_book(_with("every: quarter", f"every: quarter\n        check: {words}"))


def test_upper_bounds_deadlines_and_conditions_can_be_written():
    text = _with(
        "every: quarter",
        "every: year\n        bound: max\n        times: 0\n        deadline: 2020-10-01\n"
        "        due_soon_days: 3\n        usual_months: [3, 5]\n        requires:\n"
        "          - {attribute: members, below: 50, because: 人多。, ask: 请登记人数。}",
    )
    edition = local_book(text).rules[0].editions[0]
    assert edition.check == CountAtMost(0)
    assert edition.deadline == date(2020, 10, 1)
    assert edition.frequency_label == "10月1日前每年不超过0次"
    [condition] = edition.applies.conditions
    assert condition.because == "人多"
    assert condition.holds(49)
    assert not condition.holds(50)
    with pytest.raises(RulebookError, match="另写“check”"):
        local_book(text.replace("bound: max", "bound: max\n        check: {count_at_least: 1}"))
    with pytest.raises(RulebookError, match="之一"):
        local_book(text.replace("below: 50", "below: 50, is: true"))


def test_builtin_book_is_cited_and_modest():
    book = load_builtin()
    assert len(book) == 18
    for rule in book.rules:
        for edition in rule.editions:
            assert edition.cite.place
            # 应当 and read in the text itself, or softer.
            assert rule.severity is not Severity.HARD or edition.cite.confidence.value == "V1"
    assert book.rule("committee.theory_study").editions[0].cite.confidence.label == "待核实"
    assert (
        book.rule("branch.heart_talk").editions[0].cite.confidence.label == "待核实（据权威资料）"
    )


def test_an_uncertain_year_of_working_days_stays_provisional():
    days = local_book(
        MINIMAL + "years:\n  - {year: 2030, certain: false, makeup: [2030-02-02]}\n"
    ).workdays
    assert days.is_workday(date(2030, 2, 2))
    assert days.is_provisional(date(2030, 2, 2))


def test_sources_may_follow_each_other():
    text = MINIMAL.replace(
        "rules:",
        "  - {key: new, title: 新制度, issuer: 本局, from: 2021-01-01, supersedes: our-rule}\nrules:",
    )
    assert local_book(text).sources["new"].supersedes == "our-rule"


PARAMETER = """\
title: 本局参数
parameters:
  - key: our-days
    title: 期限
    editions:
      - from: 2020-01-01
        to: 2020-12-31
        cite: {source: local-setting, place: 一, confidence: LOCAL}
        severity: config
        text: 十日内
        values: {days: 10}
      - from: 2021-01-01
        cite: {source: local-setting, place: 二, confidence: LOCAL}
        severity: config
        text: 五日内
        values: {days: 5, kinds: [甲, 乙]}
"""


def test_a_parameter_with_two_editions_is_read() -> None:
    found = load_text(PARAMETER, "本局.yaml").parameters["our-days"]
    assert [found.on(date(year, 7, 1)).integer("days") for year in (2020, 2021)] == [10, 5]
    assert found.editions[1].words("kinds") == ("甲", "乙")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("our-days", "Days", "参数编号应由小写字母"),
        ("to: 2020-12-31", "to: 2021-03-31", "版本时间重叠"),
        ("        to: 2020-12-31\n", "", "版本时间重叠"),
        ("to: 2020-12-31", "to: 2020-11-30", "之间没有版本"),
        ("to: 2020-12-31", "to: 2019-12-31", "早于"),
    ],
)  # fmt: skip
def test_a_parameter_is_read_strictly(old, new, message) -> None:
    assert old in PARAMETER
    with pytest.raises(RulebookError, match=message):
        load_text(PARAMETER.replace(old, new, 1), "本局.yaml")


@pytest.mark.parametrize(
    ("confidence", "force"), [("V1", "hard"), ("V2", "soft"), ("ML", "soft"), ("LOCAL", "hard")]
)
def test_what_was_not_read_in_the_text_is_soft_however_it_is_worded(confidence, force) -> None:
    written = PARAMETER.replace(
        "confidence: LOCAL}\n        severity: config",
        f"confidence: {confidence}}}\n        severity: hard",
        1,
    )
    article = load_text(written, "本局.yaml").parameters["our-days"].editions[0]
    assert article.severity.value == force
    assert article.worded.value == "hard"


def test_a_parameter_needs_an_edition_and_a_name_of_its_own() -> None:
    empty = "title: 甲\nparameters:\n  - {key: our-days, title: 乙, editions: []}\n"
    with pytest.raises(RulebookError, match="至少要有一个版本"):
        load_text(empty, "本局.yaml")
    body = PARAMETER.split("parameters:\n")[1]
    with pytest.raises(RulebookError, match="参数编号“our-days”重复"):
        load_text(PARAMETER + body, "本局.yaml")


def test_two_documents_in_one_file_are_refused() -> None:
    with pytest.raises(RulebookError):
        load_text("title: 甲\n---\ntitle: 乙\n", "本局.yaml")


def test_the_same_key_in_two_builtin_files_is_refused(monkeypatch, tmp_path) -> None:
    from tongpin.rules import loader

    for name in loader.DATA_FILES:
        (tmp_path / name).write_text("title: 空\n", encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(
        "title: 来源\nsources:\n  - {key: local-setting, title: 甲, issuer: 乙, from: 2020-01-01}\n",
        encoding="utf-8",
    )
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(PARAMETER, encoding="utf-8")
    monkeypatch.setattr(loader.resources, "files", lambda _package: tmp_path)
    with pytest.raises(RulebookError, match=r"two\.yaml.*“our-days”在另一份"):
        load_builtin.__wrapped__()


MONEY = """
title: 试
sources:
  - {key: our-rule, title: 本局制度, issuer: 局党委, from: 2020-01-01}
parameters:
  - key: our-money
    title: 限额
    editions:
      - from: 2020-01-01
        cite: {source: our-rule, place: 第三条, confidence: LOCAL}
        severity: config
        text: 五万元
        values: {amount: 50000}
"""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ("amount: -50000", "有限的数，不能是负数"),
        ("amount: －5", "不能是负数"),
        ("amount: ∞", "有限的数"),
        ("months: abc", "1至1200之间的整数"),
        ("months: 1.5", "1至1200之间的整数"),
        ("months: 0", "1至1200之间的整数"),
        ("days: 999999999", "1至3660之间的整数"),
        ("rate: 0.000005", "最多四位小数"),
        ("step: 0.00", "大于0的金额"),
        ("brackets: [[3000, 0.005], [2000, 0.01], [over, 0.02]]", "上限由小到大"),
        ("brackets: [[3000, 0.005], [5000, 0.01]]", "最后一档写 over"),
        ("brackets: [[abc, 0.005], [over, 0.02]]", "上限由小到大"),
        ("amount: .nan", "有限的数"),
        ("amount: -.inf", "有限的数"),
        ("amount: Infinity", "有限的数"),
        ("brackets: [[3000, -0.005]]", "不能是负数"),
        ("share: [2, 0]", "分母大于0"),
        ("share: [3, 2]", "分子不大于分母"),
        ("share: [1, 2, 3]", "两个整数"),
        ("share: 0.5", "两个整数"),
        ("share: [a, b]", "两个整数"),
    ],
)
def test_numbers_that_are_none_and_shares_that_cannot_be_are_refused(values, words) -> None:
    with pytest.raises(RulebookError, match=words) as refused:
        load_text(MONEY.replace("amount: 50000", values), "x.yaml")
    assert "x.yaml第13行" in str(refused.value)


@pytest.mark.parametrize("day", ["1920-12-31", "2101-01-01"])
def test_days_outside_1921_to_2100_are_refused(day) -> None:
    with pytest.raises(RulebookError, match="“from”应在1921年至2100年之间"):
        load_text(MONEY.replace("2020-01-01", day), "x.yaml")


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ("year: 1800, certain: true", "1921至2100"),
        ("year: 2150, certain: true", "1921至2100"),
        ("year: 2020, certain: true, holidays: [2020-W01-1]", "应是日期"),
        (
            "year: 2020, certain: true, holidays: [2020-01-24], makeup: [2020-01-24]",
            "既写成放假又写成上班",
        ),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(years, message) -> None:
    with pytest.raises(RulebookError, match=message):
        load_text(f"title: 日历\nyears:\n  - {{{years}}}\n", "日历.yaml")


def test_a_source_does_not_supersede_itself() -> None:
    text = (
        "title: 来源\nsources:\n"
        "  - {key: own, title: 本单位制度, issuer: 本单位, from: 2020-01-01, supersedes: own}\n"
    )
    with pytest.raises(RulebookError, match="不能替代自己"):
        load_text(text, "x.yaml")
