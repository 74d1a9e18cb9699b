"""A small paper with known duties, for tests that are not about reading."""

from __future__ import annotations

from tongpin.duties.reading import Paper, ReadDuty, ReadMeasure, ReadSection

TEXT = (
    "一、严格组织生活\n"
    "（一）过好主题党日。各党支部每月开展一次主题党日。\n"
    "（二）落实三会一课。党支部要认真落实三会一课制度。\n"
    "二、夯实基础\n"
    "（三）管好台账。各党支部6月30日前建立组织关系转接台账。\n"
    "（四）创建示范。年内至少创建1个示范党支部。\n"
)
RULES = (
    "branch.general_meeting",
    "branch.committee_meeting",
    "branch.group_meeting",
    "branch.lecture",
)


def _duty(text: str, measure: int, kind: str, quote: str, **values) -> ReadDuty:
    start = text.find(quote)
    assert start >= 0, quote
    fields = {
        "times": None, "per": None, "bound": None, "deadline": None, "quantity": None,
        "responsible": None, "rules": (),
    }  # fmt: skip
    return ReadDuty(measure, kind, quote, start, start + len(quote), **(fields | values))


def paper(text: str = TEXT) -> Paper:
    """The paper as the reader would give it; lines that `text` lacks give no measure and no duty."""
    from datetime import date

    lines = [line for line in text.splitlines() if line.startswith("（")]
    measures = tuple(
        ReadMeasure(
            0 if "主题" in line or "三会" in line else 1,
            "一",
            line[:3],
            line[3 : line.index("。")],
            line[3:],
            text.index(line),
            text.index(line) + len(line),
        )
        for line in lines
    )
    candidates = (
        ("theme_day", "各党支部每月开展一次主题党日",
         {"times": 1, "per": "month", "responsible": "各党支部", "rules": ("branch.theme_day",)}),
        ("theme_day", "各党支部每月开展两次主题党日",
         {"times": 2, "per": "month", "responsible": "各党支部", "rules": ("branch.theme_day",)}),
        ("life_three_meetings", "党支部要认真落实三会一课制度", {"responsible": "党支部", "rules": RULES}),
        ("transfer", "各党支部6月30日前建立组织关系转接台账",
         {"deadline": date(2020, 6, 30), "responsible": "各党支部"}),
        ("standardization", "年内至少创建1个示范党支部", {"quantity": "1个", "bound": "min"}),
        ("volunteer", "各党支部每季度开展一次志愿服务",
         {"times": 1, "per": "quarter", "responsible": "各党支部"}),
    )  # fmt: skip
    duties = tuple(
        _duty(text, next(n for n, line in enumerate(lines) if quote in line), kind, quote, **values)
        for kind, quote, values in candidates
        if quote in text
    )
    sections = (ReadSection("一", "严格组织生活"), ReadSection("二", "夯实基础"))
    return Paper("2020年党建工作要点", 2020, None, None, text, sections, measures, duties, ())
