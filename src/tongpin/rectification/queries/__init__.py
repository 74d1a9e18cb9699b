"""Every read of problems."""

from tongpin.rectification.queries.problems import (
    categories,
    due_within,
    evidence,
    evidence_since,
    located,
    narrowed,
    open_names,
    overdue,
    problem,
    problems,
    problems_of,
    searched,
    steps,
)
from tongpin.rectification.queries.rounds import (
    Periods,
    periods,
    review_due,
    round_,
    round_choices,
    rounds,
    rounds_over,
)
from tongpin.rectification.queries.tallies import Tally, by_round, by_source, totals

__all__ = [
    "Periods",
    "Tally",
    "by_round",
    "by_source",
    "categories",
    "due_within",
    "evidence",
    "evidence_since",
    "located",
    "narrowed",
    "open_names",
    "overdue",
    "periods",
    "problem",
    "problems",
    "problems_of",
    "review_due",
    "round_",
    "round_choices",
    "rounds",
    "rounds_over",
    "searched",
    "steps",
    "totals",
]
