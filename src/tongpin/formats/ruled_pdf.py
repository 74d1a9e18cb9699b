"""Ruled papers as PDF, set by typst: every text is data to it and never markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst

from tongpin.formats.errors import FormatError
from tongpin.formats.ruled import NUMBERS, Ledger, Paper, shown

MOST_ROWS = 5_000
SONG = (
    "FandolSong", "SimSun", "NSimSun", "Source Han Serif SC", "Noto Serif CJK SC",
    "Noto Serif SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei",
)  # fmt: skip
HEI = (
    "FandolHei", "SimHei", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", *SONG,
)  # fmt: skip
NO_FONT = (
    "这台机器上没有找到中文字体，生成不了 PDF。请系统管理员安装一种中文字体"
    "（如 fonts-noto-cjk、思源宋体），重新启动后再试；也可以先导出表格。"
)


def as_pdf(paper: Paper) -> bytes:
    """The paper on A4. Raises FormatError `no_font` without a Chinese font, `too_long` beyond `MOST_ROWS`."""
    if isinstance(paper, Ledger) and len(paper.rows) > MOST_ROWS:
        raise FormatError("too_long", f"超过 {MOST_ROWS} 行，不适合打印，请导出表格。")
    fonts, body, head = _fonts()
    data = json.dumps({**_plain(paper), "body": body, "head": head}, ensure_ascii=False)
    pdf: bytes = typst.compile(
        _template(), font_paths=fonts, format="pdf", sys_inputs={"paper": data.replace("\x00", "")}
    )
    return pdf


def _plain(paper: Paper) -> dict[str, Any]:
    """The paper with every cell as the text that is printed."""
    if not isinstance(paper, Ledger):
        return {**asdict(paper), "kind": "slip"}
    kinds = [c.kind for c in paper.columns]
    rows = [[shown(v, k) for v, k in zip(row, kinds, strict=True)] for row in paper.rows]
    sums = [shown(v, k) for v, k in zip(paper.sums, kinds, strict=True)] if paper.sums else []
    columns = [
        {"label": c.label, "width": c.width, "right": c.kind in NUMBERS} for c in paper.columns
    ]
    return {
        "kind": "ledger", "title": paper.title, "above": paper.above, "columns": columns,
        "rows": rows, "sums": sums, "notes": paper.notes, "foot": paper.foot,
        "wide": paper.is_wide,
    }  # fmt: skip


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("tongpin.formats") / "ruled.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> tuple[typst.Fonts, str, str]:
    """The machine's fonts with the names of one for the body and one for heads."""
    fonts = typst.Fonts()
    known = set(fonts.families())
    body, head = chosen(known, SONG), chosen(known, HEI)
    return fonts, body, head


def chosen(known: set[str], wanted: tuple[str, ...]) -> str:
    """The first wanted family that the machine has; FormatError where it has none."""
    for family in wanted:
        if family in known:
            return family
    raise FormatError("no_font", NO_FONT)
