"""The papers of 发展党员: which belong to which step, and what each says of a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.capability import Paper, PaperField
from tongpin.casework.forms import DECISIONS
from tongpin.ledgers.development.models import Case, Step
from tongpin.ledgers.development.queries import Course, latest, records_of
from tongpin.org.models import Sex

# (key, title, the step it belongs to)
PAPERS: tuple[tuple[str, str, str], ...] = (
    ("talk", "入党申请人谈话记录", "talk"),
    ("recommendation", "推荐入党积极分子情况表", "activist"),
    ("activist_decision", "确定入党积极分子决议", "activist"),
    ("filing", "入党积极分子备案报告", "filed"),
    ("contacts", "培养联系人登记表", "contacts"),
    ("register", "入党积极分子培养教育考察登记表", "review"),
    ("opinions", "列为发展对象听取意见记录", "object"),
    ("object_request", "列为发展对象请示", "object_consent"),
    ("object_reply", "列为发展对象批复", "object_consent"),
    ("notice", "发展对象公示", "publicity"),
    ("notice_result", "公示情况报告", "publicity"),
    ("introducers", "入党介绍人登记表", "introducers"),
    ("political_review", "政治审查结论性材料", "political_review"),
    ("training", "短期集中培训结业证明", "training"),
    ("committee_review", "支委会审查意见", "committee_review"),
    ("pre_review_request", "接收预备党员预审请示", "pre_review"),
    ("ballot", "接收预备党员票决情况", "branch_meeting"),
    ("resolution", "接收预备党员决议", "branch_meeting"),
    ("approval_talk", "审批前谈话记录", "approval_talk"),
    ("approval", "接收预备党员批复", "approval"),
    ("oath", "入党宣誓记录", "oath"),
    ("probation_register", "预备党员教育考察登记表", "probation_review"),
    ("conversion_application", "转正申请书", "conversion_application"),
    ("conversion_ballot", "预备党员转正票决情况", "conversion_meeting"),
    ("conversion_resolution", "预备党员转正决议", "conversion_meeting"),
    ("conversion_approval", "预备党员转正批复", "conversion_approval"),
    ("archive", "发展党员材料归档目录", "archived"),
)
CONFIDENTIAL = frozenset({"political_review"})
_REVIEWS = (("on", "日期"), ("words", "意见"))
FIELDS = (
    *(
        PaperField(*pair)
        for pair in (
            ("branch", "党支部"), ("upper", "上级党委"), ("name", "姓名"), ("sex", "性别"),
            ("nation", "民族"), ("born_on", "出生日期"), ("education", "学历"),
            ("position", "工作岗位"), ("on", "办理日期"), ("note", "说明"), ("who", "办理人"),
            ("number", "文号"), ("rules", "规定"), ("application", "申请日期"),
            ("activist", "积极分子日期"), ("contacts", "培养联系人"), ("object", "发展对象日期"),
            ("publicity", "公示起"), ("publicity_to", "公示止"), ("introducers", "入党介绍人"),
            ("days", "培训天数"), ("hours", "培训学时"), ("committee_review", "支委会审查日期"),
            ("branch_meeting", "支部大会日期"), ("approval", "审批日期"), ("entitled", "应到"),
            ("present", "实到"), ("yes", "赞成"), ("written_yes", "书面赞成"), ("no", "不赞成"),
            ("abstain", "弃权"), ("ballot", "表决方式"), ("probation_ends", "预备期满"),
            ("conversion_application", "转正申请日期"), ("conversion_meeting", "转正大会日期"),
            ("decision", "大会决定"), ("converted_on", "转正日期"),
        )
    ),
    PaperField("reviews", "考察记录", _REVIEWS),
    PaperField("probation_reviews", "预备期考察", _REVIEWS),
    PaperField("catalogue", "材料目录", (("number", "序号"), ("title", "材料"), ("on", "日期"))),
)  # fmt: skip
_DAYS = (
    "application", "activist", "object", "publicity", "committee_review", "branch_meeting",
    "approval", "conversion_application", "conversion_meeting",
)  # fmt: skip
_NUMBERED = ("entitled", "present", "yes", "written_yes", "no", "abstain")


def declared() -> tuple[Paper, ...]:
    """What the capability declares."""
    package = "tongpin.ledgers.development"
    return tuple(
        Paper(f"development.{key}", title, FIELDS, f"{package}:papers/{key}.txt")
        for key, title, _ in PAPERS
    )


def of_step(step: str) -> list[tuple[str, str]]:
    """`(key, title)` of the papers of a step."""
    return [(key, title) for key, title, of in PAPERS if of == step]


def values(found: Course, key: str, today: date, *, sees_all: bool) -> dict[str, Any]:
    """What a paper says of a case; notes of the political review only for who may read them."""
    case, person = found.case, found.case.person
    step = next(of for name, _, of in PAPERS if name == key)
    own = latest(case, step)
    told = own.values if own else {}
    records = {name: latest(case, name) for name in _DAYS}
    training, publicity = latest(case, "training"), records["publicity"]
    met = latest(case, "conversion_meeting" if step.startswith("conversion") else step)
    vote = met.values.get("vote", {}) if met else {}
    decided = records["conversion_meeting"]
    words = decided.values.get("decision", "") if decided else ""
    until = publicity.values.get("to") if publicity else None
    article = found.book.article("dev-first-talk-months", own.on if own else today)
    return {
        "branch": person.home.name,
        "upper": person.home.parent.name if person.home.parent else "上级党委",
        "name": person.name,
        "sex": Sex(person.sex).label if person.sex else "",
        "nation": person.nation,
        "born_on": person.born_on,
        "education": person.education,
        "position": person.position,
        "on": own.on if own else None,
        "note": _note(own, sees_all),
        "who": told.get("who", ""),
        "number": told.get("number", ""),
        "rules": article.cite.source.name if article else "",
        **{name: record.on if record else None for name, record in records.items()},
        "publicity_to": date.fromisoformat(until) if until else None,
        "contacts": people_of(latest(case, "contacts")),
        "introducers": people_of(latest(case, "introducers")),
        "days": training.values.get("days", "") if training else "",
        "hours": training.values.get("hours", "") if training else "",
        **{name: vote.get(name, "") for name in _NUMBERED},
        "ballot": "无记名投票" if vote.get("secret", True) else "投票表决",
        "probation_ends": found.progress.days.get("probation_ends"),
        "decision": _decision(words, decided),
        "converted_on": found.converted_on,
        "reviews": _reviews(case, "review"),
        "probation_reviews": _reviews(case, "probation_review"),
        "catalogue": _catalogue(found),
    }


def people_of(record: Step | None) -> str:
    """The names that a record holds."""
    return "、".join(p["name"] for p in record.values.get("people", [])) if record else ""


def _note(own: Step | None, sees_all: bool) -> str:
    if own is None:
        return ""
    return own.note if sees_all or own.step not in CONFIDENTIAL else ""


def _decision(key: str, record: Step | None) -> str:
    months = record.values.get("months") if record else None
    words = DECISIONS.get(key, "")
    return f"{words}{months}个月" if key == "extend" and months else words


def _reviews(case: Case, step: str) -> list[dict[str, Any]]:
    """The reviews with room for one more."""
    rows: list[dict[str, Any]] = [{"on": r.on, "words": r.note} for r in records_of(case, step)]
    return [*rows, {"on": None, "words": ""}]


def _catalogue(found: Course) -> list[dict[str, Any]]:
    """The papers that the done steps should have left, in order."""
    steps = found.book.procedure("development").steps
    rows = [
        (paper, record.on)
        for step in steps
        if (record := latest(found.case, step.key)) is not None
        for paper in step.papers
    ]
    return [{"number": n, "title": paper, "on": on} for n, (paper, on) in enumerate(rows, 1)]
