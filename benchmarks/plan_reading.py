"""Time of reading a work opinion: a usual paper, how it grows, and how soon the command answers.

Run: `python benchmarks/plan_reading.py`. Prints ratios, as machines differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import resources

from tongpin.formats.plan import parse_plan

MEASURE = (
    "（{n}）规范组织生活。各党支部每季度召开1次党员大会，每月召开1次支委会，6月底前完成换届选举；"
    "全年发展党员3名，其中35岁以下不少于2名。\n"
)
HEAD = "XX县水务局2020年党建工作要点\n为做好今年工作，制定本要点。\n一、加强组织建设\n"


def paper(characters: int, *, line: int = 0) -> str:
    """A paper of about so many characters, with lines broken after `line` characters if given."""
    numbers = "一二三四五六七八九十"
    count = max(1, characters // len(MEASURE))
    text = HEAD + "".join(MEASURE.format(n=numbers[i % 10]) for i in range(count))
    if not line:
        return text
    return "\n".join(text[i : i + line] for i in range(0, len(text), line))


def best(act: Callable[[], object], repeat: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(repeat):
        begun = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def command(*words: str) -> float:
    """Seconds until a fresh interpreter has answered, with byte code kept as where it is installed."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def act() -> object:
        return subprocess.run([sys.executable, *words], check=True, capture_output=True, env=kept)

    act()
    return best(act, 5)


def report(name: str, ratio: float, limit: float) -> None:
    """One line a promise."""
    print(f"{name}: ratio={ratio:.2f} limit={limit:g} {'ok' if ratio <= limit else 'over'}")


def main() -> None:
    """Print every ratio."""
    parse_plan(paper(500))
    report("2,500 characters against 50 ms", best(lambda: parse_plan(paper(2500))) / 0.05, 1)
    for name, line in (("as paragraphs", 0), ("hard-wrapped at 28", 28)):
        small = best(lambda line=line: parse_plan(paper(100_000, line=line)))
        large = best(lambda line=line: parse_plan(paper(1_000_000, line=line)), 1)
        report(f"1 MB against ten of 100 KB, {name}", large / small / 10, 1.5)
    blob = paper(100_000).replace("\n", "")
    print(f"100 KB without line breaks: {best(lambda: parse_plan(blob), 1):.2f} s")
    django = command("-c", "import django")
    founding = str(resources.files("tongpin.project.sample") / "2020年党建工作意见.txt")
    ours = command("-m", "tongpin", "plan", "parse", founding)
    report("command start to answer against `import django`", ours / django, 3)


if __name__ == "__main__":
    main()
