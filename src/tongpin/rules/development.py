"""发展党员: the 25 steps followed from a JSON case, and the dates that matter to the person.

《中国共产党发展党员工作细则》 2014 and 2026; the procedure and its numbers are data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .book import Book
from .elements import Element
from .following import follow
from .procedure import Event, Progress
from .refusal import Refusal
from .voting import Count, check

KEY = "development"
MOST_EVENTS = 500
_DECISIONS = ("on_time", "extend", "disqualify")
_VOTE = ("entitled", "present", "yes", "written_yes")


def case(book: Book, events: Sequence[Event], *, born: date | None, as_of: date) -> Progress:
    """A case judged as of a day."""
    return follow(book, book.procedure(KEY), events, as_of=as_of, born=born)


def conversion(events: Sequence[Event], progress: Progress) -> date | None:
    """The day of conversion, from which 党龄 counts: the end of the probation, however late the
    meeting (2014 art. 34, 2026 art. 33); None until a meeting converted on time.
    """
    decided = any(
        event.step == "conversion_meeting" and event.values.get("decision") == "on_time"
        for event in events
    )
    if not decided or "conversion_meeting" not in progress.done:
        return None
    return progress.days["probation_ends"]


def stage(events: Sequence[Event], progress: Progress) -> str:
    """applicant, activist, object, probationary, full_member or disqualified."""
    lost = any(
        event.step == "conversion_meeting" and event.values.get("decision") == "disqualify"
        for event in events
    )
    return "disqualified" if lost and progress.stage == "full_member" else progress.stage


def development_answer(book: Book, element: Element) -> dict[str, Any]:
    """One case in the shape of the command-line contract; Refusal for anything not understood."""
    as_of = element.day("as_of")
    born = element.day("born") if element.has("born") else None
    if born is not None and born > as_of:
        raise Refusal("bad_born", "born 晚于 as_of，请核对出生日期和判定日。")
    rows = element.values.get("events")
    if not isinstance(rows, list) or len(rows) > MOST_EVENTS:
        raise Refusal("bad_events", f"events 应是列表，最多 {MOST_EVENTS} 项。")
    events = [event for event in (_event(book, row) for row in rows) if event.on <= as_of]
    progress = case(book, events, born=born, as_of=as_of)
    converted = conversion(events, progress)
    return {
        "stage": stage(events, progress),
        "verdicts": [
            {
                "step": item.step,
                "rule": item.rule,
                "verdict": item.verdict.value,
                "message": item.message,
            }
            for item in progress.judgements
        ],
        "next": [
            {"step": item.step, "earliest": _iso(item.earliest), "latest": _iso(item.latest)}
            for item in progress.next
        ],
        "missing": list(progress.missing),
        "dates": {
            "probation_ends": _iso(progress.days["probation_ends"]),
            "conversion_date": _iso(converted),
            "seniority_from": _iso(converted),
        },
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _event(book: Book, row: Any) -> Event:
    if not isinstance(row, dict):
        raise Refusal("bad_event", "events 中的每一项应是 JSON 对象。")
    element = Element(row)
    step = element.text("step", list(book.procedure(KEY).by_key))
    on = element.day("on")
    values: dict[str, Any] = {}
    if element.has("to"):
        values["to"] = element.day("to")
        if values["to"] < on:
            raise Refusal("bad_date", f"{step} 的截止日期（to）早于开始日期（on）。")
    for name in ("count", "months"):
        if element.has(name):
            values[name] = element.number(name, most=1000)
    for name in ("days", "hours"):
        if element.has(name):
            values[name] = float(element.money(name))
    if element.has("reason"):
        reason = element.values["reason"]
        if not isinstance(reason, str):
            raise Refusal("bad_reason", "reason 应是文字。")
        values["reason"] = reason.strip()
    if element.has("decision"):
        values["decision"] = element.text("decision", _DECISIONS)
    if element.has("vote"):
        values["vote"] = _vote(element.values["vote"])
    return Event(step, on, values)


def _vote(row: Any) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise Refusal("bad_vote", "vote 应是 JSON 对象。")
    element = Element(row)
    vote: dict[str, Any] = {name: element.optional_number(name) for name in _VOTE}
    if vote["entitled"] is not None and vote["present"] is not None:
        check(Count(**{**vote, "written_yes": vote["written_yes"] or 0}))
    return {**vote, "secret": element.flag("secret")}
