from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rules.cast import branch, fact, judged
from tongpin.rules.loader import load_builtin
from tongpin.rules.local import local_duty, local_kind_titles
from tongpin.rules.model import PROGRESS, Period, Rule, Severity, Verdict

BOOK = load_builtin()
KINDS = (
    "theory_study life_three_meetings theme_day democratic_life_meeting "
    "organizational_life_meeting member_appraisal member_development dues transfer major_decision "
    "ideology xuexi_qiangguo talk style_rectification supervision inspection_rectification "
    "standardization honour exam volunteer election training publicity other"
).split()


def duty(**more: Any) -> Rule:
    given: dict[str, Any] = {
        "key": "plan.1",
        "title": "主题党日",
        "kind": "theme_day",
        "frequency": None,
        "bound": None,
        "deadline": None,
        "year": 2020,
        "quote": "开展主题党日活动",
        "plan_title": "2020年党建工作意见",
        "place": "（四）",
        "rule": None,
        "fact_kinds": (),
    }
    return local_duty(**(given | more))


def edition(**more: Any):
    return duty(**more).editions[0]


def test_every_kind_of_plan_duty_has_a_name_and_facts():
    assert list(local_kind_titles()) == KINDS
    for kind in KINDS:
        assert edition(kind=kind).fact_kinds
        assert edition(kind=kind).accepts_progress
    assert edition(kind="unheard_of").fact_kinds == (PROGRESS,)


@pytest.mark.parametrize(
    ("frequency", "deadline", "expected"),
    [
        (None, None, (Period.MONTH, 1)),
        ((2, "month"), None, (Period.MONTH, 2)),
        ((1, "quarter"), None, (Period.MONTH, 1)),
        ((12, "year"), None, (Period.MONTH, 1)),
        ((20, "year"), None, (Period.YEAR, 20)),
        (None, date(2020, 6, 30), (Period.ONCE, 1)),
    ],
)
def test_the_stricter_of_plan_and_regulation_stands(frequency, deadline, expected):
    found = edition(rule=BOOK.rule("branch.theme_day"), frequency=frequency, deadline=deadline)
    assert (found.every, found.times) == expected
    assert found.cite.label == "《2020年党建工作意见》（四）"
    assert found.fact_kinds == ("life.theme_day",)


def test_an_upper_bound_of_the_plan_is_not_overruled():
    found = edition(rule=BOOK.rule("branch.theme_day"), frequency=(1, "year"), bound="max")
    assert (found.bound, found.times) == ("max", 1)


def test_bound_has_two_words():
    with pytest.raises(ValueError, match="min 或 max"):
        edition(frequency=(1, "year"), bound="about")


def test_matched_rule_gives_owner_and_severity():
    rule = duty(rule=BOOK.rule("branch.theme_day"), subjects=["unit:2"])
    assert rule.severity is Severity.SOFT
    assert duty().severity is Severity.CONFIG
    subjects = [branch("unit:1"), branch("unit:2")]
    findings = judged(rule, [], "2020-01-05", subjects=subjects)
    assert {finding.subject.key for finding in findings} == {"unit:2"}


def test_a_rule_not_yet_in_force_that_year_leaves_the_plans_own_words():
    found = edition(rule=BOOK.rule("branch.theme_day"), year=2010, frequency=(4, "year"))
    assert (found.every, found.times) == (Period.YEAR, 4)


def test_duty_of_persons_given_to_persons_stays_theirs():
    rule = duty(rule=BOOK.rule("cadre.dual_organizational_life"), subjects=["person:9"])
    assert rule.subject == "person"
    assert (
        duty(rule=BOOK.rule("cadre.dual_organizational_life"), subjects=["unit:1"]).subject
        == "unit"
    )


def test_fact_kinds_may_be_given():
    assert edition(fact_kinds=("life.study",)).fact_kinds == ("life.study",)


def test_progress_counts_for_a_duty_with_a_count():
    rule = duty(kind="xuexi_qiangguo", frequency=(2, "year"))
    tags = frozenset({"duty:plan.1"})
    done = [fact(f"2020-0{m}-01", PROGRESS, tags=tags, values={"done": 1}) for m in (2, 3)]
    [finding] = judged(rule, done, "2020-04-01")
    assert finding.verdict is Verdict.MET
    assert "已有2次，2月1日进展记录；3月1日进展记录" in finding.reason
    [one] = judged(rule, done[:1], "2020-04-01")
    assert one.verdict is Verdict.DUE
    [none] = judged(rule, [], "2020-04-01")
    assert "尚无相应工作记录" in none.reason


def test_qualitative_duty_with_ledger_records_is_done_once_the_year_is_over():
    rule = duty(kind="life_three_meetings")
    [finding] = judged(rule, [fact("2020-05-01", "life.lecture")], "2021-01-01")
    assert finding.verdict is Verdict.MET
    assert finding.deadline is None
    [before] = judged(rule, [], "2019-12-01")
    assert before.reason == "尚未到2020年度。"
    assert rule.editions[0].frequency_label == "文件未写明次数和期限"


def test_matched_rule_without_a_count_leaves_the_plans_count():
    matched = duty()
    found = edition(rule=matched, frequency=(2, "year"))
    assert (found.every, found.times) == (Period.YEAR, 2)
    assert edition(rule=matched).is_qualitative


def test_long_quotes_are_cut_and_inner_quotation_marks_turned():
    [finding] = judged(duty(quote="“三会一课”" + "要认真落实" * 20), [], "2020-05-01")
    assert "提出：“‘三会一课’要认真落实" in finding.explanation
    assert "……”。" in finding.explanation


def test_untitled_plan_still_has_a_name():
    assert edition(plan_title="《》").cite.label == "《2020年度工作意见》（四）"


def test_once_reads_as_once_in_the_year():
    assert edition(frequency=(3, "once")).frequency_label == "年内不少于3次"
    assert (
        edition(frequency=(3, "once"), deadline=date(2020, 6, 30)).frequency_label
        == "6月30日前不少于3次"
    )
