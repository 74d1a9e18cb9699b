"""A small paper of two sections as the reader gives it, and the same paper adopted."""

from __future__ import annotations

from datetime import date

import pytest

from tongpin.duties.actions import adopt_plan, upload_plan
from tongpin.duties.models import Duty, Plan
from tongpin.duties.reading import Paper, ReadDuty, ReadMeasure, ReadSection

LIFE = "（一）严肃党内政治生活。各党支部落实“三会一课”制度，每月开展1次主题党日。局党委召开好民主生活会。"
DUES = "（二）做好党费收缴。各党支部6月30日前核定党费缴纳基数。"
MODEL = "（三）抓好示范创建。2020年至少创建1个标准化示范党支部。"


def sentence(measure: int, kind: str, quote: str, **values) -> dict:
    """One duty of the made-up paper."""
    return {"measure": measure, "kind": kind, "quote": quote, **values}


SENTENCES = (
    sentence(
        0,
        "life_three_meetings",
        "各党支部落实“三会一课”制度",
        responsible="各党支部",
        rules=(
            "branch.general_meeting",
            "branch.committee_meeting",
            "branch.group_meeting",
            "branch.lecture",
        ),
    ),
    sentence(
        0,
        "theme_day",
        "每月开展1次主题党日",
        times=1,
        per="month",
        responsible="各党支部",
        rules=("branch.theme_day",),
    ),
    sentence(
        0,
        "democratic_life_meeting",
        "局党委召开好民主生活会",
        responsible="局党委",
        rules=("committee.democratic_life_meeting",),
    ),
    sentence(
        1,
        "dues",
        "各党支部6月30日前核定党费缴纳基数",
        responsible="各党支部",
        deadline=date(2020, 6, 30),
    ),
    sentence(
        2,
        "standardization",
        "2020年至少创建1个标准化示范党支部",
        times=1,
        per="year",
        bound="min",
        quantity="1个",
        responsible="局党委",
    ),
)


def make_paper(
    measures: tuple[str, ...] = (LIFE, DUES, MODEL),
    sentences: tuple[dict, ...] = SENTENCES,
    title: str = "2020年党建工作意见",
) -> Paper:
    """The paper as the reader would give it: offsets point into the text."""
    text = title + "\n" + "\n".join(measures)
    read = []
    for item in measures:
        number, _, rest = item.partition("）")
        start = text.index(item)
        heading = rest.partition("。")[0]
        read.append(ReadMeasure(0, "一", f"{number}）", heading, item, start, start + len(item)))
    duties = []
    for item in sentences:
        start = text.index(item["quote"])
        duties.append(
            ReadDuty(
                measure_index=item["measure"],
                kind=item["kind"],
                quote=item["quote"],
                start=start,
                end=start + len(item["quote"]),
                times=item.get("times"),
                per=item.get("per"),
                bound=item.get("bound"),
                deadline=item.get("deadline"),
                quantity=item.get("quantity"),
                responsible=item.get("responsible"),
                rules=item.get("rules", ()),
            )
        )
    return Paper(
        title=title,
        year=2020,
        issuer="青禾县水务局",
        document_number=None,
        text=text,
        sections=(ReadSection("一", "全面工作"),),
        measures=tuple(read),
        duties=tuple(duties),
        warnings=("“做好党费收缴”没有写明责任单位，暂按各党支部。",),
    )


@pytest.fixture
def draft(cast) -> Plan:
    """The paper read and not yet adopted."""
    return upload_plan(cast.actor("office"), unit=cast.unit("JU"), paper=make_paper(), year=2020)


@pytest.fixture
def adopted(cast, draft, django_capture_on_commit_callbacks) -> Plan:
    """The paper in force."""
    with django_capture_on_commit_callbacks(execute=True):
        return adopt_plan(
            cast.actor("office"),
            unit=cast.unit("JU"),
            plan=draft,
            version=draft.version,
            reason="经局党委会研究同意",
        )


def duty_with(plan: Plan, words: str) -> Duty:
    """The duty whose words contain these."""
    return Duty.objects.get(plan=plan, quote__contains=words)
