"""What the access table needs of meetings: one of each, in the first branch and in the bureau."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.meetings import scene
from tongpin.casework.actions import open_case
from tongpin.ledgers.meetings import actions

CLOSED = {"outside": "secretary2", "without": "member1"}


def bare(cast):
    """A case that has no file yet."""
    return open_case(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), procedure="organizational_life",
        title="2020年度组织生活会", opened_on=scene.TODAY,
    )  # fmt: skip


def study(cast) -> list[int]:
    row = scene.organizational(cast)
    cited = actions.cite_study(
        cast.actor("secretary1"),
        unit=row.unit,
        meeting=row,
        gathering=scene.held(cast, "ZB1", "study"),
    )
    return [row.pk, cited.pk]


def remark(cast) -> list[int]:
    row = scene.organizational(cast)
    return [row.pk, scene.remark(cast, row).pk]


def material(cast) -> list[int]:
    row = scene.organizational(cast)
    scene.material(cast, row, "committee1")
    return [row.pk, cast.people["李组织"]]


def point(cast) -> list[int]:
    row = scene.organizational(cast)
    li = cast.person("李组织")
    said = actions.add_criticism(
        cast.actor("committee1"), meeting=row, about=li, by=li, content="试"
    )
    return [row.pk, said.pk]


def step(cast) -> list:
    return [scene.organizational(cast).pk, "theme"]


def planned(cast) -> list:
    """A meeting with a plan, and the paper of it."""
    row = scene.organizational(cast)
    actions.write_plan(
        cast.actor("secretary1"), unit=row.unit, meeting=row, version=1, theme="试", plan="试",
        planned_on=None,
    )  # fmt: skip
    return [row.pk, "plan"]


ROWS = [
    Row("meetings:list", "secretary1", without="member1"),
    Row("meetings:new", "secretary1", without="leader"),
    Row("meetings:own", "member1", without="security"),
    Row("meetings:coverage", "secretary1", without="member1"),
    Row("meetings:detail", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:file", "secretary1", args=pk(bare), **CLOSED),
    Row("meetings:plan", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:step", "secretary1", args=step, **CLOSED),
    Row("meetings:studies", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:study-drop", "secretary1", args=study, post=True, **CLOSED),
    Row("meetings:remarks", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:remark-withdraw", "secretary1", args=remark, **CLOSED),
    Row("meetings:talks", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:materials", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:write", "committee1", args=pk(scene.organizational), outside="secretary2",
        without="security"),
    Row("meetings:write-team", "secretary1", args=pk(scene.organizational), outside="secretary2",
        without="committee1"),
    Row("meetings:material", "secretary1", args=material, outside="member1", without="security"),
    Row("meetings:review", "secretary1", args=material, outside="member1", without="security",
        post=True),
    Row("meetings:on-paper", "secretary1", outside="secretary2", without="committee1",
        args=lambda cast: [scene.organizational(cast).pk, 0]),
    Row("meetings:criticisms", "committee1", args=pk(scene.organizational), outside="secretary2",
        without="security"),
    Row("meetings:criticism-withdraw", "committee1", args=point, outside="member1",
        without="security"),
    Row("meetings:problems", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:report", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:notice", "secretary1", args=pk(scene.organizational), **CLOSED),
    Row("meetings:paper", "secretary1", args=planned, **CLOSED),
    Row("meetings:bundle", "secretary1", args=lambda cast: planned(cast)[:1], **CLOSED),
]  # fmt: skip
