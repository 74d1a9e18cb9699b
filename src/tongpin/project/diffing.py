"""`tongpin rules diff`: the findings and open matters that a local rulebook would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.duties.models import Finding
from tongpin.duties.rulebook import Local, in_force
from tongpin.duties.trying import in_order, tried, years_from
from tongpin.duties.vetting import MOST_TEXT, title_of, vetted
from tongpin.rules.finding import Verdict

TRIAL = "trial"


def changed_by(file: str, since: date | None) -> list[dict[str, Any]]:
    """One row a finding or matter that would be another; Refused for a file that can't be used."""
    path = Path(file)
    try:
        if path.stat().st_size > MOST_TEXT * 4:
            raise Refused(f"{file}：文件过大。")
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Refused(f"{file}：不是UTF-8编码的文本，请另存为UTF-8。") from None
    except (OSError, ValueError):
        raise Refused(f"{file}：打不开，请检查文件名和权限。") from None
    vetted(text)
    day = since or site_day()
    held = in_force()
    own = Local(TRIAL, title_of(text), text, day)
    found = tried(replace(held, locals=in_order((*held.locals, own))), years_from(day))
    rows = [
        {
            "what": change.what, "unit": f"{change.unit} {change.person}".strip(),
            "title": change.row.title, "window": change.row.window_label,
            "before": said(change.before),
            "after": said(change.after),
            "reason": change.row.reason,
        }
        for change in found.findings
    ]  # fmt: skip
    return rows + [
        {
            "what": "办理中的事项和计算", "unit": matter.row.unit, "title": matter.row.what, "window": "",
            "before": matter.before.state if matter.before else None,
            "after": matter.after.state if matter.after else None, "reason": matter.row.words,
        }
        for matter in found.matters
    ]  # fmt: skip


def said(row: Finding | None) -> str | None:
    """The verdict in Chinese."""
    return None if row is None else Verdict(row.verdict).label


def print_changes(rows: Sequence[dict[str, Any]]) -> None:
    """A line a change, and how many there are."""
    for row in rows:
        turned = f"{row['before'] or '没有'} → {row['after'] or '没有'}"
        print(f"[{row['what']}] {row['unit']} {row['title']} {row['window']}：{turned}")
        if row["reason"]:
            print(f"    {row['reason']}")
    print(f"共有 {len(rows)} 处会变。" if rows else "现有的判定都不会变。")
