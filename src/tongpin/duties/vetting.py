"""What a bureau may write into the rulebook: through the strict loader, and never laxer than the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.duties.rulebook import current_book, parsed
from tongpin.duties.wording import WORDS
from tongpin.rules.book import Book
from tongpin.rules.loader import RulebookError, load_builtin
from tongpin.rules.parameters import Article, Parameter, Plain
from tongpin.rules.regulation import DutyEdition, Rule, Severity
from tongpin.rules.strict_yaml import read
from tongpin.rules.value_bounds import fault

MOST_TEXT, MOST_RULES, MOST_PARAMETERS = 100_000, 100, 200
FIRST_DAY = date(1949, 10, 1)
LONGEST_VALUE = 300
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
CODES = {word: code for code, word in WORDS.items()}


def title_of(text: str) -> str:
    """The `title` of a rulebook that was vetted."""
    return read(text, "本地规则").text("title")[:200]


def vetted(text: str) -> Book:
    """The book of a local rulebook; Refused, with line and cure, where it may not be adopted."""
    if len(text) > MOST_TEXT:
        raise Refused(f"文字超过 {MOST_TEXT} 字，请把不相干的规则分成几份。", field="text")
    try:
        book = parsed(text, "")
    except RulebookError as error:
        raise Refused(said(error, text), field="text") from error
    _only_rules(book)
    builtin, present = load_builtin(), current_book()
    for rule in book.rules:
        _sensible_days(rule.key, (e.in_force.start for e in rule.editions))
        before, published = present.get(rule.key), builtin.get(rule.key)
        if before is not None:
            _continues(rule, before)
        if published is not None:
            _asks_no_less(rule, published)
    for item in book.parameters.values():
        _sensible_days(item.key, (a.in_force.start for a in item.editions))
        if item.key in builtin.parameters:
            _fits(item, builtin.parameters[item.key])
    return book


def said(error: RulebookError, text: str) -> str:
    """The loader's sentence with the line as it was written, and a cure for the usual slips."""
    lines = text.splitlines()
    line = lines[error.line - 1] if error.line and error.line <= len(lines) else ""
    where = f"第 {error.line} 行" if error.line else ""
    quote = f"（这一行写的是：{line.strip()[:60]}）" if line.strip() else ""
    return f"{where}{'：' if where else ''}{error.message}{quote}。{_cure(error, line)}"


def _cure(error: RulebookError, line: str) -> str:
    if "\t" in line:
        return "缩进要用空格，请把制表符（Tab）换成两个空格。"
    if "：" in line and ":" not in line:
        return "冒号要用半角“:”，后面空一格。"
    if "格式有误" in error.message:
        return "同一级的内容要左对齐，冒号后空一格；文字里有冒号、引号的，整句加英文引号。"
    if "没有在 sources 中登记" in error.message:
        return "请在 sources 里写上这份依据，或改用“依据”表里的编号。"
    if "缺少" in error.message:
        return "请照模板补上。"
    return ""


def _only_rules(book: Book) -> None:
    if book.kinds or book.local_kinds:
        raise Refused(
            "本地规则不能增改事实种类（kinds、local_kinds），请用已有的种类。", field="text"
        )
    if book.procedures:
        raise Refused("本地规则不能增改办理程序（procedures），请删去这一段。", field="text")
    if book.workdays.years or book.workdays.holidays or book.workdays.makeup:
        raise Refused("节假日安排请到“工作日”页登记，不要写在本地规则里。", field="text")
    known = sorted(set(book.sources) & set(load_builtin().sources))
    if known:
        raise Refused(
            f"依据编号“{known[0]}”规则库里已有：引用它不必重写，另一份文件请换一个编号。",
            field="text",
        )
    if not book.rules and not book.parameters:
        raise Refused("还没有写任何规则，请在 rules 下至少写一条。", field="text")
    if len(book.rules) > MOST_RULES or len(book.parameters) > MOST_PARAMETERS:
        raise Refused(f"一份本地规则最多 {MOST_RULES} 条规则，请拆成几份。", field="text")


def _sensible_days(key: str, days: Iterable[date | None]) -> None:
    if not all(day is not None and day >= FIRST_DAY for day in days):
        raise Refused(f"“{key}”的起始日（from）须在1949年10月以后。", field="text")


# ----------------------------------------------------------- rules that go on a published one


def _continues(own: Rule, before: Rule) -> None:
    """A rule under a key that is or was in use keeps its subject and force."""
    mine, theirs = own.editions[-1].applies, before.editions[-1].applies
    if (mine.kind, mine.unit_types) != (theirs.kind, theirs.unit_types):
        raise _different(own, "约束的对象（subject）")
    if own.severity is not before.severity:
        raise _different(own, "力度（severity）")


def _asks_no_less(own: Rule, published: Rule) -> None:
    if published.severity in (Severity.CONFIG, Severity.OPTION):
        return
    for edition in own.editions:
        for other in published.editions:
            if edition.in_force.overlaps(other.in_force) and is_laxer(edition, other):
                raise Refused(
                    f"“{own.key}”比{other.cite.label}的要求（{other.frequency_label}）宽。"
                    "本地规则只能更严；另有事项请换一个编号，如 local.xxx。",
                    field="text",
                )


def _different(own: Rule, what: str) -> Refused:
    return Refused(
        f"“{own.key}”是规则库已有的编号，{what}须与原规则一致；另有事项请换一个编号，如 local.xxx。",
        field="text",
    )


def is_laxer(own: DutyEdition, other: DutyEdition) -> bool:
    """Whether an edition asks for less in a year than another one."""
    if own.bound != other.bound:
        return True
    if other.every is None:
        return False
    if own.every is None:
        return True
    mine, theirs = own.times * own.every.per_year, other.times * other.every.per_year
    return mine > theirs if own.bound == "max" else mine < theirs


# --------------------------------------------------------------------------------- parameters


def _fits(own: Parameter, before: Parameter) -> None:
    """A parameter under a published key has its values and is not one of the texts' own numbers."""
    if any(article.worded is Severity.HARD for article in before.editions):
        raise Refused(
            f"“{own.key}”是条文写明的数字。确有更严的制度，请到该参数的页面登记本单位的设定。",
            field="text",
        )
    pattern = before.editions[-1].values
    for article in own.editions:
        if set(article.values) != set(pattern):
            names = "、".join(sorted(pattern)) or "（没有数值）"
            raise Refused(f"“{own.key}”的数值（values）应是：{names}。", field="text")
        for name, value in article.values.items():
            if not is_like(value, pattern[name]):
                raise Refused(f"“{own.key}”的“{name}”写法与规则库中的不同。", field="text")


LEAST = re.compile("不少于|不低于|至少|以上|超过[^。，]{0,6}半数|超过应|须达到|半数|满")
MOST = re.compile("不超过|不得超过|以内|[日月年]内|不多于|最多|至多")


def is_number_laxer(article: Article, name: str, own: Plain) -> bool:
    """Whether a number of the text is loosened, where its words name one direction only: what must be
    reached (不少于, 以上) may not be lowered, what must be kept within (不超过, 一个月内) not raised.
    """
    least, most = bool(LEAST.search(article.text)), bool(MOST.search(article.text))
    before, after = _amount(article.values[name]), _amount(own)
    if least == most or before is None or after is None:
        return False
    return after < before if least else after > before


def _amount(value: Plain) -> Fraction | None:
    """A number or a share as a fraction; None for anything else."""
    parts = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(part, str) and NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [Fraction(str(part)) for part in parts]
    if len(numbers) == 1:
        return numbers[0]
    return numbers[0] / numbers[1] if len(numbers) == 2 and numbers[1] else None


def is_like(value: Plain, pattern: Plain) -> bool:
    """Whether a value has the form of another one: number, truth value, word or list of such."""
    if isinstance(value, tuple) or isinstance(pattern, tuple):
        if not isinstance(value, tuple) or not isinstance(pattern, tuple):
            return False
        return all(any(is_like(item, other) for other in pattern) for item in value) or not pattern
    if pattern in ("true", "false"):
        return value in ("true", "false")
    if NUMBER.fullmatch(pattern):
        return bool(NUMBER.fullmatch(value)) and ("." in pattern or "." not in value)
    return bool(value) and not NUMBER.fullmatch(value.lstrip("-"))


def typed(article: Article, texts: Mapping[str, str]) -> dict[str, Any]:
    """Values as typed, in the form of an article's; Refused names the value that is at fault."""
    values: dict[str, Any] = {}
    for name, pattern in article.values.items():
        text = texts.get(name, "").strip()
        if not text or len(text) > LONGEST_VALUE:
            raise Refused("请填写数值。", field=f"value_{name}")
        value = _read(text, pattern)
        if not is_like(value, pattern):
            raise Refused(f"写法应与原值一样，例如：{written(pattern)}。", field=f"value_{name}")
        wrong = fault(name, value)
        if wrong:
            raise Refused(f"{wrong}。", field=f"value_{name}")
        values[name] = _json(value)
    return values


def _read(text: str, pattern: Plain) -> Plain:
    if not isinstance(pattern, tuple):
        return _code(text, (pattern,))
    if any(isinstance(item, tuple) for item in pattern):
        rows = [row for row in re.split(r"[;；\n]", text) if row.strip()]
        items = tuple(item for row in pattern for item in row)
        return tuple(tuple(_words(row, items)) for row in rows)
    return tuple(_words(text, pattern))


def _words(text: str, pattern: Plain) -> list[str]:
    words = (word.strip() for word in re.split(r"[,，、/\s]+", text))
    return [_code(word, pattern) for word in words if word]


def _code(word: str, pattern: Plain) -> str:
    """The code behind a word, where the article's own value is written in codes and not in words."""
    is_coded = any(isinstance(item, str) and item in WORDS for item in pattern)
    return CODES.get(word, word) if is_coded else word


def _json(value: Plain) -> Any:
    return [_json(item) for item in value] if isinstance(value, tuple) else value


def written(value: Plain) -> str:
    """A value as a person types it: 是, 2/3, `3000, 0.005; 5000, 0.01`."""
    if not isinstance(value, tuple):
        return WORDS.get(value, value)
    if any(isinstance(item, tuple) for item in value):
        return "; ".join(written(item) for item in value)
    if len(value) == 2 and all(isinstance(item, str) and item.isdigit() for item in value):
        return "/".join(str(item) for item in value)
    return ", ".join(written(item) for item in value)
