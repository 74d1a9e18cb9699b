"""Elements of the command-line contract: one JSON object in, one out, and errors that spoil no neighbour."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

OK, SOME_WRONG, UNREADABLE = 0, 1, 2
MOST_BYTES = 200_000_000
MOST_MONEY = Decimal("100000000")
MOST_PEOPLE = 1_000_000


class ElementError(ValueError):
    """What is wrong with one element: `code` for programs, `message` in Chinese for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


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
            raise ElementError(
                f"bad_{name}", f"{name} 不能是“{shown[:30]}”，可用：{'、'.join(choices)}。"
            )
        return value

    def day(self, name: str) -> date:
        """An ISO date."""
        value = self.values.get(name)
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        shown = value[:20] if isinstance(value, str) else "（空）" if value is None else "非文字"
        raise ElementError("bad_date", f"{name} 的日期“{shown}”不存在，请写成 2026-03-15。")

    def month(self, name: str) -> date:
        """`2026-03` as the first day of the month."""
        value = self.values.get(name)
        if isinstance(value, str) and len(value) == 7:
            try:
                return date.fromisoformat(f"{value}-01")
            except ValueError:
                pass
        shown = value[:20] if isinstance(value, str) else "（空）" if value is None else "非文字"
        raise ElementError("bad_month", f"{name} 的月份“{shown}”不存在，请写成 2026-03。")

    def number(self, name: str, *, least: int = 0, most: int = MOST_PEOPLE) -> int:
        """A whole number between two bounds, both included; true and 3.5 are none."""
        value = self.values.get(name)
        if isinstance(value, float) and value.is_integer() and abs(value) < MOST_PEOPLE * 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            shown = "（空）" if value is None else str(value)[:20]
            raise ElementError(
                "bad_number", f"{name} 应是 {least} 至 {most} 的整数，不能是“{shown}”。"
            )
        return value

    def money(self, name: str) -> Decimal:
        """An amount in yuan, not negative, at most two places."""
        return amount(self.values.get(name), name)


def amount(value: Any, name: str) -> Decimal:
    """An amount from text or number; thousands separators and full-width digits are read."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ElementError("bad_amount", f"{name} 应是金额，如 5195.00。")
    text = unicodedata.normalize("NFKC", str(value)[:40]).strip().replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ElementError(
            "bad_amount", f"{name} 的金额“{text[:20]}”看不懂，请写成 5195.00。"
        ) from None
    if not number.is_finite() or number < 0 or number > MOST_MONEY:
        raise ElementError("bad_amount", f"{name} 的金额“{text[:20]}”应在 0 至 1 亿元之间。")
    if number != number.quantize(Decimal("0.01")):
        raise ElementError("bad_amount", f"{name} 的金额“{text[:20]}”最多到分。")
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
    json.dump(answers, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return SOME_WRONG if any("error" in item for item in answers) else OK


def _array(name: str) -> list[Any] | None:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        print(f"读不到文件“{name}”：{error.strerror or error}。", file=sys.stderr)
        return None
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        print("输入不是 UTF-8 编码的 JSON，或者过大。", file=sys.stderr)
        return None
    if not isinstance(value, list):
        print("输入应是 JSON 数组：[ {…}, {…} ]。", file=sys.stderr)
        return None
    return value


def _answered(element: Any, answer: Callable[[Element], dict[str, Any]]) -> dict[str, Any]:
    key = element.get("id") if isinstance(element, dict) else None
    try:
        if not isinstance(element, dict):
            raise ElementError("bad_element", "每个元素应是一个 JSON 对象。")
        return {"id": key, **answer(Element(element))}
    except ElementError as error:
        return {"id": key, "error": {"code": error.code, "message": error.message}}
