"""The outline of a paper: head, sections, measures and their items, from lines, numbers and tables.

A measure is the first numbered level below a section: （一）, or 1. where there is none, or a table
row. Numbers may repeat, restart or be missing: order decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence as Many
from itertools import pairwise

from tongpin.formats.head import DATE_LINE, read_head
from tongpin.formats.headings import is_title, measure_title, section_title
from tongpin.formats.layout import Line, paragraphs
from tongpin.formats.masking import names_masked
from tongpin.formats.numbering import RANKS, Marker, Sequence, at_start, inside
from tongpin.formats.structure import MEASURE_KINDS, Item, Measure, Outline, Section
from tongpin.formats.tables import read_table
from tongpin.formats.text import shadow

SECTION_KINDS = ("part", "cn")
ATTACHMENT = re.compile(r"附件\d{0,2}[：:]?|附[：:]")


def outline(source: str) -> Outline:
    """Read the outline of a paper's text."""
    lines = paragraphs(source)
    text = "\n".join(line.text for line in lines)
    found = Outline(text, shadow(text))
    offsets = _offsets(lines)
    found.gaps = frozenset(
        offsets[n] + gap for n, line in enumerate(lines) for gap in line.gaps if gap
    )
    end = _end_of_paper(lines, offsets, len(text))
    markers = _markers(lines, offsets, found, end)
    rows = [n for n, line in enumerate(lines) if line.row and offsets[n] < end]
    first = min(
        [m.start for m in markers if m.kind in (*SECTION_KINDS, *MEASURE_KINDS)]
        + [offsets[n] for n in rows],
        default=end,
    )
    read_head(found, lines, offsets, first, source)
    if len(rows) >= 2 and read_table(found, lines, offsets, rows):
        return found
    _sections(found, markers, end)
    _measures(found, markers, end)
    return found


def _offsets(lines: Many[Line]) -> list[int]:
    result, position = [], 0
    for line in lines:
        result.append(position)
        position += len(line.text) + 1
    return result


def _end_of_paper(lines: Many[Line], offsets: Many[int], length: int) -> int:
    """Where attachments, copies and the signature begin."""
    end = length
    for n, line in enumerate(lines):
        if n > 3 and ATTACHMENT.match(shadow(line.text)) and len(line.text) < 60:
            end = offsets[n]
            break
    tail = [n for n in range(len(lines)) if offsets[n] < end]
    while tail:
        words = shadow(lines[tail[-1]].text)
        plain = len(words) <= 30 and words[-1:] not in "。；！" and not lines[tail[-1]].row
        if not (
            plain
            and (
                DATE_LINE.search(words)
                or _names_an_organ(words)
                or words.startswith(("抄送", "主题词"))
            )
        ):
            break
        end = offsets[tail.pop()]
    return end


def _names_an_organ(line: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:中共)?[^，。：；、]{2,24}(?:委员会|党委|党组|党总支|支部|局|办公室|部|中心|站|所|公司|学校|医院)(?:（章）|（盖章）)?",
            line,
        )
    )


def _markers(lines: Many[Line], offsets: Many[int], found: Outline, end: int) -> list[Marker]:
    masked = names_masked(found.shadow)
    sequence, result = Sequence(), []
    for n, line in enumerate(lines):
        start = offsets[n]
        if line.row or start >= end:
            continue
        plain = masked[start : start + len(line.text)]
        marker = at_start(plain, start, found.text)
        if (
            marker is not None
            and marker.kind == "word"
            and (marker.number or 0) > 1
            and "word" not in sequence.last
        ):
            marker = None
        if marker is not None:
            sequence.note(marker)
            result.append(marker)
        first = marker.end - start if marker is not None else 0
        result += inside(plain, start, found.text, line.gaps, sequence, first)
    return result


# ------------------------------------------------------------------------------ numbered papers


def _sections(found: Outline, markers: list[Marker], end: int) -> None:
    kind = _section_kind(markers)
    own = [m for m in markers if m.kind == kind] if kind else []
    if kind is not None:
        found.measure_kinds = tuple(
            k for k in (*SECTION_KINDS, *MEASURE_KINDS) if RANKS[k] > RANKS[kind]
        )
    others = [m.start for m in markers if m.kind in found.measure_kinds]
    if own and own[0].number == 2:
        _unnumbered_section(found, own[0], others)
    expected = len(found.sections) + 1
    for n, marker in enumerate(own):
        stop = own[n + 1].start if n + 1 < len(own) else end
        at = bisect_left(others, marker.end)
        inner = min(others[at], stop) if at < len(others) else stop
        title, body = section_title(found, marker.end, inner)
        found.sections.append(Section(marker.label, title, marker.start, stop, body))
        if marker.number != expected:
            found.warnings.append(
                f"部分的序号不连续：“{marker.label}、{title[:12]}”应为第{expected}个。"
            )
        expected = (marker.number or expected) + 1


def _section_kind(markers: list[Marker]) -> str | None:
    """第一部分 or 一、; where neither stands, （一） or 1. if numbered lines stand below them."""
    for kind in SECTION_KINDS:
        if any(m.kind == kind for m in markers):
            return kind
    lines = [m.kind for m in markers if m.at_line]
    for kind, below in (("bcn", ("ar",)), ("ar", ("dec",))):
        if kind in lines:
            under = sum(a == kind and b in below for a, b in pairwise(lines))
            return kind if under * 2 >= lines.count(kind) else None
    return None


def _unnumbered_section(found: Outline, second: Marker, others: Many[int]) -> None:
    """The first heading has lost its number: the last title-like line before 二、 and its text."""
    first = min((o for o in others if o < second.start), default=second.start)
    start, stop = found.preamble
    line_start = start
    place: tuple[int, int] | None = None
    while line_start < min(first, second.start):
        line_end = found.text.find("\n", line_start, second.start)
        line_end = second.start if line_end < 0 else line_end
        line = found.shadow[line_start:line_end]
        if 4 <= len(line) <= 30 and line[-1] not in "。；，：" and is_title(line, alone=True):
            place = (line_start, line_end)
            if first == second.start:
                break
        line_start = line_end + 1
    if place is None:
        return
    title = found.text[place[0] : place[1]].strip()
    found.sections.append(Section("一", title, place[0], second.start, place[1]))
    found.preamble = (start, min(stop, place[0]))
    found.warnings.append(f"“{title[:12]}”前没有序号，按第一部分读取，请核对。")


def _measures(found: Outline, markers: list[Marker], end: int) -> None:
    kinds = {m.kind for m in markers}
    kind = next((k for k in found.measure_kinds if k in kinds), None)
    if kind is None:
        return
    starts = [m.start for m in markers]
    places: list[tuple[int | None, int, int]] = [
        (n, s.body, s.end) for n, s in enumerate(found.sections)
    ]
    if not places:
        places = [(None, found.preamble[1], end)]
    last_number = 0
    for section, start, stop in places:
        inner = markers[bisect_left(starts, start - 1) : bisect_left(starts, stop)]
        own = [m for m in inner if m.kind == kind]
        if not own:
            other = next(
                (k for k in found.measure_kinds if any(m.kind == k and m.at_line for m in inner)),
                None,
            )
            own = [m for m in inner if m.kind == other] if other else []
        if own and own[0].number == 2 and last_number != 1:
            _unnumbered_measure(found, own[0], start, section)
        last_number = own[-1].number or 0 if own else last_number
        seen: set[str] = set()
        for n, marker in enumerate(own):
            last = own[n + 1].start if n + 1 < len(own) else stop
            within = markers[bisect_left(starts, marker.end) : bisect_left(starts, last)]
            found.measures.append(_measure(found, marker, last, section, within))
            if marker.label in seen and marker.kind != "dash":
                found.warnings.append(f"措施的序号重复：{marker.label}。按先后顺序读取，请核对。")
            seen.add(marker.label)


def _unnumbered_measure(found: Outline, second: Marker, start: int, section: int | None) -> None:
    """The first measure of a section has lost its number; a lead without a title is none."""
    while start < second.start and found.text[start] in "\n ":
        start += 1
    stop = second.start
    while stop > start and found.text[stop - 1] in "\n ":
        stop -= 1
    if stop - start < 8:
        return
    title, body = measure_title(found, start, stop, -1)
    if title is None:
        return
    label = {"bcn": "（一）", "bar": "（1）"}.get(second.kind, "1")
    found.measures.append(Measure(label, title, start, stop, body, section))
    found.warnings.append(f"“{title[:12]}”前没有序号，按第一条措施读取，请核对。")


def _measure(
    found: Outline, marker: Marker, stop: int, section: int | None, markers: list[Marker]
) -> Measure:
    while stop > marker.end and found.text[stop - 1] in "\n ":
        stop -= 1
    deeper = [m for m in markers if m.start < stop and m.rank > marker.rank]
    first = deeper[0].start if deeper else stop
    title, body = measure_title(found, marker.end, stop, first if deeper else -1)
    if not deeper:
        return Measure(marker.label, title, marker.start, stop, body, section)
    rank = min(m.rank for m in deeper)
    own = [m for m in deeper if m.rank == rank]
    ends = [m.start for m in own[1:]] + [stop]
    items = tuple(
        Item(m.label, found.text[m.end : after].strip("\n；;"), m.start, after)
        for m, after in zip(own, ends, strict=True)
    )
    return Measure(marker.label, title, marker.start, stop, body, section, items)
