"""Which verb leads from which state to which: the whole loop in one table.

No verb that is missing here for a state can be carried out in it, whatever a request asks for.
"""

from __future__ import annotations

from tongpin.audit.errors import Refused
from tongpin.rectification.models import State, StepKind

S, K = State, StepKind

MOVES: dict[tuple[str, str], str] = {
    (S.FOUND, K.PLAN): S.PLANNED,
    (S.PLANNED, K.PLAN): S.PLANNED,
    (S.DOING, K.PLAN): S.DOING,
    (S.RETURNED, K.PLAN): S.RETURNED,
    (S.REOPENED, K.PLAN): S.REOPENED,
    (S.PLANNED, K.START): S.DOING,
    (S.DOING, K.PROGRESS): S.DOING,
    (S.RETURNED, K.PROGRESS): S.DOING,
    (S.REOPENED, K.PROGRESS): S.DOING,
    (S.LONG_TERM, K.PROGRESS): S.LONG_TERM,
    (S.DOING, K.SUBMIT): S.SUBMITTED,
    (S.LONG_TERM, K.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, K.RECALL): S.DOING,
    (S.SUBMITTED, K.RETURN): S.RETURNED,
    (S.SUBMITTED, K.CLOSE): S.CLOSED,
    (S.SUBMITTED, K.LONG_TERM): S.LONG_TERM,
    (S.CLOSED, K.REOPEN): S.REOPENED,
    (S.LONG_TERM, K.REOPEN): S.REOPENED,
    (S.CLOSED, K.REVIEW): S.CLOSED,
    (S.LONG_TERM, K.REVIEW): S.LONG_TERM,
    (S.CLOSED, K.PUBLISH): S.CLOSED,
    (S.LONG_TERM, K.PUBLISH): S.LONG_TERM,
    (S.FOUND, K.CANCEL): S.CANCELLED,
    (S.PLANNED, K.CANCEL): S.CANCELLED,
    **{(s, K.EXTEND): s for s in (S.PLANNED, S.DOING, S.RETURNED, S.REOPENED)},
    **{
        (s, K.HAND_OVER): s
        for s in (S.PLANNED, S.DOING, S.SUBMITTED, S.RETURNED, S.REOPENED, S.LONG_TERM)
    },
}

WHY_NOT: dict[str, str] = {
    K.PLAN: "这个问题已经申请销号或者销号，不能再改措施；需要重新整改的，先重新整改。",
    K.START: "先写明整改措施、责任人和时限，才能开始整改。",
    K.PROGRESS: "开始整改以后才能登记进展；已经销号的先重新整改。",
    K.SUBMIT: "整改中的问题才能申请销号；被退回的，先登记新的进展。",
    K.RECALL: "没有待核验的销号申请。",
    K.RETURN: "没有待核验的销号申请，不能退回。",
    K.CLOSE: "申请销号以后才能核验销号。",
    K.LONG_TERM: "申请销号、核验以后才能转为长期坚持。",
    K.REOPEN: "已经销号或者长期坚持的问题才能重新整改。",
    K.REVIEW: "销号以后才能评估成效。",
    K.PUBLISH: "销号或者转为长期坚持以后才能公开。",
    K.CANCEL: "已经开始整改的问题不能撤销，只能整改到销号。",
    K.EXTEND: "定了措施、还没有申请销号的问题才能延期。",
    K.HAND_OVER: "这个问题没有需要交接的责任。",
}


def next_state(state: str, verb: str) -> str:
    """The state that the verb leads to; `Refused` with the reason where it leads nowhere."""
    found = MOVES.get((state, verb))
    if found is None:
        raise Refused(WHY_NOT[verb])
    return found


def can_move(state: str, verb: str) -> bool:
    """Whether the verb is open in the state."""
    return (state, verb) in MOVES
