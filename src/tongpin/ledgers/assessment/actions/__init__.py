"""Every write of 示范支部创建."""

from tongpin.ledgers.assessment.actions.awarding import award, recheck, withdraw_award
from tongpin.ledgers.assessment.actions.creating import (
    Outline,
    cite_lesson,
    drop_lesson,
    file_case,
    open_creation,
    take_step,
    write_plan,
)
from tongpin.ledgers.assessment.actions.schemes import (
    delete_scheme,
    draft_scheme,
    drop_item,
    new_edition,
    publish_scheme,
    put_item,
    retire_scheme,
    revise_scheme,
    take_shipped,
)
from tongpin.ledgers.assessment.actions.scoring import (
    Given,
    finish,
    make_gaps,
    reopen,
    score_item,
)

__all__ = [
    "Given",
    "Outline",
    "award",
    "cite_lesson",
    "delete_scheme",
    "draft_scheme",
    "drop_item",
    "drop_lesson",
    "file_case",
    "finish",
    "make_gaps",
    "new_edition",
    "open_creation",
    "publish_scheme",
    "put_item",
    "recheck",
    "reopen",
    "retire_scheme",
    "revise_scheme",
    "score_item",
    "take_shipped",
    "take_step",
    "withdraw_award",
    "write_plan",
]
