"""Reading: time grows linearly with the text, a paper takes well under 50 ms, the command starts fast."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib import resources

from tongpin.formats.plan import parse_plan

PAPER = (resources.files("tongpin.project.sample") / "2020年党建工作意见.txt").read_text("utf8")


def seconds(text: str, times: int) -> float:
    """The best of several readings."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        parse_plan(text)
        best = min(best, time.perf_counter() - started)
    return best


def best_run(words: list[str], times: int = 5) -> float:
    """The best wall time of a command."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - started)
    return best


def report(name: str, ratio: float, limit: float) -> None:
    """One line a promise."""
    print(f"{name}: ratio={ratio:.2f} limit={limit:g} {'ok' if ratio <= limit else 'over'}")


def main() -> None:
    """Print the three ratios."""
    parse_plan(PAPER)
    body = PAPER[PAPER.index("一、加强") :]
    small, large = body * (100_000 // len(body)), body * (1_000_000 // len(body))
    report("reading 1 MB against 10 x 100 KB", seconds(large, 1) / (10 * seconds(small, 3)), 1.5)
    report("a 2,500-character paper against 50 ms", seconds(PAPER, 20) / 0.05, 1.0)
    paper = str(resources.files("tongpin.project.sample") / "2020年党建工作意见.txt")
    django = best_run([sys.executable, "-c", "import django"])
    command = best_run([sys.executable, "-m", "tongpin", "plan", "parse", paper])
    report("command start to answer against `import django`", command / django, 3.0)


if __name__ == "__main__":
    main()
