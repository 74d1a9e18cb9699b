"""The reply to a directive and the register as Word papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tongpin.documents.papers import rendered
from tongpin.ledgers.directives import queries
from tongpin.ledgers.directives.models import Directive
from tongpin.org.models import Unit
from tongpin.rules.explain import full_day

MOST = 500


def reply(row: Directive, day: date) -> bytes:
    """落实情况报告; before the reply is given, what there is of it."""
    held = row.gathering
    told = f"{full_day(held.held_on)}召开会议（{held.topic}）传达学习。" if held else ""
    return rendered(
        row.unit,
        "directives.reply",
        {
            "issuer": row.issuer,
            "title": row.title,
            "number": f"（{row.number}）" if row.number else "",
            "received": full_day(row.received_on),
            "transmitted": told or ("本件不需要传达。" if not row.must_transmit else "还没有传达。"),
            "reply": row.reply or _last_stage(row),
            "measures": [
                {
                    "number": str(m.number), "text": m.text,
                    "who": f"{m.responsible_unit}{m.responsible_name}", "due": _short(m.due_on),
                    "done": _short(m.done_on),
                }
                for m in queries.measures(row)
            ],
            "organ": row.unit.name,
            "day": full_day(row.replied_on or day),
        },
    )  # fmt: skip


def _last_stage(row: Directive) -> str:
    last = row.stages.order_by("-pk").first()
    return last.words if last is not None else ""


def register(unit: Unit, rows: Iterable[Any], year: int, day: date) -> bytes:
    """上级部署登记簿 of a year."""
    return rendered(
        unit,
        "directives.register",
        {
            "organ": unit.name,
            "year": str(year),
            "rows": [
                {
                    "number": r.number, "title": r.title, "issuer": r.issuer,
                    "received": _short(r.received_on), "due": _short(r.due_on),
                    "stage": queries.standing_of(r, day).stage.label,
                }
                for r in rows
            ],
        },
    )  # fmt: skip


def _short(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
