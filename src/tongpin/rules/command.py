"""`tongpin rules lint`: tell whoever writes a rulebook what is wrong with it, by file and line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from .book import Book
from .elements import run
from .loader import load_builtin, load_text
from .strict_yaml import MOST_CHARACTERS, RulebookError

OK, PROBLEMS, UNREADABLE = 0, 1, 2
_BYTES_PER_CHARACTER = 4


def lint(paths: Sequence[str]) -> int:
    """Check the files, or the built-in rulebooks when none is named; print what was found.

    0 when all are in order, 1 when some have problems, 2 when a file could not be read at all.
    """
    if not paths:
        return _lint_builtin()
    return max(_lint_one(Path(path)) for path in paths)


def _lint_builtin() -> int:
    try:
        book = load_builtin()
    except RulebookError as error:
        print(error)
        return PROBLEMS
    print(f"内置规则库没有问题，共{_counts(book)}。")
    return OK


def _counts(book: Book) -> str:
    """1条规则、3个参数: what a book holds, kinds that it has none of left out."""
    numbers = (
        (len(book), "条规则"),
        (len(book.parameters), "个参数"),
        (len(book.procedures), "个程序"),
    )
    return "、".join(f"{number}{unit}" for number, unit in numbers if number) or "0条规则"


def _lint_one(path: Path) -> int:
    try:
        if path.stat().st_size > MOST_CHARACTERS * _BYTES_PER_CHARACTER:
            raise RulebookError(str(path), None, "文件过大，规则文件不应超过一百万字")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        print(f"{path}：不是UTF-8编码的文本，请另存为UTF-8", file=sys.stderr)
        return UNREADABLE
    except RulebookError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except (OSError, ValueError):
        print(f"{path}：打不开，请检查文件名和权限", file=sys.stderr)
        return UNREADABLE
    try:
        book = load_text(text, path.name)
    except RulebookError as error:
        print(error)
        return PROBLEMS
    print(f"{path}：没有问题，共{_counts(book)}。")
    return OK


def answer_all(name: str, words: Sequence[str]) -> int:
    """`tongpin rules dues|vote|term|development [FILE|-]`: the JSON array contract."""
    from . import answers

    return run(words, getattr(answers, f"{name}_answer"))
