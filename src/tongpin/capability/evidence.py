"""What a ledger can tell of units, for whoever assesses them (docs/adr/0022).

No evidence at all means that the ledger cannot tell, which is never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """Something that a ledger can tell of a unit: a number of records, or with `is_share` how much of
    what was asked is done. `url` names the page where the records are.
    """

    key: str
    label: str
    is_share: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ledger knows of a unit over a span of days: `done`, of `of` where it is a share.

    No evidence at all means that the ledger cannot tell; `of` 0 that nothing was asked. `words` say
    it in Chinese, `refs` are the records that counted.
    """

    key: str
    unit: int
    done: int
    of: int | None = None
    words: str = ""
    refs: tuple[str, ...] = ()
