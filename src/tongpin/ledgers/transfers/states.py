"""The course of a transfer as data: which step leads where on which route. Nothing may be skipped.

Routes: out to another bureau, in from one, within the tree between two committees, and a move between
branches of one committee, which needs no letter.
"""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """Which way a transfer goes."""

    OUT = "out"
    IN = "in"
    WITHIN = "within"
    MOVE = "move"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _ROUTES[self]


class State(StrEnum):
    """Where a transfer stands."""

    DRAFT = "draft"
    BRANCH_CONFIRMED = "branch_confirmed"
    COMMITTEE_APPROVED = "committee_approved"
    ISSUED = "issued"
    RECEIVED = "received"
    ASSIGNED = "assigned"
    RECEIPT_RETURNED = "receipt_returned"
    CLOSED = "closed"
    LOST_LETTER = "lost_letter"
    UNDER_INQUIRY = "under_inquiry"
    RETURNED = "returned"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The Chinese word: what is waited for."""
        return _STATES[self]

    @property
    def reached(self) -> str:
        """What was done when the state was reached, for the course on the page."""
        return _REACHED.get(self, _STATES[self])


class Verb(StrEnum):
    """A step that somebody takes."""

    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    ISSUE = "issue"
    LOSE = "lose"
    INQUIRE = "inquire"
    REISSUE = "reissue"
    RECEIVE = "receive"
    REFUSE = "refuse"
    ASSIGN = "assign"
    RECEIPT = "receipt"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """The Chinese word of its button."""
        return _VERBS[self]


_ROUTES = {
    Route.OUT: "转出", Route.IN: "转入", Route.WITHIN: "内部转接（跨党委）", Route.MOVE: "内部转接",
}  # fmt: skip
_STATES = {
    State.DRAFT: "待支部核实", State.BRANCH_CONFIRMED: "待党委审核",
    State.COMMITTEE_APPROVED: "待开介绍信", State.ISSUED: "待接收", State.RECEIVED: "待编入支部",
    State.ASSIGNED: "待回执", State.RECEIPT_RETURNED: "待归档", State.CLOSED: "已归档",
    State.LOST_LETTER: "介绍信遗失", State.UNDER_INQUIRY: "正在查询", State.RETURNED: "已退回",
    State.CANCELLED: "已撤销",
}  # fmt: skip
_REACHED = {
    State.DRAFT: "提出", State.BRANCH_CONFIRMED: "支部核实", State.COMMITTEE_APPROVED: "党委审核",
    State.ISSUED: "开具介绍信", State.RECEIVED: "接收", State.ASSIGNED: "编入支部",
    State.RECEIPT_RETURNED: "回执", State.CLOSED: "归档",
}  # fmt: skip
_VERBS = {
    Verb.CONFIRM: "支部核实", Verb.SEND_BACK: "退回支部", Verb.APPROVE: "党委审核",
    Verb.ISSUE: "开具介绍信", Verb.LOSE: "登记遗失", Verb.INQUIRE: "查询下落",
    Verb.REISSUE: "重新开具", Verb.RECEIVE: "接收", Verb.REFUSE: "退回", Verb.ASSIGN: "编入支部",
    Verb.RECEIPT: "登记回执", Verb.CLOSE: "归档", Verb.REOPEN: "重新办理", Verb.CANCEL: "撤销",
}  # fmt: skip

S, V = State, Verb
Steps = dict[tuple[State, Verb], State]

_START: Steps = {
    (S.DRAFT, V.CONFIRM): S.BRANCH_CONFIRMED,
    (S.BRANCH_CONFIRMED, V.SEND_BACK): S.DRAFT,
    (S.BRANCH_CONFIRMED, V.APPROVE): S.COMMITTEE_APPROVED,
    (S.DRAFT, V.CANCEL): S.CANCELLED,
    (S.BRANCH_CONFIRMED, V.CANCEL): S.CANCELLED,
    (S.COMMITTEE_APPROVED, V.CANCEL): S.CANCELLED,
}
_LETTER: Steps = {
    (S.COMMITTEE_APPROVED, V.ISSUE): S.ISSUED,
    (S.ISSUED, V.LOSE): S.LOST_LETTER,
    (S.UNDER_INQUIRY, V.LOSE): S.LOST_LETTER,
    (S.ISSUED, V.INQUIRE): S.UNDER_INQUIRY,
    (S.ISSUED, V.REISSUE): S.ISSUED,
    (S.LOST_LETTER, V.REISSUE): S.ISSUED,
    (S.UNDER_INQUIRY, V.REISSUE): S.ISSUED,
    (S.ISSUED, V.REFUSE): S.RETURNED,
    (S.UNDER_INQUIRY, V.REFUSE): S.RETURNED,
    (S.RETURNED, V.REOPEN): S.DRAFT,
    (S.ISSUED, V.CANCEL): S.CANCELLED,
    (S.LOST_LETTER, V.CANCEL): S.CANCELLED,
    (S.UNDER_INQUIRY, V.CANCEL): S.CANCELLED,
    (S.RETURNED, V.CANCEL): S.CANCELLED,
}
_ARRIVAL: Steps = {
    (S.ISSUED, V.RECEIVE): S.RECEIVED,
    (S.RECEIVED, V.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, V.RECEIPT): S.RECEIPT_RETURNED,
}
_END: Steps = {(S.RECEIPT_RETURNED, V.CLOSE): S.CLOSED}

ROUTES: dict[Route, Steps] = {
    Route.OUT: _START | _LETTER | _END | {
        (S.ISSUED, V.RECEIPT): S.RECEIPT_RETURNED,
        (S.UNDER_INQUIRY, V.RECEIPT): S.RECEIPT_RETURNED,
        (S.LOST_LETTER, V.RECEIPT): S.RECEIPT_RETURNED,
    },
    Route.IN: _ARRIVAL | _END | {
        (S.ISSUED, V.REFUSE): S.RETURNED,
        (S.ISSUED, V.CANCEL): S.CANCELLED,
    },
    Route.WITHIN: _START | _LETTER | _ARRIVAL | _END,
    Route.MOVE: _START | {
        (S.COMMITTEE_APPROVED, V.ASSIGN): S.ASSIGNED,
        (S.ASSIGNED, V.CLOSE): S.CLOSED,
    },
}  # fmt: skip
FIRST = {Route.IN: State.ISSUED}
SETTLED = frozenset({State.CLOSED, State.CANCELLED, State.RETURNED, State.RECEIPT_RETURNED})
"""Nothing is under way any more: the person may be transferred anew."""
ARRIVED = frozenset({State.RECEIVED, State.ASSIGNED, State.RECEIPT_RETURNED, State.CLOSED})
"""The receiving side has taken the person over."""
PATH = (
    State.DRAFT, State.BRANCH_CONFIRMED, State.COMMITTEE_APPROVED, State.ISSUED, State.RECEIVED,
    State.ASSIGNED, State.RECEIPT_RETURNED, State.CLOSED,
)  # fmt: skip
REASONED = frozenset({Verb.SEND_BACK, Verb.LOSE, Verb.REFUSE, Verb.CANCEL})


def follow(route: str, state: str, verb: str) -> State | None:
    """The state that a step leads to; None where the step may not be taken."""
    return ROUTES[Route(route)].get((State(state), Verb(verb)))


def verbs(route: str, state: str) -> tuple[Verb, ...]:
    """The steps that may be taken in a state, in the order of the table."""
    return tuple(verb for (at, verb) in ROUTES[Route(route)] if at == state)
