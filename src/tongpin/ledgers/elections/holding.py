"""What of 换届选举 rests on a meeting: the ballots that were held there."""

from __future__ import annotations

from tongpin.capability import Hold
from tongpin.ledgers.elections.models import Ballot

CURE = "确需更改的，先在“换届选举”里撤回这一轮投票。"


def of_ref(ref: str) -> Hold | None:
    """The first ballot at the meeting that stands."""
    what, _, key = ref.partition(":")
    if what != "life":
        return None
    rows = Ballot.objects.filter(gathering=int(key), withdrawn_reason="")
    found = rows.select_related("election__case").first()
    return None if found is None else Hold(f"{found.election}的{found}", CURE)
