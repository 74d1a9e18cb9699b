"""Judging the lines of an uploaded roster: each cell read, each fault named with its cell and cure.

A line becomes a `Row`: plain values that can be kept as JSON until the office confirms them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from tongpin.audit.errors import Refused
from tongpin.org.cells import label_of, parsed, text_of, years_between
from tongpin.org.eligibility import unfit
from tongpin.org.encryption import blind_index
from tongpin.org.identity import (
    IDENTITY_PLACE,
    checked_identity,
    checked_landline,
    checked_name,
    checked_phone,
)
from tongpin.org.models import (
    BRANCH_KINDS,
    MEMBER_STAGES,
    PostTitle,
    Stage,
    Unit,
)
from tongpin.org.probation import expected_full, had_probation
from tongpin.org.roster_checks import against_each_other, against_roster, swapped
from tongpin.org.roster_rows import CHOICES, DATES, LENGTHS, Line, Places, Row
from tongpin.org.search import normalised
from tongpin.org.vocabulary import (
    LABELS,
    SEXES,
    STAGES,
    TITLES,
)

NOTHING = frozenset({"", "无", "-", "—", "——", "/", "暂无"})
ROUNDED = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# A day whose cell lost its date format: spreadsheets count days from here (1927 to 2064).
EPOCH, SERIALS = date(1899, 12, 30), range(10_000, 60_000)
SEALED = frozenset({"identity_number", "phone", "landline", "home_address"})
ADULT = 18  # 党章 art 1: members are at least eighteen


def judge(unit: Unit, lines: Sequence[Line], *, today: date) -> list[Row]:
    """Judge all lines of a roster for the unit; a constant number of statements per 500 lines."""
    places = Places(unit, today)
    rows = [Reader(line, places, today).row() for line in lines]
    against_each_other(rows)
    against_roster(rows, places, today)
    swapped(rows)
    for row in rows:
        if row.errors:
            row.how = "error"
    return rows


class Reader:
    """Reads one line cell by cell."""

    def __init__(self, line: Line, places: Places, today: date) -> None:
        self.line, self.places, self.today = line, places, today
        self.result = Row(line.number)
        self.dates: dict[str, date | None] = {}

    def row(self) -> Row:
        """The judged row; checks that need other rows or the database come later."""
        result = self.result
        result.name = self._try("name", lambda: checked_name(self.text("name"))) or ""
        result.stage = self._stage()
        for key in DATES:
            self.dates[key] = self._date(key)
        for key, length in LENGTHS.items():
            text = self.text(key)
            if len(text) > length:
                self.wrong(key, f"超过 {length} 个字，请缩短")
            result.values[key] = text[:length]
        result.values["sex"] = self._choice("sex", SEXES)
        for key, known in CHOICES.items():
            result.values[key] = self._choice(key, known)
        self._identity()
        self._phone()
        self._place()
        self._posts()
        self._standing()
        for key, day in self.dates.items():
            result.values[key] = day.isoformat() if day else ""
        return result

    def text(self, key: str) -> str:
        """The cell as tidy text; what is written for nothing is empty."""
        value = self.line.cells.get(key, ("", None))[1]
        if value is None or value == "":
            return ""
        text = text_of(value)
        return "" if text in NOTHING else text

    def wrong(self, key: str, fault: str, *, quoted: str | None = None) -> None:
        """Note an error with cell, label, what stands there and the cure."""
        self.result.errors.append(self.place(key, quoted) + fault + "。")

    def place(self, key: str, quoted: str | None = None) -> str:
        """`C5 出生日期“2020-13-40”`; identity numbers are never repeated."""
        cell = self.line.cells.get(key, (f"第 {self.line.number} 行", None))[0]
        if quoted is None and key not in SEALED:
            quoted = self.text(key)[:30]
        shown = "".join(c if c.isprintable() else "�" for c in quoted or "")
        return f"{cell} {LABELS[key]}" + (f"“{shown}”" if shown else "")

    def _try(self, key: str, read: Callable[[], str]) -> str | None:
        if CONTROL.search(self.text(key)):
            self.wrong(key, "含有看不见的控制字符，请删除后重新填写")
            return None
        try:
            return read()
        except Refused as error:
            at = self.place(error.field if error.field in LABELS else key, "")
            self.result.errors.append(f"{at}：{error.message}")
            return None

    def _choice(self, key: str, known: Mapping[str, str]) -> str:
        text = self.text(key)
        if text and text not in known:
            self.wrong(
                key, f"不认识；请填写{'、'.join(dict.fromkeys(map(label_of, known.values())))}"
            )
        return str(known.get(text, ""))

    def _stage(self) -> str:
        if not self.text("stage"):
            self.wrong("stage", f"没有填写；请填写{'、'.join(s.label for s in Stage)}")
        return self._choice("stage", STAGES)

    def _date(self, key: str) -> date | None:
        value = self.line.cells.get(key, ("", None))[1]
        day: date | None = None
        if isinstance(value, datetime):
            day = value.date()
        elif isinstance(value, date):
            day = value
        elif isinstance(value, int | float) and value in SERIALS:
            day = EPOCH + timedelta(days=int(value))
        elif text := self.text(key):
            day, fault = parsed(text[:40])
            if fault:
                self.wrong(key, fault)
                return None
        if day is not None and not 1900 <= day.year <= 2099:
            self.wrong(key, "的年份不对，须在 1900 至 2099 之间", quoted=str(day))
            return None
        if day is not None and day > self.today:
            self.wrong(key, f"晚于今天（{self.today}），请核对", quoted=str(day))
            return None
        return day

    def _identity(self) -> None:
        value = self.line.cells.get("identity_number", ("", None))[1]
        text = self.text("identity_number")
        if isinstance(value, int | float) or ROUNDED.fullmatch(text):
            self.wrong(
                "identity_number",
                "被表格软件当成了数字，末几位已经丢失；请先把这一列设为“文本”格式，再重新填写",
            )
            return
        if not text:
            return
        try:
            number = checked_identity(
                text, born_on=self.dates["born_on"], sex=self.result.values["sex"]
            )
        except Refused as error:
            key = error.field if error.field in LABELS else "identity_number"
            self.result.errors.append(f"{self.place(str(key))}：{error.message}")
            return
        if number is not None:
            self.result.values["identity_number"] = number.text
            self.result.values["sex"] = number.sex
            self.dates["born_on"] = number.born_on
            self.result.index = blind_index(number.text, IDENTITY_PLACE)

    def _phone(self) -> None:
        found = self._try("phone", lambda: checked_phone(self.text("phone")))
        self.result.values["phone"] = found or ""
        fixed = self._try("landline", lambda: checked_landline(self.text("landline")))
        self.result.values["landline"] = fixed or ""

    def _place(self) -> None:
        text, places = normalised(self.text("unit")), self.places
        if not text and places.top.kind in BRANCH_KINDS:
            branch = places.top
        else:
            found = places.branches.get(text, [])
            if not text:
                self.wrong("unit", "没有填写；请填写党支部的全称、简称或代码")
                return
            if len(found) != 1:
                self.wrong(
                    "unit",
                    f"有 {len(found)} 个同名的支部；请改填党组织代码"
                    if found
                    else f"在{places.top}名下没有；请核对名称，或先在“党组织”里建立这个支部",
                )
                return
            branch = found[0]
        self.result.unit = branch.pk
        wanted = normalised(self.text("group"))
        if wanted:
            group = places.groups.get((branch.pk, wanted))
            if group is None:
                self.wrong("group", f"在{branch}里没有；请先建立这个党小组，或把这一格留空")
            else:
                self.result.group = group.pk

    def _posts(self) -> None:
        for part in re.split(r"[、，,;；\s]+", self.text("post")):
            if not part or part in NOTHING:
                continue
            title = TITLES.get(part)
            if title is None:
                names = "、".join(t.label for t in PostTitle)
                self.wrong("post", f"不认识；请填写{names}，几个职务用顿号隔开", quoted=part[:30])
            elif title == PostTitle.GROUP_LEADER and self.result.group is None:
                self.wrong("post", "须同时填写是哪个党小组的组长", quoted=part)
            elif title.value not in self.result.posts:
                self.result.posts.append(title.value)

    def _standing(self) -> None:
        """Stage and dates agree with each other."""
        born, joined, full = (self.dates[k] for k in ("born_on", "joined_on", "full_on"))
        stage = self.result.stage
        if stage in MEMBER_STAGES and joined is None and not self._has_error("joined_on"):
            self.wrong("joined_on", "没有填写；正式党员和预备党员必须填写")
        if stage == Stage.PROBATIONARY and full is not None:
            self.wrong("full_on", "与人员类别“预备党员”矛盾；请改人员类别，或把这一格留空")
        if stage and stage not in MEMBER_STAGES and (joined or full):
            self.wrong("joined_on", f"与人员类别“{Stage(stage).label}”矛盾；还没有入党的请留空")
        work = self.dates["work_started_on"]
        if born and work and work <= born:
            self.wrong("work_started_on", f"早于出生日期 {born}，请核对两个日期")
        for key in ("joined_on", "full_on", "since", "post_on"):
            day = self.dates[key]
            if born and day and day <= born:
                self.wrong(key, f"早于出生日期 {born}，请核对两个日期")
        if joined and full and full <= joined and (full < joined or had_probation(joined)):
            self.wrong("full_on", "须晚于加入党组织日期")
        if stage == Stage.FULL and joined and full is None and not self._has_error("full_on"):
            self._without_full(joined)
        for title in self.result.posts:
            fault = unfit(PostTitle(title), stage)
            if stage and fault:
                self.wrong("post", f"与人员类别矛盾：{fault.rstrip('。')}")
        if born and joined and years_between(born, joined) < ADULT:
            self.result.warnings.append(f"加入党组织时不满 {ADULT} 周岁，请核对两个日期。")

    def _without_full(self, joined: date) -> None:
        """A full member of whom the sheet does not say since when."""
        expected = expected_full(joined)
        if expected > self.today:
            self.wrong("full_on", f"没有填写，而入党还不满一年（{joined}）；请核对人员类别和日期")
        else:
            self.result.warnings.append(
                f"没有填写转为正式党员日期，暂按{'入党之日' if expected == joined else '入党满一年'}"
                f"推算为 {expected}，并注明是推算；请查实后更正。"
            )

    def _has_error(self, key: str) -> bool:
        return any(f" {LABELS[key]}" in e for e in self.result.errors)
