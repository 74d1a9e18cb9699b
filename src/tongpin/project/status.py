"""The readable table of `tongpin status`."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

COLOURS = {"overdue": "31", "due_soon": "33", "cannot_tell": "35", "met": "32", "met_late": "32"}


def width(text: str) -> int:
    """Columns that the text takes in a terminal: wide characters count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """The text filled with blanks to the number of columns."""
    return text + " " * max(0, columns - width(text))


def print_table(rows: Iterable[Mapping[str, Any]], day: date) -> None:
    """One block a unit, one line a duty and window: verdict, what, period, why."""
    colour = sys.stdout.isatty()
    everything: Counter[str] = Counter()
    for unit, group in groupby(rows, key=lambda r: r["unit"]):
        print(f"\n{unit}")
        for row in group:
            everything[row["verdict_label"]] += 1
            mark = padded(f"[{row['verdict_label']}]", 12)
            if colour and row["verdict"] in COLOURS:
                mark = f"\033[{COLOURS[row['verdict']]}m{mark}\033[0m"
            print(f"  {mark}{padded(row['title'], 34)} {row['window_start']}～{row['window_end']}")
            print(f"              {row['reason']}（{row['citation']}）")
    if not everything:
        print("没有可判定的责任：请先导入并采用年度工作意见。")
        return
    print(f"\n判定日 {day}：" + "，".join(f"{k} {v}" for k, v in everything.most_common()))
