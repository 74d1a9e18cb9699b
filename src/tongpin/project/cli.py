"""The `tongpin` command. Commands that need no database do not import Django: they answer at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

OK, SOME_WRONG, UNREADABLE = 0, 1, 2

DESCRIPTION = """同频：党建年度工作管理

  tongpin plan parse 文件…            读工作意见，输出部分、措施和责任（JSON）
  tongpin rules lint [文件…]          检查规则库
  tongpin rules diff 文件 --from 日期 采用一份本地规则会改变哪些判定
  tongpin rules dues [文件|-]         党费核定（JSON 数组）
  tongpin rules vote [文件|-]         到会人数和表决结果（JSON 数组）
  tongpin rules term [文件|-]         任期、提醒日和延期上限（JSON 数组）
  tongpin rules development [文件|-]  发展党员各步的判定和期限（JSON 数组）
  tongpin status --as-of 日期         各党组织各项责任的判定和缘由
  tongpin serve [--check]             启动服务；--check 只检查配置是否安全
  tongpin migrate                     建立或升级数据库
  tongpin judge [--year 年度]         重新判定全部责任
  tongpin notify send                 发出排队的邮件和群机器人通知（每分钟由系统定时执行）
  tongpin notify digest               把两周内到期的待办发到各账号的消息（每天早上由系统定时执行一次）
  tongpin search rebuild              重建检索：组织生活和附件里的文字
  tongpin rollup judge …              成批判定一个文件夹的 Parquet（见 docs/rollup.md）
  tongpin dues check                  核对党费账是否相符
  tongpin audit verify                校验操作记录链
  tongpin demo load                   载入示例单位（只在空库）
  tongpin openapi                     输出接口文档（OpenAPI）
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 (some elements wrong) or 2 (could not be read)."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        print(DESCRIPTION)
        return OK if words else UNREADABLE
    for length in (2, 1):
        command = COMMANDS.get(" ".join(words[:length]))
        if command is not None:
            return command(words[length:])
    return _complain(f"没有“{' '.join(words[:2])}”这个命令。用 tongpin --help 查看全部命令。")


def _complain(message: str) -> int:
    print(message, file=sys.stderr)
    return UNREADABLE


def _django() -> None:
    """Set Django up, and say plainly when the database is missing or old."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongpin.project.settings")
    import django

    django.setup()


def _parser(command: str) -> argparse.ArgumentParser:
    import argparse

    return argparse.ArgumentParser(prog=f"tongpin {command}", add_help=True)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2020-09-20。") from None


def plan_parse(words: list[str]) -> int:
    """`tongpin plan parse FILE…`: the contract of docs/commands.md."""
    from tongpin.formats.command import main as parse

    return parse(words)


def rules_lint(words: list[str]) -> int:
    """`tongpin rules lint [FILE…]`."""
    from tongpin.rules.command import lint

    return lint(words)


def rules_diff(words: list[str]) -> int:
    """`tongpin rules diff FILE [--from DATE] [--json]`: what adopting a local rulebook would change."""
    parser = _parser("rules diff")
    parser.add_argument("file")
    parser.add_argument("--from", dest="since", type=_date)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(words)
    _django()
    from tongpin.audit.errors import Refused
    from tongpin.project.diffing import changed_by, print_changes

    try:
        rows = changed_by(options.file, options.since)
    except Refused as refusal:
        return _complain(refusal.message)
    if options.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
    else:
        print_changes(rows)
    return OK


def _rules(name: str) -> Callable[[list[str]], int]:
    def command(words: list[str]) -> int:
        from tongpin.rules.command import answer_all

        return answer_all(name, words)

    return command


def migrate(words: list[str]) -> int:
    """`tongpin migrate`: make or upgrade the database."""
    _django()
    from django.core.management import call_command

    call_command("migrate", *words, verbosity=0, interactive=False)
    return OK


def judge(words: list[str]) -> int:
    """`tongpin judge`: rebuild every finding from the facts."""
    parser = _parser("judge")
    parser.add_argument("--year", type=int, choices=range(2000, 2100), metavar="年度")
    options = parser.parse_args(words)
    _django()
    from tongpin.audit.clock import site_day
    from tongpin.capability import run_daily
    from tongpin.duties.judging import rebuild
    from tongpin.org.queries import root

    if root() is None:
        return _complain("还没有建立单位。请先运行 make run 并在网页上完成首次设置。")
    run_daily()
    year = options.year or site_day().year
    print(f"已按 {site_day()} 重新判定 {year} 年，共 {rebuild(year)} 条结果。")
    return OK


def status(words: list[str]) -> int:
    """`tongpin status --as-of DATE [--unit CODE] [--json]`."""
    parser = _parser("status")
    parser.add_argument("--as-of", type=_date)
    parser.add_argument("--unit")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(words)
    _django()
    from tongpin.audit.clock import site_day
    from tongpin.org.queries import unit_by_code
    from tongpin.org.scope import Scope
    from tongpin.project.status import print_table
    from tongpin.reports.queries import status_rows

    scope = Scope.everything()
    if options.unit is not None:
        unit = unit_by_code(options.unit)
        if unit is None:
            return _complain(f"没有代码为“{options.unit}”的党组织。")
        scope = Scope(((unit.path, True),))
    day = options.as_of or site_day()
    rows = status_rows(scope, as_of=day, year=day.year)
    if options.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
    else:
        print_table(rows, day)
    return OK


def audit_verify(words: list[str]) -> int:
    """`tongpin audit verify`: walk the chain; exit 1 where it is broken."""
    _parser("audit verify").parse_args(words)
    _django()
    from tongpin.audit.chain import verify

    seen, breaks = verify()
    if not breaks:
        print(f"操作记录链完整，共 {seen} 条。")
        return OK
    for item in breaks[:20]:
        print(f"第 {item.number} 条：{item.reason}")
    print(f"操作记录链不完整：{seen} 条中发现 {len(breaks)} 处问题。")
    return SOME_WRONG


def dues_check(words: list[str]) -> int:
    """`tongpin dues check`: prove that the books balance; exit 1 where they do not."""
    _django()
    from tongpin.ledgers.dues.command import check

    return check(words)


def rollup_judge(words: list[str]) -> int:
    """`tongpin rollup judge`: judge a folder of Parquet without the database."""
    from tongpin.rollup.command import main as judge_folder

    return judge_folder(words)


def notify_send(words: list[str]) -> int:
    """`tongpin notify send`: empty the queue of notices; exit 1 where something finally failed."""
    parser = _parser("notify send")
    parser.add_argument("--limit", type=int, default=1000, help="最多发送多少条")
    options = parser.parse_args(words)
    _django()
    from tongpin.capability import run_daily
    from tongpin.life.sending import send_waiting

    run_daily()
    found = send_waiting(limit=max(1, options.limit))
    print(f"已发送 {found['sent']} 条，稍后重试 {found['waiting']} 条，失败 {found['failed']} 条。")
    return SOME_WRONG if found["failed"] else OK


def notify_digest(words: list[str]) -> int:
    """`tongpin notify digest`: what falls due within a fortnight, to each account once a day."""
    _parser("notify digest").parse_args(words)
    _django()
    from tongpin.life.digest import digest

    print(f"已向 {digest()} 人发出近期待办。")
    return OK


def search_rebuild(words: list[str]) -> int:
    """`tongpin search rebuild`: read attachments that were not read yet and index every gathering."""
    _parser("search rebuild").parse_args(words)
    _django()
    from tongpin.life.indexing import rebuild

    gatherings, files = rebuild()
    print(f"已重建 {gatherings} 条组织生活的检索，新读取附件 {files} 个。")
    return OK


def demo_load(words: list[str]) -> int:
    """`tongpin demo load`: the sample bureau into an empty database; a second run changes nothing."""
    _parser("demo load").parse_args(words)
    _django()
    from tongpin.project.sample.load import load

    return load()


def openapi(words: list[str]) -> int:
    """`tongpin openapi`: the OpenAPI document, as it is committed in docs/openapi.json."""
    _parser("openapi").parse_args(words)
    _django()
    from tongpin.api.schema import document

    print(document())
    return OK


def serve(words: list[str]) -> int:
    """`tongpin serve`: the production server."""
    from tongpin.project.server import run

    return run(words, _parser("serve"))


def manage(words: list[str]) -> int:
    """`tongpin manage …`: Django's own commands, for administrators and developers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongpin.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongpin manage", *words])
    return OK


COMMANDS: dict[str, Callable[[list[str]], Any]] = {
    "plan parse": plan_parse,
    "rules lint": rules_lint,
    "rules diff": rules_diff,
    "rules dues": _rules("dues"),
    "rules vote": _rules("vote"),
    "rules term": _rules("term"),
    "rules development": _rules("development"),
    "status": status,
    "serve": serve,
    "migrate": migrate,
    "judge": judge,
    "audit verify": audit_verify,
    "notify send": notify_send,
    "notify digest": notify_digest,
    "search rebuild": search_rebuild,
    "rollup judge": rollup_judge,
    "dues check": dues_check,
    "demo load": demo_load,
    "openapi": openapi,
    "manage": manage,
}
