"""A directive for the tests: the bureau got it on 1 September, to be answered by the 30th."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.directives import actions, queries
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org.scope import Scope

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
DUE = date(2020, 9, 30)


def fresh(row):
    """The directive with its counts."""
    return queries.directive(Scope.everything(), row.pk)


def received(cast, **more):
    """Entered by the office."""
    values = {
        "title": "关于开展警示教育的通知", "number": "青纪发〔2020〕8号", "issuer": "县纪委",
        "received_on": date(2020, 9, 1), "reply_due_on": DUE,
    } | more  # fmt: skip
    return fresh(actions.receive(cast.actor("office"), unit=cast.unit("JU"), **values))


def meeting(cast, on=date(2020, 9, 4)):
    """A meeting of the committee."""
    return record_gathering(
        cast.actor("office"), unit=cast.unit("JU"),
        minutes=Minutes(kinds=("leading_meeting",), topic="传达县纪委通知", held_on=on),
    )  # fmt: skip


def transmitted(cast, **more):
    """Passed on at a meeting."""
    row = received(cast, **more)
    actions.transmit(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version,
        gathering=meeting(cast),
    )  # fmt: skip
    return fresh(row)


def split(cast, **more):
    """With one measure for the first branch."""
    row = transmitted(cast, **more)
    actions.add_measure(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version,
        text="召开警示教育大会", responsible_unit=cast.unit("ZB1"), responsible_name="张守正",
        due_on=date(2020, 9, 25),
    )  # fmt: skip
    return fresh(row)


def measure(cast):
    """That measure."""
    return split(cast).measures.select_related("responsible_unit", "directive__unit").get()


def carried_out(cast, **more):
    """The measure done with its evidence."""
    row = split(cast, **more)
    item = row.measures.select_related("responsible_unit").get()
    actions.record_progress(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), measure=item, version=item.version,
        note="9月18日已召开", on=date(2020, 9, 18), is_done=True, files=[("会.png", PNG)],
    )  # fmt: skip
    return fresh(row)


def answered(cast, **more):
    """Reported back."""
    row = carried_out(cast, **more)
    actions.answer(
        cast.actor("office"), unit=row.unit, directive=row, version=row.version,
        reply="已开展警示教育", replied_on=date(2020, 9, 19),
    )  # fmt: skip
    return fresh(row)
