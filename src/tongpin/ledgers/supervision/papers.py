"""The feedback to a unit as a Word paper."""

from __future__ import annotations

from tongpin.documents.papers import rendered
from tongpin.ledgers.supervision import queries
from tongpin.ledgers.supervision.models import Check, Result
from tongpin.rules.explain import full_day


def feedback(row: Check) -> bytes:
    """督查反馈意见 for the checked unit."""
    assert row.round is not None
    entries = queries.entries(row)
    found = [e for e in entries if e.record is not None and e.record.result == Result.PROBLEM]
    sender = row.round.unit
    day = row.finished_on or row.on
    return rendered(
        sender,
        "supervision.feedback",
        {
            "unit": row.unit.name,
            "round": row.round.title,
            "team": row.round.team.name,
            "on": full_day(row.on) if row.on else "",
            "list": row.checklist.name,
            "seen": str(sum(e.record is not None for e in entries)),
            "found": str(len(found)),
            "words": row.feedback or "",
            "problems": [
                {
                    "number": str(number), "title": e.item.text, "note": e.record.note,
                    "due": _due(e.record.problem),
                }
                for number, e in enumerate(found, 1) if e.record is not None
            ],
            "organ": row.round.team.name,
            "day": full_day(day) if day else "",
        },
    )  # fmt: skip


def _due(problem: object) -> str:
    due = getattr(problem, "due_on", None)
    return full_day(due) if due else ""
