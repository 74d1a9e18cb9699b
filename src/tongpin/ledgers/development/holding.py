"""What of 发展党员 rests on a gathering or a vote: the steps that cite it."""

from __future__ import annotations

from tongpin.capability import Hold
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development.models import Step
from tongpin.ledgers.development.vocabulary import PROCEDURE

CURE = "确需更改的，先在“发展党员”里撤回这一步骤的记录。"
CITED = {"life": "gathering", "vote": "vote"}


def of_ref(ref: str) -> Hold | None:
    """The step that cites the gathering or the vote."""
    what, _, key = ref.partition(":")
    if what not in CITED:
        return None
    rows = Step.objects.filter(**{CITED[what]: int(key)}, withdrawn_reason="")
    found = rows.select_related("case__person").first()
    if found is None:
        return None
    title = current_book().procedure(PROCEDURE).title_of(found.step)
    return Hold(f"{found.case}的“{title}”", CURE)
