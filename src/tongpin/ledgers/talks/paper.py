"""记录表 of a talk or an inquiry as a Word paper; what was said is in it, so taking it out is a reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongpin.documents.papers import rendered
from tongpin.ledgers.talks import queries
from tongpin.ledgers.talks.forms_on_paper import INQUIRY, TALK
from tongpin.ledgers.talks.models import Kind, Matter, Step
from tongpin.rules.book import Book
from tongpin.rules.explain import full_day


def has_paper(row: Matter) -> bool:
    """Whether there is a form for the kind: a sanction has the decision itself."""
    return row.kind != Kind.SANCTION


def record_form(book: Book, row: Matter, words: Mapping[int, str], day: date) -> tuple[str, bytes]:
    """`(title, docx)`; `words` are the sealed contents by step, as `actions.read` gives them.

    Before the talk it is the form to take along: what has not happened yet stays blank.
    """
    steps = [item for item in row.steps.all() if not item.is_withdrawn]
    who = {
        "number": str(row), "unit": row.unit.name, "person": row.person.name,
        "branch": str(row.person.home), "cause": row.get_cause_display(), "brief": words.get(0, ""),
    }  # fmt: skip
    if row.kind == Kind.INQUIRY:
        values = who | _inquiry(book, row, steps, words)
        return INQUIRY.title, rendered(row.unit, INQUIRY.key, values)
    values = who | _talk(book, row, steps, words, day)
    return f"{row.get_kind_display()}记录表", rendered(row.unit, TALK.key, values)


def _talk(
    book: Book, row: Matter, steps: list[Step], words: Mapping[int, str], day: date
) -> dict[str, Any]:
    by_key = {item.step: item for item in steps}
    approved, held = by_key.get("approved"), by_key.get("talk")
    titles = queries.procedure(book, row)
    ends = queries.progress(book, row, day).days.get("effect_ends")
    talker = row.talker.name if row.talker else ""
    return {
        "kind": row.get_kind_display(),
        "approver": _said(approved, "by"), "approved": _on(approved),
        "talker": _said(held, "by") or talker, "held": _on(held), "place": _said(held, "place"),
        "words": words.get(held.pk, "") if held else "",
        "effect": f"影响期至{full_day(ends)}。" if ends else "",
        "after": [
            {
                "step": titles.by_key[item.step].title, "on": _on(item),
                "by": _said(item, "by") or _said(item, "signed_by_leader"),
                "words": words.get(item.pk, ""),
            }
            for item in steps
            if item.step not in ("cause", "approved", "talk")
        ]
        or [{}],  # a line for the pen
    }  # fmt: skip


def _inquiry(
    book: Book, row: Matter, steps: list[Step], words: Mapping[int, str]
) -> dict[str, Any]:
    by_key = {item.step: item for item in steps}
    sent, replied, outcome = (by_key.get(key) for key in ("sent", "replied", "concluded"))
    due = queries.reply_due_on(book, row.opened_on)
    return {
        "sender": _said(sent, "by") or row.unit.name, "sent": full_day(row.opened_on),
        "due": full_day(due) if due else "", "replied": _on(replied),
        "late": _said(replied, "reason"), "reply": words.get(replied.pk, "") if replied else "",
        "outcome": words.get(outcome.pk, "") if outcome else "",
    }  # fmt: skip


def _said(item: Step | None, name: str) -> str:
    return str(item.values.get(name, "")) if item else ""


def _on(item: Step | None) -> str:
    return full_day(item.on) if item else ""
