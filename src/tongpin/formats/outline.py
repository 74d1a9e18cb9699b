"""The outline of a paper: head, sections, measures and their items, from lines, numbers and tables.

A measure is the first numbered level below a section: （一）, or 1. where there is none, or a table
row. Numbers may repeat, restart or be missing: order decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Many
from dataclasses import dataclass, field

from tongpin.formats import frequency
from tongpin.formats.layout import Line, paragraphs
from tongpin.formats.lexicon import lexicon
from tongpin.formats.masking import names_masked
from tongpin.formats.numbering import Marker, Sequence, at_start, inside
from tongpin.formats.text import shadow

SECTION_KINDS = ("part", "cn")
MEASURE_KINDS = ("bcn", "ar", "dec", "par", "bar", "circ", "dash")
DOCUMENT_NUMBER = re.compile(
    r"[一-龥XxＸ×*]{2,20}[〔﹝\[【（(]\s*(20\d\d)\s*[〕﹞\]】）)]\s*(?:第)?[\dXx×_]{1,5}号"
)
DATE_LINE = re.compile(r"(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,3}日")
ATTACHMENT = re.compile(r"附件\d{0,2}[：:]?|附[：:]")
YEAR = re.compile(r"(20\d\d)年?|二[〇○零]([〇○零一二三四五六七八九]{2})年")
LONGEST_TITLE, LONGEST_HEAD = 45, 90


@dataclass(frozen=True, slots=True)
class Section:
    """一、 with its title; `start`..`end` is the whole section."""

    number: str
    title: str
    start: int
    end: int
    body: int


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a measure's outermost enumeration."""

    number: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure; `body` is where its text begins behind number and title."""

    number: str
    title: str | None
    start: int
    end: int
    body: int
    section: int | None
    items: tuple[Item, ...] = ()
    columns: dict[str, tuple[int, int]] | None = None


@dataclass
class Outline:
    """The structure of a paper over its cleaned text."""

    text: str
    shadow: str
    title: str | None = None
    year: int | None = None
    issuer: str | None = None
    document_number: str | None = None
    preamble: tuple[int, int] = (0, 0)
    sections: list[Section] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def outline(source: str) -> Outline:
    """Read the outline of a paper's text."""
    lines = paragraphs(source)
    text = "\n".join(line.text for line in lines)
    found = Outline(text, shadow(text))
    offsets = _offsets(lines)
    end = _end_of_paper(lines, offsets, len(text))
    markers = _markers(lines, offsets, found, end)
    rows = [n for n, line in enumerate(lines) if line.row and offsets[n] < end]
    first = min(
        [m.start for m in markers if m.kind in (*SECTION_KINDS, *MEASURE_KINDS)]
        + [offsets[n] for n in rows],
        default=end,
    )
    _head(found, lines, offsets, first)
    if len(rows) >= 2 and _table(found, lines, offsets, rows):
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
        line = shadow(lines[tail[-1]].text)
        plain = len(line) <= 30 and line[-1:] not in "。；！" and not lines[tail[-1]].row
        if not (
            plain
            and (
                DATE_LINE.search(line)
                or _names_an_organ(line)
                or line.startswith(("抄送", "主题词"))
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


def _head(found: Outline, lines: Many[Line], offsets: Many[int], first: int) -> None:
    """Title, number, issuer and year from the lines before the first number."""
    words = lexicon().titles
    head = [n for n in range(len(lines)) if offsets[n] < first]
    group: list[int] = []
    title: list[int] = []
    for n in head:
        line = shadow(lines[n].text)
        number = DOCUMENT_NUMBER.search(line)
        if number is not None and len(line) < 40:
            found.document_number = number.group()
            group = []
            continue
        heading = (
            len(line) <= LONGEST_HEAD
            and line[-1] not in "。；！，"
            and not DATE_LINE.fullmatch(line)
        )
        if not heading or line[-1] in "：:" or lines[n].row:
            group = []
            if line[-1] not in "：:" and title:
                break
            continue
        group.append(n)
        if words.search(line) and len("".join(lines[i].text for i in group)) <= LONGEST_HEAD:
            title = list(group)
            break
    if (
        not title
        and head
        and len(lines[head[0]].text) <= 40
        and lines[head[0]].text[-1] not in "。；："
    ):
        title = [head[0]]
    if title:
        found.title = "".join(lines[i].text for i in title)
    elif head:
        found.title = _run_in_title(found, lines[head[0]].text)
    behind = offsets[title[-1]] + len(lines[title[-1]].text) + 1 if title else 0
    found.preamble = (min(behind, first), first)
    _year_and_issuer(found)


def _run_in_title(found: Outline, line: str) -> str | None:
    """The title of a paper without line breaks: what stands before the first sentence."""
    words = lexicon().titles
    for match in words.finditer(shadow(line[:60])):
        before = line[: match.end()]
        if len(line) > 100 and not re.search("[，。；：]", shadow(before)) and match.start() > 3:
            return before
    return None


def _year_and_issuer(found: Outline) -> None:
    for place in (found.title or "", found.document_number or "", found.text[:2000]):
        match = YEAR.search(shadow(place))
        if match is not None:
            found.year = int(match[1]) if match[1] else 2000 + _two_digits(match[2])
            break
    if found.title is None:
        return
    match = re.match(r"(.{2,40}?)(?:关于|20\d\d年|20_|二[〇○零]..年)", found.title)
    if match is not None and not match[1].startswith(("印发", "关于")):
        found.issuer = match[1]


def _two_digits(words: str) -> int:
    digits = "零一二三四五六七八九"
    values = [0 if c in "〇○" else digits.index(c) for c in words]
    return values[0] * 10 + values[1]


# ------------------------------------------------------------------------------ numbered papers


def _sections(found: Outline, markers: list[Marker], end: int) -> None:
    kind = next((k for k in SECTION_KINDS if any(m.kind == k for m in markers)), None)
    own = [m for m in markers if m.kind == kind] if kind else []
    others = [m.start for m in markers if m.kind in MEASURE_KINDS]
    expected = 1
    for n, marker in enumerate(own):
        stop = own[n + 1].start if n + 1 < len(own) else end
        inner = min([o for o in others if marker.end <= o < stop], default=stop)
        title, body = _section_title(found, marker.end, min(inner, stop))
        found.sections.append(Section(marker.label, title, marker.start, stop, body))
        if marker.number != expected:
            found.warnings.append(
                f"部分的序号不连续：“{marker.label}、{title[:12]}”应为第{expected}个。"
            )
        expected = (marker.number or expected) + 1


def _section_title(found: Outline, start: int, stop: int) -> tuple[str, int]:
    line_end = found.text.find("\n", start, stop)
    line_end = stop if line_end < 0 else line_end
    line = found.shadow[start:line_end]
    cut = _first_mark(line, "。")
    if cut is None and len(line) > LONGEST_TITLE:
        cut = _first_mark(line, "：")
    if cut is None:
        return found.text[start:line_end].strip("。：:；; "), line_end
    return found.text[start : start + cut].strip("。：: "), start + cut + 1


def _measures(found: Outline, markers: list[Marker], end: int) -> None:
    kinds = {m.kind for m in markers}
    kind = next((k for k in MEASURE_KINDS if k in kinds), None)
    if kind is None:
        return
    places: list[tuple[int | None, int, int]] = [
        (n, s.body, s.end) for n, s in enumerate(found.sections)
    ]
    if not places:
        places = [(None, found.preamble[1], end)]
    for section, start, stop in places:
        inner = [m for m in markers if start - 1 <= m.start < stop]
        own = [m for m in inner if m.kind == kind]
        if not own:
            other = next(
                (k for k in MEASURE_KINDS if any(m.kind == k and m.at_line for m in inner)), None
            )
            own = [m for m in inner if m.kind == other] if other else []
        seen: set[str] = set()
        for n, marker in enumerate(own):
            last = own[n + 1].start if n + 1 < len(own) else stop
            found.measures.append(_measure(found, marker, last, section, inner))
            if marker.label in seen and marker.kind != "dash":
                found.warnings.append(f"措施的序号重复：{marker.label}。按先后顺序读取，请核对。")
            seen.add(marker.label)


def _measure(
    found: Outline, marker: Marker, stop: int, section: int | None, markers: list[Marker]
) -> Measure:
    while stop > marker.end and found.text[stop - 1] in "\n ":
        stop -= 1
    deeper = [m for m in markers if marker.end <= m.start < stop and m.rank > marker.rank]
    first = deeper[0].start if deeper else stop
    title, body = _measure_title(found, marker.end, stop, first if deeper else -1)
    items: tuple[Item, ...] = ()
    if deeper:
        rank = min(m.rank for m in deeper)
        own = [m for m in deeper if m.rank == rank]
        items = tuple(
            Item(
                m.label,
                found.text[m.end : _next(own, n, stop)].strip("\n；;"),
                m.start,
                _next(own, n, stop),
            )
            for n, m in enumerate(own)
        )
    return Measure(marker.label, title, marker.start, stop, body, section, items)


def _next(markers: list[Marker], n: int, stop: int) -> int:
    return markers[n + 1].start if n + 1 < len(markers) else stop


def _measure_title(found: Outline, start: int, stop: int, first: int) -> tuple[str | None, int]:
    """The title and where the text begins; None where the measure begins with a sentence.

    `first` is where its items begin, -1 where it has none.
    """
    line_end = found.text.find("\n", start, stop)
    alone = 0 <= line_end
    line_end = stop if line_end < 0 else line_end
    reach = min(line_end, first) if first > start else line_end
    line = found.shadow[start:reach]
    cut = _first_mark(line, "。")
    colon = _first_mark(line, "：")
    if colon is not None and (cut is None or colon < cut) and colon <= 24:
        cut = colon
    if cut is None or cut == len(line) - 1:
        bare = line.rstrip("。：:")
        standing = alone or reach == first or (cut is None and stop == line_end)
        if standing and (alone or reach == first) and _is_title(bare, alone=True):
            return found.text[start : start + len(bare)], reach
        return None, start
    if _is_title(line[:cut], alone=False):
        return found.text[start : start + cut].strip("。：: "), start + cut + 1
    return None, start


def _first_mark(line: str, mark: str) -> int | None:
    """The first mark outside of brackets and quotes."""
    depth = 0
    for n, c in enumerate(line):
        if c in "（(“《":
            depth += 1
        elif c in "）)”》":
            depth = max(0, depth - 1)
        elif c == mark and not depth:
            return n
    return None


_SENTENCE = re.compile(
    r"\d+(?:名|个|人|篇|次|期|学时|天|条|项)(?!标准化|维护|确保|意识|自信)|[一两二三四五六七八九十]次|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:底|\d|份|前)"
)
_ACTS = re.compile(
    r"^(?:各|全体|局|镇|党委|党组|支部|党支部|书记|班子|组织委员)[^，。]{0,12}(?:要|应|须|每|负责|必须)"
)


def _is_title(line: str, *, alone: bool) -> bool:
    plain = names_masked(line)
    if not line or len(line) > (60 if alone else LONGEST_TITLE) or line.count("，") > 2:
        return False
    if _SENTENCE.search(plain) or _ACTS.match(plain):
        return False
    read = frequency.read(plain)
    return read is None


# ---------------------------------------------------------------------------------------- tables


def _table(found: Outline, lines: Many[Line], offsets: Many[int], rows: list[int]) -> bool:
    """Rows as measures, by the roles of the columns; False where no head can be made out."""
    roles: dict[int, str] = {}
    section: int | None = None
    category = ""
    for n in rows:
        cells = _cells(lines[n].text, offsets[n])
        texts = [found.shadow[a:b] for a, b in cells]
        head = _roles(texts)
        if len(head) >= 2 and ("text" in head.values() or "title" in head.values()):
            roles = head
            continue
        if not roles:
            continue
        filled = [t for t in texts if t]
        if len(filled) == 1:
            section = _row_section(found, filled[0], offsets[n], lines[n])
            continue
        spans = {role: cells[c] for c, role in roles.items() if c < len(cells)}
        if "category" in spans and (name := found.shadow[slice(*spans["category"])]) not in (
            "",
            category,
        ):
            category = name
            section = _row_section(found, name, offsets[n], lines[n])
        _row_measure(found, spans, section, offsets[n] + len(lines[n].text))
    _close_sections(found)
    return bool(found.measures)


def _cells(line: str, offset: int) -> list[tuple[int, int]]:
    cells, start = [], 0
    for part in re.split(r"[|｜]", line):
        left = len(part) - len(part.lstrip())
        cells.append((offset + start + left, offset + start + left + len(part.strip())))
        start += len(part) + 1
    if cells and cells[0][0] == cells[0][1] and line.startswith(("|", "｜")):
        cells = cells[1:]
    return cells


def _roles(texts: Many[str]) -> dict[int, str]:
    columns = lexicon().columns
    result: dict[int, str] = {}
    for c, text in enumerate(texts):
        found = max(
            (
                (len(w), role)
                for role, words in columns.items()
                for w in words
                if w == text or (w in text and len(text) <= len(w) + 4)
            ),
            default=None,
        )
        if found is not None and found[1] not in result.values():
            result[c] = found[1]
        elif found is not None and found[1] == "title" and "text" not in result.values():
            result[c] = "text"
    return result


def _row_section(found: Outline, text: str, start: int, line: Line) -> int:
    marker = at_start(text, start, text.rjust(start + len(text)))
    number, title = ("", text)
    if marker is not None and marker.kind in ("cn", "part", "bcn"):
        number, title = marker.label, text[marker.end - start :]
    found.sections.append(
        Section(number, title.strip("。：:"), start, start + len(line.text), start + len(line.text))
    )
    return len(found.sections) - 1


def _row_measure(
    found: Outline, spans: dict[str, tuple[int, int]], section: int | None, end: int
) -> None:
    text = spans.get("text") or spans.get("title")
    if text is None or text[0] == text[1]:
        return
    number = found.text[slice(*spans["number"])].strip("、.") if "number" in spans else ""
    title = found.text[slice(*spans["title"])] if "title" in spans and "text" in spans else ""
    start = min(a for a, b in spans.values() if a < b)
    found.measures.append(
        Measure(number, title.strip("。") or None, start, end, text[0], section, (), spans)
    )


def _close_sections(found: Outline) -> None:
    closed = []
    for n, item in enumerate(found.sections):
        stop = found.sections[n + 1].start if n + 1 < len(found.sections) else len(found.text)
        closed.append(Section(item.number, item.title, item.start, stop, item.body))
    found.sections[:] = closed
