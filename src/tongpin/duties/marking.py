"""The paper's text cut into plain and marked pieces, so that each duty shows its words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from tongpin.duties.models import Duty, Measure, Plan


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `duties` are those whose words it is part of."""

    text: str
    duties: tuple[Duty, ...] = ()


def pieces(text: str, start: int, end: int, duties: Iterable[Duty]) -> list[Piece]:
    """The text between two offsets cut wherever a duty's words begin or end."""
    spans = [
        (max(start, d.start), min(end, d.end), d)
        for d in duties
        if d.start is not None and d.end is not None and d.start < end and d.end > start
    ]
    edges = sorted({start, end, *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    return [
        Piece(text[a:b], tuple(d for s, e, d in spans if s <= a and b <= e))
        for a, b in itertools.pairwise(edges)
        if a < b
    ]


@dataclass(frozen=True, slots=True)
class MarkedMeasure:
    """A measure with its marked text and its duties."""

    measure: Measure
    heading: str
    pieces: list[Piece]
    duties: list[Duty]


def marked(plan: Plan) -> list[MarkedMeasure]:
    """The paper measure by measure; `heading` is the section's where a new one begins."""
    duties = list(plan.duties.all())
    result, section = [], None
    for measure in plan.measures.all():
        own = [d for d in duties if d.measure_id == measure.pk]
        heading = ""
        if measure.section_id != section and measure.section is not None:
            section = measure.section_id
            heading = str(measure.section)
        live = [d for d in own if not d.is_dropped]
        result.append(
            MarkedMeasure(
                measure, heading, pieces(plan.text, measure.start, measure.end, live), own
            )
        )
    return result


def loose(plan: Plan) -> list[Duty]:
    """Duties outside of every measure: in the lead paragraph, or in a paper of sections only."""
    return [d for d in plan.duties.all() if d.measure_id is None]
