"""Elements of the command-line contract: one JSON object in, one out, and errors that spoil no neighbour."""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tongpin.unreadable import why

from .refusal import Refusal
from .strict_yaml import FIRST_YEAR, LAST_YEAR, day_of

OK, SOME_WRONG, UNREADABLE = 0, 1, 2
MOST_BYTES = 200_000_000
MOST_MONEY = Decimal("100000000")
MOST_PEOPLE = 1_000_000
_MOST_DIGITS = 40


class Element:
    """A JSON object whose values are read with their types, naming what is wrong."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        """Whether a value is given."""
        return self.values.get(name) is not None

    def text(self, name: str, choices: Sequence[str]) -> str:
        """One of the choices."""
        value = self.values.get(name)
        if not isinstance(value, str) or value not in choices:
            shown = (
                value
                if isinstance(value, str)
                else "（空）"
                if value is None
                else type(value).__name__
            )
            raise Refusal(
                f"bad_{name}", f"{name} 不能是“{shown[:30]}”，可用：{'、'.join(choices)}。"
            )
        return value

    def day(self, name: str) -> date:
        """An ISO date."""
        return self._calendar(name, "", "bad_date", "日期", "2026-03-15")

    def month(self, name: str) -> date:
        """`2026-03` as the first day of the month."""
        return self._calendar(name, "-01", "bad_month", "月份", "2026-03")

    def _calendar(self, name: str, rest: str, code: str, what: str, example: str) -> date:
        value = self.values.get(name)
        if isinstance(value, str) and len(value) == len(example):
            day = day_of(value + rest)
            if day is not None:
                return day
            if value[:4].isdecimal() and not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
                raise Refusal("bad_date", f"{name} 应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。")
        shown = value[:20] if isinstance(value, str) else "（空）" if value is None else "非文字"
        raise Refusal(code, f"{name} 的{what}“{shown}”不存在，请写成 {example}。")

    def number(self, name: str, *, least: int = 0, most: int = MOST_PEOPLE) -> int:
        """A whole number between two bounds, both included; true and 3.5 are none."""
        value = self.values.get(name)
        if isinstance(value, float) and value.is_integer() and abs(value) < MOST_PEOPLE * 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            shown = "（空）" if value is None else str(value)[:20]
            raise Refusal("bad_number", f"{name} 应是 {least} 至 {most} 的整数，不能是“{shown}”。")
        return value

    def optional_number(self, name: str) -> int | None:
        """A whole number, or None when it is not given."""
        return self.number(name) if self.has(name) else None

    def flag(self, name: str) -> bool | None:
        """True or false, or None when it is not given."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise Refusal(f"bad_{name}", f"{name} 应是 true 或 false。")
        return value

    def money(self, name: str) -> Decimal:
        """An amount in yuan, not negative, at most two places."""
        return amount(self.values.get(name), name)

    def amounts(self, name: str, known: Mapping[str, str]) -> dict[str, Decimal]:
        """Amounts by item, every item one of the known; nothing given is no item."""
        value = self.values.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise Refusal(f"bad_{name}", f"{name} 应是“项目: 金额”的对象。")
        for item in value:
            if item not in known:
                raise Refusal(
                    f"bad_{name}",
                    f"{name} 中没有“{str(item)[:30]}”这个项目，可用：{'、'.join(known)}。",
                )
        return {item: amount(number, f"{name}.{item}") for item, number in value.items()}


def amount(value: Any, name: str) -> Decimal:
    """An amount from text or number; thousands separators and full-width digits are read."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal("bad_amount", f"{name} 应是金额，如 5195.00。")
    text = unicodedata.normalize("NFKC", str(value)[:40]).strip().replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refusal("bad_amount", f"{name} 的金额“{text[:20]}”看不懂，请写成 5195.00。") from None
    if not number.is_finite() or number < 0 or number > MOST_MONEY:
        raise Refusal("bad_amount", f"{name} 的金额“{text[:20]}”应在 0 至 1 亿元之间。")
    if number != number.quantize(Decimal("0.01")):
        raise Refusal("bad_amount", f"{name} 的金额“{text[:20]}”最多到分。")
    return number


def run(words: Sequence[str], answer: Callable[[Element], dict[str, Any]]) -> int:
    """Read a JSON array from the file named (or standard input), print the answers in order."""
    if len(words) > 1:
        print("一次只能读一个文件，或用 - 表示标准输入。", file=sys.stderr)
        return UNREADABLE
    elements = _array(words[0] if words else "-")
    if elements is None:
        return UNREADABLE
    answers = [_answered(element, answer) for element in elements]
    _say(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")
    return SOME_WRONG if any("error" in item for item in answers) else OK


def _say(text: str) -> None:
    """UTF-8 whatever the terminal's code page; half a surrogate pair as the JSON escape it came as."""
    data = text.encode("utf-8", "backslashreplace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _array(name: str) -> list[Any] | None:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        print(f"读不到文件“{name}”：{why(error)}。", file=sys.stderr)
        return None
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        value = json.loads(_text(data), parse_int=_whole)
    except (ValueError, RecursionError):
        print("输入不是 UTF-8（或者 GB18030）编码的 JSON，或者过大。", file=sys.stderr)
        return None
    if not isinstance(value, list):
        print("输入应是 JSON 数组：[ {…}, {…} ]。", file=sys.stderr)
        return None
    return value


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Chinese Windows calls ANSI; ValueError for anything else."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _whole(digits: str) -> int | str:
    """A whole number; one too long to be any stays text, so that it spoils its own element only."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _answered(element: Any, answer: Callable[[Element], dict[str, Any]]) -> dict[str, Any]:
    key = element.get("id") if isinstance(element, dict) else None
    if not _is_json(key):
        error = {"code": "bad_id", "message": "id 中有 NaN 或者 Infinity，不是 JSON 的数。"}
        return {"id": None, "error": error}
    try:
        if not isinstance(element, dict):
            raise Refusal("bad_element", "每个元素应是一个 JSON 对象。")
        return {"id": key, **answer(Element(element))}
    except Refusal as error:
        return {"id": key, "error": {"code": error.code, "message": error.message}}


def _is_json(value: Any) -> bool:
    """Whether a value read leniently (NaN, Infinity) can be written back as strict JSON."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
