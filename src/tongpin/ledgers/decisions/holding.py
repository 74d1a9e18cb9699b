"""What of 三重一大 rests on a meeting or a vote: the items that were decided there, and the roll of
one that is still being discussed.
"""

from __future__ import annotations

from tongpin.capability import Hold
from tongpin.ledgers.decisions.models import Item

CLOSED = "决定不能改票、不能撤回；需要变更的，重新提出议题，由同一机构再作决定。"
OPEN = "请在“民主决策”的议题页撤回表决名单。"


def of_ref(ref: str) -> Hold | None:
    """The item that was concluded at the meeting or by the vote; for a vote also one that is open."""
    what, _, key = ref.partition(":")
    rows = Item.objects.filter(withdrawn_reason="").select_related("topic", "resolution")
    if what == "life":
        found = rows.filter(gathering=int(key)).exclude(outcome="").first()
    elif what == "vote":
        found = rows.filter(vote=int(key)).first()
    else:
        return None
    return None if found is None else _hold(found)


def _hold(item: Item) -> Hold:
    resolution = getattr(item, "resolution", None)
    if resolution is not None:
        return Hold(f"决议{resolution}", CLOSED)
    if item.outcome:
        return Hold(f"议题“{item.topic}”的结论", CLOSED)
    return Hold(f"议题“{item.topic}”的表决名单", OPEN, is_closed=False)
