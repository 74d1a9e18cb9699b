"""What the access table needs of appraisals: one of each, in the first branch."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.appraisals import scene
from tongpin.casework.actions import open_case
from tongpin.ledgers.appraisals import actions

CLOSED = {"outside": "secretary2", "without": "member1"}
OWN = {"outside": "secretary2", "without": "security"}


def bare(cast):
    """A case that has no roll yet."""
    return open_case(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), procedure="member_appraisal",
        title="2020年度民主评议", opened_on=scene.TODAY,
    )  # fmt: skip


def line(cast) -> list[int]:
    row = scene.opened(cast)
    return [row.pk, scene.line(row, "郑文").pk]


def comment(cast) -> list[int]:
    row = scene.opened(cast)
    said = actions.add_comment(
        cast.actor("committee1"), appraisal=row, about=scene.line(row, "郑文"),
        by=cast.person("李组织"), content="试",
    )  # fmt: skip
    return [row.pk, said.pk]


def helped(cast) -> list[int]:
    row = scene.graded(cast, 郑文="basic")
    return [row.pk, scene.line(row, "郑文").pk]


def step(cast) -> list:
    return [scene.opened(cast).pk, "study"]


def blank(cast) -> list:
    return [scene.opened(cast).pk, "ballot"]


ROWS = [
    Row("appraisals:list", "secretary1", without="member1"),
    Row("appraisals:new", "secretary1", without="leader"),
    Row("appraisals:own", "member1", without="security"),
    Row("appraisals:detail", "secretary1", args=pk(scene.opened), **CLOSED),
    Row("appraisals:file", "secretary1", args=pk(bare), **CLOSED),
    Row("appraisals:step", "secretary1", args=step, **CLOSED),
    Row("appraisals:roll", "secretary1", args=pk(scene.opened), **CLOSED),
    Row("appraisals:excuse", "secretary1", args=line, **CLOSED),
    Row("appraisals:self-on-paper", "secretary1", args=line, **CLOSED),
    Row("appraisals:read-self", "secretary1", args=line, outside="committee1", without="security"),
    Row("appraisals:self", "member1", args=pk(scene.opened), **OWN),
    Row("appraisals:comments", "member1", args=pk(scene.opened), **OWN),
    Row("appraisals:comment-withdraw", "committee1", args=comment, outside="secretary2",
        without="security"),
    Row("appraisals:ballot", "secretary1", args=pk(scene.opened), **CLOSED),
    Row("appraisals:ballot-open", "secretary1", args=pk(scene.opened), post=True, **CLOSED),
    Row("appraisals:codes", "secretary1", args=pk(scene.balloting), post=True, **CLOSED),
    Row("appraisals:ballot-close", "secretary1", args=pk(scene.balloting), post=True, **CLOSED),
    Row("appraisals:ballot-void", "secretary1", args=pk(scene.balloting), **CLOSED),
    Row("appraisals:tally", "secretary1", args=pk(scene.opened), **CLOSED),
    Row("appraisals:vote", "member1", args=pk(scene.balloting), **OWN),
    Row("appraisals:grades", "secretary1", args=pk(scene.tallied), **CLOSED),
    Row("appraisals:share", "secretary1", args=pk(scene.tallied), post=True, **CLOSED),
    Row("appraisals:measure", "secretary1", args=helped, **CLOSED),
    Row("appraisals:decide", "secretary1", args=pk(scene.graded), post=True, **CLOSED),
    Row("appraisals:undecide", "secretary1", args=pk(scene.decided), **CLOSED),
    Row("appraisals:tell", "secretary1", args=pk(scene.decided), post=True, **CLOSED),
    Row("appraisals:acknowledge", "member1", args=pk(scene.told), post=True, **OWN),
    Row("appraisals:paper", "secretary1", args=blank, **CLOSED),
    Row("appraisals:table", "secretary1", args=pk(scene.opened), **CLOSED),
    Row("appraisals:bundle", "secretary1", args=pk(scene.opened), **CLOSED),
]  # fmt: skip
