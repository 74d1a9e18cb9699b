"""The mark that the evidence gives for one item: pure, with the reason in words.

What cannot be told is no zero: it is left out, with the reason, and so is what a branch isn't asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tongpin.capability.evidence import Evidence
from tongpin.ledgers.assessment.models import Item, State
from tongpin.ledgers.assessment.points import shown

OPEN = ("due", "due_soon", "not_yet")
DONE = ("met", "met_late")


@dataclass(frozen=True, slots=True)
class Window:
    """One judgement of a duty as the item reads it; `subject` and `starts_on` lead to its page."""

    rule: str
    title: str
    label: str
    verdict: str
    reason: str
    refs: tuple[str, ...]
    key: str
    subject: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Mark:
    """How an item stands: `points` of `item.weight` in tenths, None where it is left out.

    `missing` is how many were lacking; `windows` and `evidence` are what it rests on.
    """

    item: Item
    state: State
    points: int | None
    reason: str
    done: int | None = None
    of: int | None = None
    missing: int = 0
    has_failed: bool = False
    refs: tuple[str, ...] = ()
    windows: tuple[Window, ...] = field(default=(), repr=False)
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)

    @property
    def lost(self) -> int:
        """Tenths of a point that are missing from the whole."""
        return self.item.weight - self.points if self.points is not None else 0

    @property
    def basis(self) -> dict[str, object]:
        """The evidence as a score keeps it."""
        return {
            "done": self.done, "of": self.of, "words": self.reason, "refs": list(self.refs),
            "points": self.points,
        }  # fmt: skip


def by_hand(item: Item) -> Mark:
    """No ledger knows: a person has to look."""
    return Mark(item, State.UNKNOWN, None, "没有台账登记这一项，须现场核实、附上材料。")


def by_duties(item: Item, windows: Sequence[Window]) -> Mark:
    """From the judgements of the duties: only windows that are over count."""
    number = Counter(w.verdict for w in windows)
    done, late = sum(number[v] for v in DONE), number["met_late"]
    of = done + number["overdue"]
    kept = tuple(windows)
    if not of:
        state, reason = _untold(windows, number)
        return Mark(item, state, None, reason, windows=kept)
    words = f"到期应完成{of}次（件），已完成{done}次（件）"
    words += f"，其中逾期完成{late}次" if late else ""
    if number["cannot_tell"]:
        words += f"；另有{number['cannot_tell']}个时段待核，没有计入"
    refs = tuple(ref for w in windows if w.verdict in DONE for ref in w.refs)
    missing = _missing(done, of, item.needed or 100)
    return _mark(item, words, done, of, missing, late, refs, windows=kept)


def _untold(windows: Sequence[Window], number: Counter[str]) -> tuple[State, str]:
    def because(verdict: str) -> str:
        return next((w.reason for w in windows if w.verdict == verdict), "")

    if number["cannot_tell"]:
        return State.UNKNOWN, f"不能判断：{because('cannot_tell')}"
    if any(number[v] for v in OPEN):
        return State.UNKNOWN, "还没有到期的时段，暂不评分。"
    if number["waived"]:
        return State.EXCLUDED, f"已免除：{because('waived')}"
    if number["not_applicable"]:
        return State.EXCLUDED, f"不涉及：{because('not_applicable')}"
    return State.UNKNOWN, "本年度没有对应的责任判定，不能判断。"


def by_evidence(item: Item, found: Sequence[Evidence], absent: Sequence[str] = ()) -> Mark:
    """From what the ledgers tell; `absent` are the labels of what none of them told."""
    kept = tuple(found)
    if not found:
        reason = f"台账里没有“{'”“'.join(absent)}”的数据，不能判断。"
        return Mark(item, State.UNKNOWN, None, reason)
    words = "；".join(e.words for e in found)
    shares = [e for e in found if e.of is not None]
    if shares:
        done, of = sum(e.done for e in shares), sum(e.of or 0 for e in shares)
        if not of:
            return Mark(item, State.EXCLUDED, None, f"不涉及：{words}。", evidence=kept)
        missing = _missing(done, of, item.needed or 100)
    else:
        done, of = sum(e.done for e in found), item.needed or 1
        words += f"，要求{of}"
        missing = max(0, of - done)
    if absent:
        words += f"；没有“{'”“'.join(absent)}”的数据，没有计入"
    refs = tuple(dict.fromkeys(ref for e in found for ref in e.refs))
    return _mark(item, words, done, of, missing, 0, refs, evidence=kept)


def _missing(done: int, of: int, percent: int) -> int:
    """How many are lacking of the percentage that is enough."""
    return max(0, -(-of * percent // 100) - done)


def _mark(
    item: Item, words: str, done: int, of: int, missing: int, late: int, refs: tuple[str, ...],
    *, windows: tuple[Window, ...] = (), evidence: tuple[Evidence, ...] = (),
) -> Mark:  # fmt: skip
    if item.is_veto:
        said = f"{words}。{'触及否决情形。' if missing else '没有触及。'}"
        return Mark(
            item, State.KNOWN, 0, said, done, of, missing, bool(missing), refs, windows, evidence
        )
    weight, parts = item.weight, []
    if missing and item.deduct is not None:
        lost = item.deduct * missing
        parts.append(f"少{missing}，每少一次扣{shown(item.deduct)}分")
    elif missing:
        enough = done + missing
        lost = weight - (weight * done * 2 + enough) // (enough * 2)
        parts.append(f"少{missing}，按完成比例计分")
    else:
        lost = 0
    if late and item.late:
        lost += item.late * late
        parts.append(f"逾期{late}次，每次扣{shown(item.late)}分")
    points = max(0, weight - lost)
    told = f"；{'；'.join(parts)}" if parts else ""
    said = f"{words}{told}，得{shown(points)}分。"
    return Mark(item, State.KNOWN, points, said, done, of, missing, False, refs, windows, evidence)
