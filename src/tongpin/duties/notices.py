"""The State Council's yearly notice on days off, read from its Chinese text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tongpin.audit.errors import Refused
from tongpin.rules.export import notice_year

FESTIVALS = "元旦 春节 清明 清明节 劳动节 端午 端午节 中秋 中秋节 国庆 国庆节 纪念日 胜利日".split()
MOST_TEXT, LONGEST_REST, MOST_DAYS = 10_000, 31, 120
WEEKEND = 5
DAY = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:[（(][^（）()]{{0,12}}[）)])?"
SPAN = re.compile(f"{DAY.format('a')}(?:(?:至|到|—|-|~)+{DAY.format('b')})?")
SAID = re.compile(r"共(\d{1,2})天|放假(\d{1,2})天")
YEAR = re.compile(r"(\d{4})年")
NUMBER = re.compile(r"国办发明电[〔\[(（](\d{4})[〕\])）](\d{1,3})号")
TITLE = re.compile(r"国务院办公厅关于\d{4}年[^，。；\n]{0,20}的通知")


@dataclass(frozen=True, slots=True)
class Rest:
    """One festival: its name, the days off, the weekend days worked for it, and doubts."""

    name: str
    holidays: tuple[date, ...]
    makeup: tuple[date, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Announced:
    """A notice as read: number and title where the text names them."""

    year: int
    title: str
    number: str
    rests: tuple[Rest, ...]

    @property
    def holidays(self) -> list[date]:
        """All days off, in order."""
        return sorted({day for rest in self.rests for day in rest.holidays})

    @property
    def makeup(self) -> list[date]:
        """All weekend days worked, in order."""
        return sorted({day for rest in self.rests for day in rest.makeup})


def read_notice(text: str, year: int | None = None) -> Announced:
    """The days of a notice; Refused says which sentence could not be read.

    「二、春节：1月24日至30日放假调休，共7天。1月19日（周日）、2月1日（周六）上班。」
    """
    folded = unicodedata.normalize("NFKC", text[:MOST_TEXT]).replace(" ", "")
    named = TITLE.search(folded)
    found = YEAR.search(named.group(0)) if named else None
    year = year or (int(found.group(1)) if found else None) or _only_year(folded)
    if year is None:
        raise Refused("没有读出是哪一年的安排，请填写年度。", field="year")
    rests = [_rest(name, body, year) for name, body in _paragraphs(folded)]
    if not rests:
        raise Refused(
            "没有读出放假安排。请粘贴通知正文，像“一、元旦：1月1日（周三）放假1天。”这样每节一句。",
            field="text",
        )
    checked_days([d for r in rests for d in r.holidays], [d for r in rests for d in r.makeup], year)
    number = NUMBER.search(folded)
    return Announced(
        year=year,
        title=named.group(0) if named else f"国务院办公厅关于{year}年部分节假日安排的通知",
        number=f"国办发明电〔{number.group(1)}〕{number.group(2)}号" if number else "",
        rests=tuple(rests),
    )


def _only_year(text: str) -> int | None:
    found = {int(number) for number in YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def _paragraphs(text: str) -> list[tuple[str, str]]:
    """`(festival, its sentences)`: each begins at a festival's name before a colon."""
    names = "|".join(sorted(FESTIVALS, key=len, reverse=True))
    heads = list(re.finditer(rf"((?:{names})(?:[、和及](?:{names}))*):", text))
    ends = [head.start() for head in heads[1:]] + [len(text)] * bool(heads)
    return [(h.group(1), text[h.end() : end]) for h, end in zip(heads, ends, strict=True)]


def _rest(name: str, body: str, year: int) -> Rest:
    holidays: set[date] = set()
    makeup: set[date] = set()
    count = 0
    for sentence in re.split(r"[。;\n]", body):
        if "鼓励" in sentence:  # advice to employers, such as the eve of the festival in 2024
            continue
        is_rest = any(word in sentence for word in ("放假", "调休", "补休"))
        if is_rest or "休息" in sentence:
            holidays |= _days(sentence.partition("上班")[0] if is_rest else sentence, year, name)
            said = SAID.findall(sentence)
            count = max([count, *(int(a or b) for a, b in said)])
        elif "上班" in sentence:
            makeup |= _days(sentence, year, name)
    if not holidays:
        raise Refused(f"“{name}”一节没有读出放假的日期，请核对这一句。", field="text")
    doubts = [f"{_short(d)}不是周六、周日，请核对" for d in sorted(makeup) if d.weekday() < WEEKEND]
    if count and count != len(holidays):
        doubts.append(f"通知写明{count}天，读出{len(holidays)}天，请核对")
    return Rest(name, tuple(sorted(holidays)), tuple(sorted(makeup)), tuple(doubts))


def _days(sentence: str, year: int, name: str) -> set[date]:
    days: set[date] = set()
    month: int | None = None
    for match in SPAN.finditer(sentence):
        first = _day(match["am"] or month, match["ad"], match["ay"], year, name)
        month = first.month
        last = first
        if match["bd"]:
            last = _day(match["bm"] or month, match["bd"], match["by"], year, name)
            if last < first and match["by"] is None:
                first = first.replace(year=first.year - 1)
            month = last.month
        if not 0 <= (last - first).days < LONGEST_REST:
            raise Refused(f"“{name}”的起止日期颠倒或过长，请核对。", field="text")
        days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return days


def _day(month: str | int | None, day: str, own: str | None, year: int, name: str) -> date:
    if month is None:
        raise Refused(f"“{name}”里的“{day}日”没有写明月份，请核对。", field="text")
    try:
        return date(int(own) if own else year, int(month), int(day))
    except ValueError:
        raise Refused(f"“{name}”里的{month}月{day}日不存在，请核对。", field="text") from None


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def checked_days(holidays: Iterable[date], makeup: Iterable[date], year: int) -> None:
    """Days that one yearly notice can announce; Refused names the one that it cannot."""
    off, on = set(holidays), set(makeup)
    if len(off) + len(on) > MOST_DAYS:
        raise Refused(f"放假和上班的日子超过 {MOST_DAYS} 天，请核对。", field="holidays")
    both = sorted(off & on)
    if both:
        raise Refused(f"{_short(both[0])}既写了放假又写了上班，请核对。", field="makeup")
    for field, days in (("holidays", off), ("makeup", on)):
        wrong = sorted(day for day in days if notice_year(day) != year)
        if wrong:
            raise Refused(
                f"{wrong[0]:%Y-%m-%d}不在{year}年（含上年12月下旬）之内，请核对年份。", field=field
            )


def written(days: Iterable[date]) -> str:
    """Days as one types them, a span a line."""
    from tongpin.rules.export import spans

    return "\n".join(span.replace(" / ", "至") for span in spans(days))


LINE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:(?:至|到|/|~)(\d{4}-\d{1,2}-\d{1,2}))?")


def typed_days(text: str, field: str) -> list[date]:
    """Days as typed: 2020-01-24至2020-02-02, 2020-01-01, one or several a line."""
    days: set[date] = set()
    for piece in re.split(r"[,，、;；\n]", unicodedata.normalize("NFKC", text)):
        word = "".join(piece.split())
        if not word:
            continue
        match = LINE.fullmatch(word)
        if match is None:
            raise Refused(
                f"“{word[:30]}”应写成 2020-01-01，或 2020-01-24至2020-02-02。", field=field
            )
        first, last = _iso(match[1], field), _iso(match[2] or match[1], field)
        if not 0 <= (last - first).days < LONGEST_REST:
            raise Refused(f"“{word[:30]}”起止颠倒或超过 {LONGEST_REST} 天，请核对。", field=field)
        days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return sorted(days)


def _iso(text: str, field: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(f"{text}不存在，请核对。", field=field) from None
