"""Say a finding in Chinese the way an organiser would: where it stands, why, what to mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .checks import CountAtLeast, CountAtMost
from .interval import Period, closed
from .judging import found
from .records import Fact
from .regulation import PROGRESS, DutyEdition, Severity

if TYPE_CHECKING:
    from .finding import Finding

RECORDED_LATE_AFTER = timedelta(days=7)
"""A record written more than this after the day it tells of is called 补记."""

_NAMED_FACTS = 2
_QUOTE_LENGTH = 60
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_HALVES = ("上半年", "下半年")


def chinese_day(day: date, *, beside: date) -> str:
    """3月31日, with the year where it differs from that of the day beside it."""
    year = "" if day.year == beside.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def full_day(day: date) -> str:
    """2020年4月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_label(every: Period | None, start: date) -> str:
    """一季度, 3月, 上半年 or 2020年度: the window that begins on a day."""
    match every:
        case Period.MONTH:
            return f"{start.month}月"
        case Period.QUARTER:
            return _QUARTERS[(start.month - 1) // 3]
        case Period.HALF_YEAR:
            return _HALVES[(start.month - 1) // 6]
    return f"{start.year}年度"


def window_label(finding: Finding) -> str:
    """The window in words; another year than that of the judgement is named."""
    start, _ = closed(finding.window)
    label = span_label(finding.edition.every, start)
    if start.year == finding.as_of.year or label.startswith(str(start.year)):
        return label
    return f"{start.year}年{label}"


def noun(edition: DutyEdition, kinds: Mapping[str, str]) -> str:
    """What is being looked for: 党员大会, or 相应工作 where several kinds would do."""
    names = [kinds.get(kind, kind) for kind in edition.fact_kinds if kind != PROGRESS]
    return "或".join(names) if 0 < len(names) <= _NAMED_FACTS else "相应工作"


def fact_words(fact: Fact, kinds: Mapping[str, str], beside: date) -> str:
    """3月12日主题党日“重温入党誓词”，应到24人，实到22人."""
    kind = kinds.get(fact.kind, "")
    label = fact.label if kind and kind in fact.label else kind
    if fact.label and label != fact.label:
        quoted = fact.label if "“" in fact.label else f"“{fact.label}”"
        label = f"{kind}{quoted}"
    words = chinese_day(fact.on, beside=beside) + label
    entitled, present = fact.values.get("entitled"), fact.values.get("present")
    if entitled is not None and present is not None:
        words += f"，应到{entitled}人，实到{present}人"
    return words


def _facts(finding: Finding) -> str:
    facts = finding.counted
    if len(facts) <= _NAMED_FACTS:
        return "；".join(fact_words(fact, finding.kinds, finding.as_of) for fact in facts)
    return f"最近一次为{fact_words(facts[-1], finding.kinds, finding.as_of)}"


def _seen(finding: Finding) -> str:
    """Why facts were not counted; days that share a reason are named together."""
    days: dict[str, list[str]] = {}
    for item in finding.seen:
        days.setdefault(item.clause or item.why, []).append(_day(finding, item.fact.on))
    clauses = [f"{'、'.join(some)}的{clause}" for clause, some in days.items()]
    return "；".join(clauses[:_NAMED_FACTS])


def _bracketed(words: str) -> str:
    return f"（{words}）" if words else ""


def _have(finding: Finding) -> str:
    """What there is so far: 尚无党员大会记录, or 应有2次，目前1次."""
    edition, counted = finding.edition, len(finding.counted)
    if not counted:
        left = finding.outcome.missing if finding.outcome else ""
        return f"尚无{noun(edition, finding.kinds)}记录{_bracketed(left)}"
    if isinstance(edition.check, CountAtLeast):
        return f"应有{finding.needed}次，目前{counted}次"
    outcome = finding.outcome
    return found(edition.check, outcome) if outcome else f"已有{counted}次"


def _limit(finding: Finding) -> date:
    return finding.deadline or closed(finding.window)[1]


def _day(finding: Finding, day: date) -> str:
    return chinese_day(day, beside=finding.as_of)


def _reason_met(finding: Finding) -> str:
    if finding.edition.bound == "max":
        return f"{window_label(finding)}共{len(finding.counted)}次，未超过{finding.needed}次。"
    outcome, check = finding.outcome, finding.edition.check
    if outcome is not None and not isinstance(check, CountAtLeast):
        named = f"：{_facts(finding)}" if finding.counted else ""
        return f"{found(check, outcome)}{named}。"
    facts = _facts(finding)
    if len(finding.counted) > 1:
        return f"已有{len(finding.counted)}次，{facts}。"
    return f"{facts}。"


def _reason_met_late(finding: Finding) -> str:
    limit, last = _limit(finding), finding.counted[-1]
    if isinstance(finding.edition.check, CountAtLeast):
        last = finding.counted[finding.needed - 1]
    done = fact_words(last, finding.kinds, finding.as_of)
    days = (last.on - limit).days
    how = f"晚了{days}天" if days > 0 else "已办结，其中有的晚于期限"
    return f"应于{_day(finding, limit)}前完成，{done}，{how}。"


def _reason_overdue(finding: Finding) -> str:
    if isinstance(finding.edition.check, CountAtMost):
        times = finding.edition.check.times
        return f"{window_label(finding)}已有{len(finding.counted)}次，超过规定的{times}次。"
    limit = _limit(finding)
    late = (finding.as_of - limit).days
    return (
        f"{_day(finding, limit)}应完成，已逾期{late}天；"
        f"{window_label(finding)}{_have(finding)}{_bracketed(_seen(finding))}。"
    )


def _remaining(finding: Finding) -> str:
    days = (_limit(finding) - finding.as_of).days
    return f"还有{days}天" if days else "今天到期"


def _reason_due(finding: Finding) -> str:
    if finding.edition.is_qualitative:
        so_far = ""
        if finding.counted:
            so_far = f"已有{len(finding.counted)}次相关记录，{_facts(finding)}；"
        return f"{so_far}文件未写明次数和期限，办结后请登记进展{_bracketed(_seen(finding))}。"
    limit = _day(finding, _limit(finding))
    return (
        f"{limit}前应完成，{_remaining(finding)}；"
        f"{window_label(finding)}{_have(finding)}{_bracketed(_seen(finding))}。"
    )


def _reason_not_yet(finding: Finding) -> str:
    if finding.because:
        return f"{finding.because}。"
    if finding.edition.is_qualitative:
        return f"尚未到{window_label(finding)}。"
    limit = _day(finding, _limit(finding))
    return f"尚未到{window_label(finding)}，{limit}前完成即可。"


def _reason_given(finding: Finding) -> str:
    return f"{finding.because}。"


_REASONS: Mapping[str, Callable[[Finding], str]] = {
    "not_yet": _reason_not_yet,
    "due": _reason_due,
    "due_soon": _reason_due,
    "met": _reason_met,
    "met_late": _reason_met_late,
    "overdue": _reason_overdue,
    "waived": _reason_given,
    "not_applicable": _reason_given,
    "cannot_tell": _reason_given,
}


def reason(finding: Finding) -> str:
    """The one sentence of a list row."""
    return _REASONS[finding.verdict.value](finding)


_STANDINGS: Mapping[str, str] = {
    "not_yet": "暂不判定",
    "due": "待办",
    "due_soon": "临近期限",
    "met": "已完成",
    "met_late": "逾期完成",
    "overdue": "尚未完成",
    "waived": "已免除",
    "not_applicable": "不适用此项",
    "cannot_tell": "尚待核实",
}


def explanation(finding: Finding) -> str:
    """What is asked and where; where it stands on the day; what to mind, if anything."""
    where = finding.subject.name
    if finding.verdict.is_done or finding.verdict.value == "waived":
        where += window_label(finding)
    standing = _STANDINGS[finding.verdict.value]
    if finding.edition.bound == "max" and finding.verdict.value == "overdue":
        standing = "已超次数"
    judged = f"截至{full_day(finding.as_of)}，{where}{standing}：{reason(finding)}"
    remarks = "；".join(_remarks(finding))
    return _basis(finding) + judged + (f"{remarks}。" if remarks else "")


def _basis(finding: Finding) -> str:
    edition = finding.edition
    if edition.accepts_progress:
        quote = edition.text.strip().strip("。；;")
        if len(quote) > _QUOTE_LENGTH:
            quote = f"{quote[:_QUOTE_LENGTH]}……"
        return f"{edition.cite.label}提出：“{_inner_quotes(quote)}”。"
    if finding.rule.severity is Severity.CONFIG:
        return f"{edition.text}。"
    return f"{edition.cite.label}规定，{edition.text}。"


def _inner_quotes(text: str) -> str:
    """Quotation marks inside a quotation become single ones (GB/T 15834)."""
    return text.replace("“", "‘").replace("”", "’")


def _remarks(finding: Finding) -> list[str]:
    edition = finding.edition
    if finding.verdict.value in ("not_applicable", "waived"):
        return []
    remarks = []
    late = [fact for fact in finding.counted if _is_recorded_late(fact)]
    if late:
        days = "、".join(_day(finding, fact.on) for fact in late[:_NAMED_FACTS])
        more = f"等{len(late)}次" if len(late) > _NAMED_FACTS else ""
        remarks.append(f"其中{days}{more}的记录为事后补记")
    if edition.usual_months and any(not _is_usual(edition, fact) for fact in finding.counted):
        remarks.append(f"一般安排在{usual_label(edition.usual_months)}，提前或推迟的请留存上级意见")
    if finding.provisional:
        remarks.append("所涉年度的工作日安排尚未核定，期限为暂算")
    if edition.cite.confidence.is_doubtful:
        remarks.append("此条尚待核实原文，暂只作提醒")
    if edition.note:
        remarks.append(edition.note)
    return remarks


def _is_recorded_late(fact: Fact) -> bool:
    return fact.recorded_on is not None and fact.recorded_on - fact.on > RECORDED_LATE_AFTER


def _is_usual(edition: DutyEdition, fact: Fact) -> bool:
    first, last = edition.usual_months or (1, 12)
    return first <= fact.on.month <= last


def usual_label(months: tuple[int, int]) -> str:
    """第四季度 for (10, 12), otherwise the months."""
    if months == (10, 12):
        return "第四季度"
    return f"{months[0]}月至{months[1]}月"
