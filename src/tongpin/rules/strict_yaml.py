"""Read YAML strictly: every key known and given once, every value of its type, errors by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

import yaml

MOST_CHARACTERS = 1_000_000
MOST_DEPTH = 30
_MALFORMED = "格式有误，请检查缩进、冒号和引号"
_SEQUENCE = yaml.SequenceNode
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_INTEGER = re.compile(r"-?[0-9]{1,6}")
FIRST_YEAR, LAST_YEAR = 1921, 2100
_DAY = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")


def day_of(text: str) -> date | None:
    """A day written 2018-10-28, from 1921 to 2100; None for anything else, such as 2018-W44-7."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


class RulebookError(Exception):
    """A rulebook that cannot be used; str() is Chinese and begins with file and line."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        self.file = file
        self.line = line
        self.message = message
        where = f"{file}第{line}行" if line else file
        super().__init__(f"{where}：{message}")


class Value:
    """A value in the file, knowing its line and its name."""

    def __init__(self, node: yaml.Node, file: str, name: str) -> None:
        self._node = node
        self._file = file
        self._name = name

    @property
    def line(self) -> int:
        """The line in the file, from 1."""
        return int(self._node.start_mark.line) + 1

    def fail(self, message: str) -> NoReturn:
        """Raise a RulebookError at this value's line."""
        raise RulebookError(self._file, self.line, message)

    def mapping(self) -> Mapped:
        """The value as keys and values; a key given twice is an error."""
        if not isinstance(self._node, yaml.MappingNode):
            self.fail(f"“{self._name}”应是若干“键: 值”")
        values: dict[str, Value] = {}
        for key_node, value_node in self._node.value:
            key = Value(key_node, self._file, "键").text()
            if key in values:
                Value(key_node, self._file, key).fail(f"键“{key}”重复")
            values[key] = Value(value_node, self._file, key)
        return Mapped(self, values)

    def items(self) -> list[Value]:
        """The value as a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            self.fail(f"“{self._name}”应是列表")
        return [Value(node, self._file, self._name) for node in self._node.value]

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def text(self) -> str:
        """The value as a non-empty text."""
        if not isinstance(self._node, yaml.ScalarNode) or not self._node.value.strip():
            self.fail(f"“{self._name}”应是文字")
        return str(self._node.value).strip()

    def integer(self, least: int = 0, most: int = 100_000) -> int:
        """The value as a whole number between two bounds, both included."""
        text = self.text()
        if not _INTEGER.fullmatch(text) or not least <= int(text) <= most:
            self.fail(f"“{self._name}”应是{least}至{most}之间的整数")
        return int(text)

    def day(self) -> date:
        """The value as a day written 2018-10-28, from the Party's founding year to 2100."""
        text = self.text()
        match = _DAY.fullmatch(text)
        if match and not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            self.fail(f"“{self._name}”应在{FIRST_YEAR}年至{LAST_YEAR}年之间")
        day = day_of(text)
        if day is None:
            self.fail(f"“{self._name}”应是日期，写成 2018-10-28")
        return day

    def boolean(self) -> bool:
        """The value as true or false."""
        text = self.text()
        if text not in ("true", "false"):
            self.fail(f"“{self._name}”应是 true 或 false")
        return text == "true"

    def one_of(self, choices: Sequence[str]) -> str:
        """The value as one of the choices."""
        text = self.text()
        if text not in choices:
            self.fail(f"“{self._name}”不能是“{text[:40]}”，可用：{'、'.join(choices)}")
        return text


class Mapped:
    """A mapping whose keys must all be asked for: `done` refuses the others."""

    def __init__(self, value: Value, values: Mapping[str, Value]) -> None:
        self._value = value
        self._values = values
        self._asked: set[str] = set()

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        self._asked |= set(self._values)
        return iter(self._values.items())

    def fail(self, message: str) -> NoReturn:
        """Raise a RulebookError at the line where the mapping begins."""
        self._value.fail(message)

    def get(self, key: str) -> Value | None:
        """The value of a key that may be absent."""
        self._asked.add(key)
        return self._values.get(key)

    def need(self, key: str) -> Value:
        """The value of a key that must be there."""
        value = self.get(key)
        if value is None:
            self.fail(f"缺少“{key}”")
        return value

    def text(self, key: str, default: str = "") -> str:
        """The text of a key that may be absent."""
        value = self.get(key)
        return default if value is None else value.text()

    def done(self) -> None:
        """Refuse keys nobody asked for."""
        for key, value in self._values.items():
            if key not in self._asked:
                known = "、".join(sorted(self._asked))
                value.fail(f"不认识的键“{key[:40]}”，此处可用：{known}")


def read(text: str, file: str) -> Mapped:
    """The document's top mapping; RulebookError when it is not one plain YAML document.

    Anchors and aliases are refused: a rulebook has no use for them and a bomb is made of them.
    """
    if len(text) > MOST_CHARACTERS:
        raise RulebookError(file, None, "文件过大，规则文件不应超过一百万字")
    try:
        node = _compose(text, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise RulebookError(file, line, _MALFORMED) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise RulebookError(file, None, "含有不能识别的字符，请存为UTF-8编码的文本") from error
    if node is None:
        raise RulebookError(file, None, "文件是空的")
    return Value(node, file, "文件").mapping()


def _compose(text: str, file: str) -> yaml.Node | None:
    """The nodes with their lines, in one pass over the events and without recursion.

    The events come from libyaml where PyYAML was built with it: ten times faster.
    """
    open_nodes: list[yaml.CollectionNode] = []
    top: yaml.Node | None = None
    for event in yaml.parse(text, Loader=_LOADER):
        if getattr(event, "anchor", None) is not None:
            raise RulebookError(file, _line(event), "不允许使用锚点和引用（& 和 *）")
        mark: Any = event.start_mark  # of the one or the other parser
        if isinstance(event, yaml.ScalarEvent):
            node: yaml.Node = yaml.ScalarNode("", event.value, mark)
        elif isinstance(event, yaml.CollectionStartEvent):
            made = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else _SEQUENCE
            node = made("", [], mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            _pair(open_nodes.pop())
            continue
        elif isinstance(event, yaml.DocumentStartEvent) and top is not None:
            raise RulebookError(file, _line(event), _MALFORMED)
        else:
            continue
        if open_nodes:
            open_nodes[-1].value.append(node)
        else:
            top = node
        if isinstance(node, yaml.CollectionNode):
            open_nodes.append(node)
            if len(open_nodes) > MOST_DEPTH:
                raise RulebookError(file, _line(event), "层次过深")
    return top


def _pair(node: yaml.CollectionNode) -> None:
    """A mapping's keys and values, gathered one after the other, as pairs."""
    if isinstance(node, yaml.MappingNode):
        node.value = list(zip(node.value[::2], node.value[1::2], strict=True))


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None
