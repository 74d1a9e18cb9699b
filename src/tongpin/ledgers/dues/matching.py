"""Whom a line of a sheet means and what it says: pure, and linear in the number of lines."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongpin.ledgers.dues.allocating import Part, TooMuch, allocate
from tongpin.ledgers.dues.amounts import parse_fen
from tongpin.org.names import is_same_name
from tongpin.org.search import bare_name
from tongpin.rules.dues import PAY_ITEMS, WITHHELD_ITEMS, Category
from tongpin.rules.money import yuan
from tongpin.ui.forms import parse_date

NAME = re.compile(r"[一-鿿·]{2,8}")
CATEGORY_WORDS = {
    **{c.label: c for c in Category}, "在职": Category.EMPLOYED, "退休": Category.RETIRED,
    "离休": Category.RETIRED, "离退休": Category.RETIRED, "农民": Category.FARMER,
    "学生": Category.STUDENT, "下岗": Category.UNEMPLOYED, "失业": Category.UNEMPLOYED,
    "低保": Category.RELIEF, "个体": Category.SELF_EMPLOYED, "年薪": Category.ANNUAL_SALARY,
}  # fmt: skip
Candidate = tuple[int, str, str, int]
Entered = tuple[int, date, int]


class People:
    """Members by name and by the blind index of their identity number."""

    def __init__(self, candidates: Sequence[Candidate], index: Callable[[str], str]) -> None:
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_identity: dict[str, int] = {}
        self.branch: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self._index = index
        for person, name, identity, branch in candidates:
            self.by_name[bare_name(name)].append(person)
            self.branch[person], self.names[person] = branch, name
            if identity:
                self.by_identity[identity] = person

    def meant(self, cells: Mapping[str, Any]) -> tuple[list[int], str]:
        """`(candidates, by what)`: identity number first, then the name, then a name in the note."""
        number = str(cells.get("identity_number", "")).strip().upper()
        if number:
            person = self.by_identity.get(self._index(number))
            return ([person] if person else []), "身份号码"
        name = bare_name(str(cells.get("name", ""))[:60])
        if name in self.by_name:
            return self.by_name[name], "姓名"
        return self._in_words(str(cells.get("note", ""))), "附言"

    def _in_words(self, note: str) -> list[int]:
        """Everybody whose name stands in a note; every short piece of it is looked up once."""
        found: dict[int, None] = {}
        for run in NAME.findall(unicodedata.normalize("NFKC", note[:200])) if note else ():
            for size in (4, 3, 2):
                for at in range(len(run) - size + 1):
                    found |= dict.fromkeys(self.by_name.get(run[at : at + size], ()))
                if found:
                    return list(found)
        return list(found)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name[:60]).split())


@dataclass(slots=True)
class Line:
    """A judged line: `how` is ok, check (a person must look) or error, with the reason in `words`."""

    number: int
    how: str = "ok"
    words: list[str] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    person: int | None = None
    name: str = ""
    amount_fen: int | None = None
    on: date | None = None
    reference: str = ""
    note: str = ""
    parts: list[Part] = field(default_factory=list)
    category: str = ""
    base_fen: int | None = None
    quarter_net_fen: int | None = None
    pay: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)

    def say(self, how: str, words: str) -> None:
        """Note what is wrong; an error outweighs a check."""
        self.words.append(words)
        if self.how != "error":
            self.how = how


def judge_statement(
    lines: Sequence[tuple[int, dict[str, Any]]], people: People, *, today: date,
    chosen: Mapping[int, int], known: set[str], due: Callable[[list[int]], dict[int, dict[date, int]]],
    entered: Callable[[date, date], set[Entered]],
) -> list[Line]:  # fmt: skip
    """Judge a statement; `chosen` is who a person picked by line, `known` serial numbers seen before.

    `entered` gives what was entered for a span of days before: a line without a serial number that
    says the same again waits for somebody to look. `due` gives `{person: {month: fen open}}` for all people at once; money is given out line by
    line, so that two lines of one member never count for the same open month.
    """
    rows = [_payment_line(number, cells, people, today) for number, cells in lines]
    seen: set[str] = set()
    for row in rows:
        if row.number in chosen:
            row.person, row.people = chosen[row.number], [chosen[row.number]]
        if row.reference and (row.reference in known or row.reference in seen):
            row.say("error", f"流水号 {row.reference} 已经入过账")
        elif row.reference:
            seen.add(row.reference)
    open_now = due(sorted({p for row in rows for p in row.people}))
    days = [row.on for row in rows if row.on is not None]
    before = entered(min(days), max(days)) if days else set()
    for row in rows:
        _settle(row, people, open_now, before if row.number not in chosen else set())
    return rows


def _payment_line(number: int, cells: Mapping[str, Any], people: People, today: date) -> Line:
    row = Line(number)
    row.name = str(cells.get("name", ""))[:50]
    row.reference, row.note = str(cells.get("reference", ""))[:80], str(cells.get("note", ""))[:200]
    try:
        row.amount_fen = parse_fen(cells.get("amount", ""))
        if row.amount_fen == 0:
            row.say("error", "金额为零")
    except ValueError as error:
        row.say("error", str(error))
    try:
        row.on = parse_date(str(cells.get("on", ""))[:10].split(" ")[0])
        if row.on > today:
            row.say("error", "日期晚于今天")
    except ValueError as error:
        row.say("error", f"日期{error}")
    row.people, by = people.meant(cells)
    if by == "附言" and row.people:
        row.words.append("付款人不是党员，按附言里的姓名对应")
    return row


def _settle(
    row: Line, people: People, open_now: dict[int, dict[date, int]], before: set[Entered]
) -> None:
    """Choose the person and the months; two of one name are told apart by the amount alone."""
    if row.how == "error" or row.amount_fen is None:
        return
    if row.person is None:
        if not row.people:
            return row.say("check", "没有找到对应的党员，请选择")
        if len(row.people) == 1:
            row.person = row.people[0]
        else:
            fits = [p for p in row.people if _fits(row.amount_fen, open_now.get(p, {}))]
            if len(fits) != 1:
                return row.say("check", f"有{len(row.people)}名党员对得上，请选择")
            row.person = fits[0]
            row.words.append("同名，按应交金额对应")
    if not row.reference and row.on and (row.person, row.on, row.amount_fen) in before:
        row.people, row.person = [row.person], None
        return row.say("check", "同一天已经登记过同样的金额，确实是另一笔的请选择党员")
    mine = open_now.setdefault(row.person, {})
    try:
        row.parts = allocate(row.amount_fen, mine)
    except TooMuch:
        left = sum(mine.values())
        row.say("check", f"应交{yuan(left)}元，来款多{yuan(row.amount_fen - left)}元，请单独登记")
        return None
    for month, _, amount in row.parts:
        assert month is not None
        mine[month] -= amount
    open_now[row.person] = {m: n for m, n in mine.items() if n > 0}
    if any(not is_same_name(row.name, people.names[p]) for p in [row.person] if row.name):
        row.words.append(f"由{row.name}代交")
    return None


def _fits(amount: int, months: Mapping[date, int]) -> bool:
    """Whether the amount is what some months from the oldest on add up to."""
    total = 0
    for month in sorted(months):
        total += months[month]
        if total >= amount:
            return total == amount
    return False


def judge_payroll(
    lines: Sequence[tuple[int, dict[str, Any]]], people: People, *, chosen: Mapping[int, int]
) -> list[Line]:
    """Judge a payroll: whom each line means, category and amounts by item."""
    rows = []
    taken: set[int] = set()
    for number, cells in lines:
        row = Line(number, name=str(cells.get("name", ""))[:50])
        row.people, _ = people.meant(cells)
        row.person = chosen.get(number) or (row.people[0] if len(row.people) == 1 else None)
        if not row.people and row.person is None:
            row.say("check", "名册里没有这个人，不是党员的不用管，是党员的请选择")
        elif row.person is None:
            row.say("check", f"有{len(row.people)}名同名党员，请选择")
        elif row.person in taken:
            row.say("error", "这名党员在表里出现了两次")
        else:
            taken.add(row.person)
        _pay(row, cells)
        rows.append(row)
    return rows


def _pay(row: Line, cells: Mapping[str, Any]) -> None:
    word = _bare(str(cells.get("category", "")))
    if word and word not in CATEGORY_WORDS:
        row.say("error", f"党员类别“{word[:12]}”不认识")
    row.category = CATEGORY_WORDS.get(word, Category.EMPLOYED).value
    if not word and "basic_pension" in cells and "position_pay" not in cells:
        row.category = Category.RETIRED.value
    for key, label in {
        **PAY_ITEMS,
        **WITHHELD_ITEMS,
        "base": "基数",
        "quarter_net": "纯收入",
    }.items():
        if key not in cells:
            continue
        try:
            amount = parse_fen(cells[key])
        except ValueError as error:
            row.say("error", f"{label}“{str(cells[key])[:12]}”：{error}")
            continue
        if key == "base":
            row.base_fen = amount
        elif key == "quarter_net":
            row.quarter_net_fen = amount
        elif key in PAY_ITEMS:
            row.pay[key] = amount
        else:
            row.withheld[key] = amount
