"""One finding as a row of plain values: what the engine and the queries are compared by."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tongpin.rules.checks import CountAtLeast
from tongpin.rules.finding import Finding
from tongpin.rules.interval import closed


class Row(NamedTuple):
    """A finding without its words; `counted` is how many facts count.

    `met_on` is the day on which the duty was met: that of the fact that made the number full, or,
    where no number of facts is asked, of the last fact that counts.
    """

    rule: str
    subject: str
    starts_on: date
    ends_on: date
    verdict: str
    needed: int
    counted: int
    deadline: date | None
    met_on: date | None


def row_of(finding: Finding) -> Row:
    """The engine's finding as a row."""
    start, end = closed(finding.window)
    return Row(
        finding.rule.key,
        finding.subject.key,
        start,
        end,
        finding.verdict.value,
        finding.needed,
        len(finding.counted),
        finding.deadline,
        _met_on(finding),
    )


def _met_on(finding: Finding) -> date | None:
    edition = finding.edition
    if not finding.verdict.is_done or edition.bound == "max" or not finding.counted:
        return None
    if isinstance(edition.check, CountAtLeast) and not edition.is_qualitative:
        return finding.counted[max(edition.check.times, 1) - 1].on
    return finding.counted[-1].on
