"""`tongpin rollup judge`: judge a folder of Parquet and write the findings as Parquet."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tongpin.rules.loader import RulebookError, load_builtin, load_text
from tongpin.unreadable import why

from .schema import UnreadableFolder
from .tables import NotSetBased

OK, UNREADABLE = 0, 2
_ENGINES = ("duckdb", "spark")


def main(words: Sequence[str]) -> int:
    """0 when the findings were written; 2, with a word on stderr, when nothing was written."""
    options = _parser().parse_args(words)
    try:
        total = _judge(options)
    except (UnreadableFolder, NotSetBased, RulebookError, ValueError) as error:
        return _complain(str(error))
    except ModuleNotFoundError as error:
        extra = "spark" if options.engine == "spark" else "rollup"
        return _complain(f"没有安装 {error.name}。请先安装：pip install 'tongpin[{extra}]'")
    except OSError as error:
        return _complain(f"{error.filename or options.out}：{why(error)}")
    print(f"已写入 {total} 条判定：{options.out}")
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tongpin rollup judge", description="成批判定一个文件夹的数据，写成 Parquet。"
    )
    parser.add_argument("--facts", type=Path, required=True, metavar="文件夹")
    parser.add_argument("--as-of", type=_day, required=True, metavar="日期")
    parser.add_argument("--out", type=Path, required=True, metavar="文件")
    parser.add_argument("--year", type=int, metavar="年度", help="默认为 --as-of 所在年度")
    parser.add_argument("--rules", type=Path, metavar="规则文件", help="另加的本地规则")
    parser.add_argument("--engine", choices=_ENGINES, default="duckdb")
    parser.add_argument("--memory", type=_memory, default="2GB", help="内存上限，如 2GB")
    parser.add_argument("--threads", type=int, choices=range(1, 257), default=2, metavar="线程数")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2020-09-20。") from None


def _memory(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,5}(MB|GB)", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是内存大小，请写成 2GB 或 512MB。")
    return text


def _judge(options: argparse.Namespace) -> int:
    book = load_builtin()
    if options.rules is not None:
        text = options.rules.read_text(encoding="utf-8")
        book = book.merge(load_text(text, options.rules.name))
    year = options.year or options.as_of.year
    if options.engine == "spark":
        from . import spark

        session = spark.session(os.environ.get("TONGPIN_SPARK_MASTER", "local[2]"))
        try:
            return spark.judge_to_file(
                session, book, options.facts, options.out, as_of=options.as_of, year=year
            )
        finally:
            session.stop()
    from . import duck

    return duck.judge_to_file(
        book,
        options.facts,
        options.out,
        as_of=options.as_of,
        year=year,
        memory=options.memory,
        threads=options.threads,
    )


def _complain(message: str) -> int:
    print(message, file=sys.stderr)
    return UNREADABLE
