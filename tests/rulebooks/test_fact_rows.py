"""Every row of the collected facts is a rule, a parameter, or left out with a reason."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tongpin.rules.loader import load_builtin
from tongpin.rules.model import Confidence, Severity
from tongpin.rules.terms import Body
from tongpin.rules.voting import RULES

HERE = Path(__file__).parent
BOOK = load_builtin()
ROWS = [line.split("\t")[1] for line in (HERE / "fact_rows.txt").read_text("utf-8").splitlines()]
DOC = (HERE.parents[1] / "docs" / "rulebooks.md").read_text("utf-8")
PLACES = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", DOC.split("## 条目去处")[1], re.M))

# (key, name of the value, day, value): read from the regulations, not from the YAML.
NUMBERS = [
    ("branch-min-full-members", "least", "2020-01-01", "3"),
    ("branch-max-members", "most", "2020-01-01", "50"),
    ("joint-branch-max-units", "most", "2020-01-01", "5"),
    ("project-branch-min-months", "months", "2020-01-01", "6"),
    ("branch-create-reply-months", "months", "2020-01-01", "1"),
    ("committee-trigger", "least", "2020-01-01", "7"),
    ("committee-size", "most", "2020-01-01", "7"),
    ("secretary-min-seniority", "years", "2020-01-01", "1"),
    ("branch-term-years", "years", "2020-01-01", "3"),
    ("village-branch-term-years", "years", "2020-01-01", "5"),
    ("grassroots-committee-term-years", "years", "2020-01-01", "5"),
    ("term-reminder-months", "months", "2020-01-01", "6"),
    ("term-postpone-max", "years", "2020-01-01", "1"),
    ("dev-age-min", "years", "2020-01-01", "18"),
    ("dev-age-min", "years", "2026-06-01", "18"),
    ("dev-first-talk-months", "months", "2020-01-01", "1"),
    ("dev-contact-persons", "most", "2026-06-01", "2"),
    ("dev-activist-review-months", "months", "2020-01-01", "6"),
    ("dev-activist-min-years", "years", "2026-06-01", "1"),
    ("dev-object-publicity-workdays", "workdays", "2026-05-11", "5"),
    ("dev-introducers", "least", "2026-06-01", "2"),
    ("dev-training-min", "days", "2026-06-01", "3"),
    ("dev-training-min", "hours", "2020-01-01", "24"),
    ("dev-leaving-months", "months", "2020-01-01", "3"),
    ("dev-meeting-deadline-months", "months", "2026-05-11", "1"),
    ("dev-approval-months", "months", "2020-01-01", "3"),
    ("dev-approval-months", "special", "2026-06-01", "6"),
    ("dev-oath-months", "months", "2026-05-11", "1"),
    ("dev-probation-years", "years", "2020-01-01", "1"),
    ("dev-conversion-options", "least", "2026-06-01", "6"),
    ("dev-conversion-options", "most", "2026-06-01", "12"),
    ("dev-conversion-approval-months", "months", "2020-01-01", "3"),
    ("dev-probation-postpone-months", "months", "2020-01-01", "6"),
    ("dues-cap-month", "amount", "2020-01-01", "1000"),
    ("dues-arrears-max-months", "months", "2020-01-01", "6"),
    ("dues-nonpayment-months", "months", "2020-01-01", "6"),
    ("dues-large-voluntary", "amount", "2020-01-01", "1000"),
    ("dues-min", "amount", "2020-01-01", "0.20"),
    ("dues-fixed-farmer", "most", "2020-01-01", "1.00"),
    ("rel-must-transfer-months", "months", "2020-01-01", "6"),
    ("rel-letter-validity-days", "days", "2020-01-01", "90"),
    ("rel-stub-keep-years", "years", "2020-01-01", "10"),
    ("rel-graduate-keep-years", "years", "2020-01-01", "2"),
    ("rel-abroad-stop-years", "years", "2020-01-01", "5"),
    ("rel-lost-months", "months", "2020-01-01", "6"),
    ("rel-lost-remove-years", "years", "2020-01-01", "2"),
    ("rel-correct-max-years", "years", "2020-01-01", "1"),
    ("float-definition", "months", "2020-01-01", "6"),
    ("float-definition", "months", "2025-01-01", "6"),
    ("train-hours-member", "hours", "2020-01-01", "32"),
    ("train-hours-secretary", "hours", "2020-01-01", "56"),
    ("dlm-report-days", "days", "2020-01-01", "15"),
    ("elec-congress-threshold", "least", "2021-01-01", "500"),
    ("elec-delegates-number", "most", "2021-01-01", "300"),
    ("inquiry-reply-workdays", "workdays", "2020-01-01", "15"),
    ("admonish-period-months", "months", "2020-01-01", "6"),
    ("sanction-warning-months", "months", "2020-01-01", "12"),
    ("sanction-warning-months", "months", "2025-01-01", "12"),
    ("sanction-serious-warning-months", "months", "2025-01-01", "18"),
    ("sanction-removal-months", "months", "2025-01-01", "24"),
    ("sanction-probation-years", "most", "2025-01-01", "2"),
    ("sanction-expel-years", "years", "2025-01-01", "5"),
    ("sanction-announce-months", "months", "2020-01-01", "1"),
    ("sanction-report-months", "months", "2020-01-01", "6"),
    ("disposal-suspend-months", "months", "2022-01-01", "6"),
    ("insp-report-2015", "months", "2020-01-01", "2"),
    ("insp-central-period", "months", "2025-01-01", "6"),
    ("insp-plan-deadline", "months", "2020-01-01", "1"),
    ("insp-county-period", "months", "2020-01-01", "3"),
    ("fmt-lines", "lines", "2020-01-01", "22"),
    ("fmt-lines", "characters", "2020-01-01", "28"),
    ("fmt-margins", "top", "2020-01-01", "37"),
    ("burden-doc-length", "most", "2025-01-01", "5000"),
    ("burden-speech", "hours", "2025-01-01", "1"),
]
# (key, last day of the one edition, first day of the next): sources of the two must differ.
BOUNDARIES = [
    ("dev-first-talk-months", "2026-05-10", "2026-05-11"),
    ("dues-base-monthly-salary", "2016-12-31", "2017-01-01"),
    ("sanction-warning-months", "2023-12-31", "2024-01-01"),
    ("float-definition", "2024-11-10", "2024-11-11"),
    ("insp-publish", "2024-02-07", "2024-02-08"),
]


def test_every_row_has_its_place() -> None:
    assert len(ROWS) == len(set(ROWS)) == 334
    assert set(PLACES) == set(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_the_place_is_true(row) -> None:
    place = PLACES[row]
    if place.startswith("参数"):
        assert row in BOOK.parameters
    elif place.startswith("规则"):
        assert re.search(r"`([a-z_.]+)`", place)[1] in BOOK
    else:
        assert len(place.removeprefix("不收：")) > 5
        assert row not in BOOK.parameters


@pytest.mark.parametrize(("key", "name", "day", "value"), NUMBERS)
def test_number_is_that_of_the_regulation(key, name, day, value) -> None:
    assert BOOK.article(key, date.fromisoformat(day)).values[name] == value


@pytest.mark.parametrize(("key", "last", "first"), BOUNDARIES)
def test_the_day_of_the_step_chooses_the_edition(key, last, first) -> None:
    before = BOOK.article(key, date.fromisoformat(last))
    after = BOOK.article(key, date.fromisoformat(first))
    assert before.cite.source.key != after.cite.source.key
    assert after.cite.source.in_force.start <= date.fromisoformat(first)


@pytest.mark.parametrize(
    ("key", "day"),
    [("dev-object-publicity-workdays", "2026-05-10"), ("dev-oath-months", "2026-05-10"),
     ("dues-cap-month", "2016-12-31"), ("insp-report-2015", "2024-02-08")],
)  # fmt: skip
def test_what_an_edition_does_not_know_is_silent(key, day) -> None:
    assert BOOK.article(key, date.fromisoformat(day)) is None


def test_what_was_not_read_is_never_hard() -> None:
    for parameter in BOOK.parameters.values():
        for article in parameter.editions:
            if article.cite.confidence not in (Confidence.V1, Confidence.LOCAL):
                assert article.severity is not Severity.HARD, parameter.key
                assert "待核实" in article.cite.confidence.label
            if article.cite.confidence is Confidence.LOCAL:
                assert article.severity is Severity.CONFIG, parameter.key


def test_every_wording_is_chinese_and_ends_without_a_stop() -> None:
    for parameter in BOOK.parameters.values():
        for article in parameter.editions:
            assert re.search(r"[\u4e00-\u9fff]", article.text), parameter.key
            assert not article.text.endswith(("。", "；", "，")), parameter.key
            assert not re.search(r"\b(V1|V2|MH|MM|ML)\b", article.text), parameter.key


def test_procedures_are_all_there() -> None:
    assert set(BOOK.procedures) >= {
        "development", "democratic_life", "organizational_life", "member_appraisal",
        "transfer_out", "transfer_in", "floating", "lost_contact", "term_election",
        "major_decision", "emergency_decision", "openness", "demonstration",
        "inspection_rectification", "reminder_talk", "admonition_talk", "inquiry", "sanction",
    }  # fmt: skip
    numbers = {step.number for step in BOOK.procedures["development"].steps}
    assert numbers == set(range(1, 26))


def test_a_parameter_is_asked_for_or_marked_as_kept_for_reading() -> None:
    """The mark is exact both ways: nothing that is asked for is called 仅供查阅, nothing else is not."""
    source = HERE.parents[1] / "src" / "tongpin"
    code = "\n".join(path.read_text("utf-8") for path in source.rglob("*.py"))
    named = {key for key in BOOK.parameters if f'"{key}"' in code}
    named |= {body.rule for body in Body}
    for procedure in BOOK.procedures.values():
        named |= {day.add for day in procedure.days}
        for step in procedure.steps:
            named |= {step.rule, *(gate.rule for gate in step.gates)}
    for kinds in RULES.values():
        named |= set(filter(None, kinds))
    marked = {key for key, item in BOOK.parameters.items() if item.is_reference}
    assert marked == set(BOOK.parameters) - named
