"""Judging the lines of an uploaded roster: each cell read, each fault named with its cell and cure.

A line becomes a `Row`: plain values that can be kept as JSON until the office confirms them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.org import queries
from tongpin.org.cells import label_of, parsed, text_of, years_between
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
    Person,
    PostTitle,
    Stage,
    Unit,
    UnitKind,
)
from tongpin.org.search import normalised
from tongpin.org.vocabulary import (
    FRONT_LINES,
    LABELS,
    OCCUPATIONS,
    SEXES,
    STAGES,
    STRATA,
    TITLES,
)

DATES = ("born_on", "joined_on", "full_on", "since", "post_on", "work_started_on")
LENGTHS = {
    "nation": 20,
    "education": 20,
    "position": 60,
    "native_place": 40,
    "degree": 20,
    "introducers": 60,
    "joined_branch": 100,
    "home_address": 120,
}
CHOICES: Mapping[str, Mapping[str, Any]] = {
    "occupation": OCCUPATIONS,
    "front_line": FRONT_LINES,
    "new_stratum": STRATA,
}
NOTHING = frozenset({"", "无", "-", "—", "——", "/", "暂无"})
ROUNDED = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# A day whose cell lost its date format: spreadsheets count days from here (1927 to 2064).
EPOCH, SERIALS = date(1899, 12, 30), range(10_000, 60_000)
SEALED = frozenset({"identity_number", "phone", "landline", "home_address"})
ADULT = 18  # 党章 art 1: members are at least eighteen
UPDATED = (*LENGTHS, *CHOICES, "phone", "landline")


@dataclass(slots=True)
class Line:
    """A line of the sheet: its number there, and `{key: (cell name, value)}`."""

    number: int
    cells: dict[str, tuple[str, Any]]


@dataclass(slots=True)
class Row:
    """A judged line. `how` is new, update, same or error; dates are ISO texts, units their keys.

    `changes` are the particulars that an update would set; `version` is the person's at the judging;
    `owner` is to whom the number belongs on the roster where that is somebody else.
    """

    number: int
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    unit: int | None = None
    group: int | None = None
    stage: str = ""
    posts: list[str] = field(default_factory=list)
    index: str = ""
    person: int | None = None
    version: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    how: str = "new"
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    owner: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it: what is empty is left out."""
        pairs = ((name, getattr(self, name)) for name in Row.__slots__)
        return {name: value for name, value in pairs if value}


def from_plain(stored: Mapping[str, Any]) -> Row:
    """A row back from JSON."""
    return Row(**stored)


def judge(unit: Unit, lines: Sequence[Line], *, today: date) -> list[Row]:
    """Judge all lines of a roster for the unit; a constant number of statements per 500 lines."""
    places = Places(unit, today)
    rows = [Reader(line, places, today).row() for line in lines]
    _against_each_other(rows)
    _against_roster(rows, places, today)
    _swapped(rows)
    for row in rows:
        if row.errors:
            row.how = "error"
    return rows


class Places:
    """Branches and groups at and below the unit, by every way their names are written."""

    def __init__(self, unit: Unit, today: date) -> None:
        self.top = unit
        self.branches: dict[str, list[Unit]] = defaultdict(list)
        self.groups: dict[tuple[int, str], Unit] = {}
        self.by_key: dict[int, Unit] = {}
        for found in queries.below(unit, today):
            self.by_key[found.pk] = found
            for name in {normalised(n) for n in (found.name, found.short_name, found.code) if n}:
                if found.kind in BRANCH_KINDS:
                    self.branches[name].append(found)
                elif found.kind == UnitKind.GROUP and found.parent_id:
                    self.groups[found.parent_id, name] = found


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
        if joined and full and full <= joined:
            self.wrong("full_on", "须晚于加入党组织日期")
        if born and joined and years_between(born, joined) < ADULT:
            self.result.warnings.append(f"加入党组织时不满 {ADULT} 周岁，请核对两个日期。")

    def _has_error(self, key: str) -> bool:
        return any(f" {LABELS[key]}" in e for e in self.result.errors)


def _against_each_other(rows: Iterable[Row]) -> None:
    by_index: dict[str, int] = {}
    by_name: dict[tuple[str, str, int | None], int] = {}
    for row in rows:
        if row.index:
            first = by_index.setdefault(row.index, row.number)
            if first != row.number:
                row.errors.append(
                    f"第 {row.number} 行与第 {first} 行公民身份号码相同；请删去其中一行。"
                )
                continue
        if row.name:
            key = (row.name, row.values.get("born_on", ""), row.unit)
            first = by_name.setdefault(key, row.number)
            if first != row.number:
                row.warnings.append(f"与第 {first} 行同支部、同姓名、同出生日期，可能重复。")


def _against_roster(rows: Sequence[Row], places: Places, today: date) -> None:
    known = queries.people_by_identity(r.index for r in rows)
    stages = queries.stages_of([p.pk for p in known.values()], today)
    names = queries.names_below(places.top)
    for row in rows:
        person = known.get(row.index) if row.index else None
        if person is not None:
            _update(row, person, stages.get(person.pk, ""), places)
        elif row.name and (row.name, row.values.get("born_on", ""), row.unit) in names:
            row.warnings.append("名册中已有同支部、同姓名、同出生日期的人，可能重复。")


def _swapped(rows: Sequence[Row]) -> None:
    """Two lines whose numbers belong to each other's names: said once more plainly."""
    owners = {(row.name, row.owner): row for row in rows if row.owner}
    for (name, owner), row in owners.items():
        other = owners.get((owner, name))
        if other is not None:
            row.errors.append(
                f"第 {row.number} 行与第 {other.number} 行的姓名（或者公民身份号码）像是互换了；"
                "请对照身份证改正。"
            )


def _update(row: Row, person: Person, stage: str, places: Places) -> None:
    """The row speaks of somebody on the roster: particulars are updated, dated relations are not."""
    if not person.home.path.startswith(places.top.path):
        row.errors.append(
            f"第 {row.number} 行的公民身份号码已登记在其他党组织；请先办理组织关系转接。"
        )
        return
    if row.name and row.name != person.name:
        row.errors.append(
            f"第 {row.number} 行的公民身份号码在名册中属于“{person.name}”，与姓名不符；请核对。"
        )
        row.owner = person.name
        return
    row.person, row.version, row.how = person.pk, person.version, "update"
    row.changes = {
        key: row.values[key]
        for key in UPDATED
        if row.values.get(key) and row.values[key] != getattr(person, key)
    }
    if row.unit not in (None, person.home_id):
        row.warnings.append(f"名册中在{person.home}；导入不改变所在支部，请在人员页“调整支部”。")
    elif row.group and row.group != person.group_id:
        row.changes["group"] = row.group
    if row.stage and stage and row.stage != stage:
        row.warnings.append(
            f"名册中是{Stage(stage).label}；导入不改变人员类别，请在人员页“变更阶段”。"
        )
    if not row.changes:
        row.how = "same"
