"""Compares a reading with its labels, as the labels' own rules say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from tongpin.formats.plan import read_plan

PLANS = Path(__file__).parent / "plans"


@dataclass
class Score:
    """Counts of one reading; `matched` are pairs of a reading and a label that counts."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    matched: int = 0
    kinds: int = 0
    frequencies: int = 0
    deadlines: int = 0

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over duties."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def share(self, name: str) -> float:
        """How many of the matched ones are right in `kinds`, `frequencies` or `deadlines`."""
        return getattr(self, name) / max(1, self.matched)


def bare(text: str | None) -> str:
    """Without white space."""
    return "".join((text or "").split())


def names() -> list[str]:
    """The labelled papers."""
    return sorted(p.stem for p in PLANS.glob("*.json"))


def labels(name: str) -> dict[str, Any]:
    """The labels of a paper."""
    return json.loads((PLANS / f"{name}.json").read_text("utf8"))


def reading(name: str) -> dict[str, Any]:
    """What the reader makes of a paper."""
    return read_plan((PLANS / f"{name}.txt").read_bytes(), name).as_dict(name)


def _overlap(a: str, b: str) -> float:
    block = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return block.size / max(1, min(len(a), len(b)))


def score(name: str) -> Score:
    """Match duties within their measure by their words, the best pair first."""
    got, wanted = reading(name)["duties"], labels(name)["duties"]
    pairs = []
    for g, duty in enumerate(got):
        for w, label in enumerate(wanted):
            if duty["measure_index"] != label["measure_index"]:
                continue
            likeness = _overlap(bare(duty["quote"]), bare(label["quote"]))
            if likeness >= 0.6:
                closer = (duty["kind"] == label["kind"]) + (duty["frequency"] == label["frequency"])
                pairs.append((likeness + 0.1 * closer + 0.05 * (not label["optional"]), g, w))
    chosen: dict[int, int] = {}
    for _, g, w in sorted(pairs, reverse=True):
        if g not in chosen and w not in chosen.values():
            chosen[g] = w
    result = Score()
    for g, duty in enumerate(got):
        if g not in chosen:
            result.wrong += 1
            continue
        label = wanted[chosen[g]]
        if label["optional"]:
            continue
        result += Score(
            right=1,
            matched=1,
            kinds=duty["kind"] == label["kind"],
            frequencies=duty["frequency"] == label["frequency"],
            deadlines=duty["deadline"] == label["deadline"],
        )
    taken = set(chosen.values())
    result.missed = sum(not d["optional"] and n not in taken for n, d in enumerate(wanted))
    return result
