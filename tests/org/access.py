"""What the access table needs of personal files and units: one of each, in the first branch."""

from __future__ import annotations

from datetime import date

from tests.architecture.row import Row, pk
from tongpin.formats.mapping import Table
from tongpin.org import actions


def request_of(cast):
    """郑文 asks for another position."""
    return actions.ask_change(
        cast.actor("member1"), person=cast.person("郑文"), wanted={"position": "供水股股长"}
    )


def circumstance(cast):
    """郑文 is abroad."""
    person = cast.person("郑文")
    return actions.add_circumstance(
        cast.actor("office"), unit=person.home, person=person, kind="abroad",
        starts_on=date(2020, 9, 1),
    )  # fmt: skip


def training(cast):
    """张守正 went to a course."""
    person = cast.person("张守正")
    return actions.add_training(
        cast.actor("office"), unit=person.home, person=person, title="党支部书记轮训班",
        level="county", starts_on=date(2020, 5, 6), ends_on=date(2020, 5, 8), hours=24,
        is_concentrated=True,
    )  # fmt: skip


def reward(cast):
    """张守正 was commended."""
    person = cast.person("张守正")
    return actions.add_reward(
        cast.actor("office"), unit=person.home, person=person, title="优秀共产党员",
        granted_by="县直机关工委", granted_on=date(2019, 7, 1), number="青直工委〔2019〕8号",
    )  # fmt: skip


def renamed(cast):
    """The first branch has a new name."""
    return actions.rename_unit(
        cast.actor("office"), unit=cast.unit("ZB1"), name="机关第一党支部", on=date(2020, 9, 1),
        approval_number="局党发〔2020〕9号",
    )  # fmt: skip


def term(cast):
    """The committee of the first branch was elected in 2018."""
    return actions.record_term(
        cast.actor("office"), unit=cast.unit("ZB1"), number=2, elected_on=date(2018, 11, 5),
        expires_on=date(2021, 11, 5), approval_number="局党发〔2018〕20号",
    )  # fmt: skip


UNIT = {"args": lambda cast: [cast.units["ZB1"]], "without": "secretary1", "outside": "office2"}
PERSON = {"args": lambda cast: [cast.people["郑文"]], "outside": "secretary2"}
PERSON_KEPT = {"args": lambda cast: [cast.people["郑文"]]}


def unclear(cast):
    """An upload whose columns nobody knows yet."""
    table = Table(1, ["名字", "种类", "在哪"], [["林一", "正式党员", "第一党支部"]])
    return actions.preview_roster(
        cast.actor("office"), unit=cast.unit("JU"), file_name="表.xlsx", file_hash="1" * 64,
        rows=[], table=table, columns=dict.fromkeys(table.heads, ""),
    )  # fmt: skip


ROWS = [
    Row("org:roster-columns", "office", without="secretary1", args=pk(unclear)),
    Row("org:unit-merge", "office", **UNIT),
    Row("org:unit-split", "office", **UNIT),
    Row("org:unit-rename", "office", **UNIT),
    Row("org:unit-move", "office", **UNIT),
    Row("org:pick", "member1"),
    Row("org:term-new", "office", **UNIT),
    Row("org:event-undo", "office", **UNIT | {"args": pk(renamed)}),
    Row("org:term-postpone", "office", **UNIT | {"args": pk(term)}),
    Row("org:term-withdraw", "office", **UNIT | {"args": pk(term)}),
    Row("org:person-paper", "secretary1", without="member1", **PERSON),
    Row("org:person-full-paper", "office", without="secretary1", post=True, **PERSON_KEPT),
    Row("org:circumstance-new", "secretary1", without="committee1", **PERSON),
    Row("org:circumstances-reveal", "secretary1", without="committee1", post=True, **PERSON),
    Row("org:circumstance-end", "secretary1", without="committee1", outside="secretary2",
        args=pk(circumstance)),
    Row("org:rewards", "secretary1", without="committee1", **PERSON),
    Row("org:reward-withdraw", "secretary1", without="committee1", outside="secretary2",
        args=pk(reward)),
    Row("org:trainings", "secretary1", without="committee1", **PERSON),
    Row("org:training-withdraw", "secretary1", without="committee1", outside="secretary2",
        args=pk(training)),
    Row("org:own", "member1", without="security"),
    Row("org:own-reveal", "member1", without="security", post=True),
    Row("org:own-ask", "member1", without="security"),
    Row("org:own-withdraw", "member1", without="security", outside="secretary1", post=True,
        args=pk(request_of)),
    Row("org:requests", "secretary1", without="committee1"),
    Row("org:request", "secretary1", without="committee1", outside="secretary2",
        args=pk(request_of)),
    Row("org:request-decide", "secretary1", without="committee1", outside="secretary2", post=True,
        args=pk(request_of)),
]  # fmt: skip
