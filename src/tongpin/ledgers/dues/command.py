"""`tongpin dues check`: prove that the books balance; nightly, or whenever somebody asks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tongpin.ledgers.dues.queries import check as compare
from tongpin.rules.money import yuan

SHOWN = 50


def check(words: Sequence[str]) -> int:
    """Compare every sum that is kept twice; exit code 0 when all fit, 1 where one does not.

    Needs Django set up. Prints at most `SHOWN` problems and how many there are.
    """
    argparse.ArgumentParser(prog="tongpin dues check").parse_args(list(words))
    found = compare()
    if not found.problems:
        print(
            f"党费账相符：核定 {found.assessments} 条，收据 {found.payments} 张，"
            f"凭证 {found.vouchers} 张，结存 {yuan(found.balance_fen)} 元。"
        )
        return 0
    for problem in found.problems[:SHOWN]:
        print(problem)
    print(f"党费账不符：发现 {len(found.problems)} 处，请据此核对。")
    return 1
