"""A small scheme and a creation at each of its stages, for tests and for the access table."""

from __future__ import annotations

from datetime import date

from tongpin.audit.clock import on_day
from tongpin.casework.actions import Happening, open_case
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.models import Award, Creation, Item, Scheme, Score
from tongpin.ledgers.assessment.scheme_text import ItemText
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)
REVIEWED = date(2020, 9, 14)
ITEMS = (
    ItemText("支部党员大会", "每季度至少1次", "duties", "党内政治生活", weight=400,
             keys=("branch.general_meeting",), deduct=100),
    ItemText("班子健全", "支委会配齐", "evidence", "组织设置", weight=300, keys=("org.committee",)),
    ItemText("志愿服务", "不少于2次", "evidence", "组织设置", weight=100,
             keys=("life.volunteering",), needed=2),
    ItemText("活动场所", "有固定活动室", "hand", "组织设置", weight=200),
    ItemText("任期届满未换届", "超期", "evidence", keys=("org.term",)),
)  # fmt: skip


def draft(cast, items=ITEMS, **kwargs) -> Scheme:
    """An unpublished scheme of the bureau with four items and one veto."""
    office, unit = cast.actor("office"), cast.unit("JU")
    row = actions.draft_scheme(
        office, unit=unit, name=kwargs.pop("name", "示范支部考评细则"),
        dimensions=kwargs.pop("dimensions", [("党内政治生活", 400), ("组织设置", 600)]), **kwargs,
    )  # fmt: skip
    for text in items:
        actions.put_item(office, unit=unit, scheme=row, text=text)
    row.refresh_from_db()
    return row


def published(cast, items=ITEMS, **kwargs) -> Scheme:
    """The scheme in use."""
    row = draft(cast, items, **kwargs)
    return actions.publish_scheme(
        cast.actor("office"), unit=row.unit, scheme=row, version=row.version
    )


def met(cast, day: date = date(2020, 9, 9), *, tags=(), code="ZB1") -> Gathering:
    """A general meeting of the branch on a day."""
    return record_gathering(
        cast.actor("office"), unit=cast.unit(code),
        minutes=Minutes(kinds=("general_meeting",), topic="支部大会", held_on=day, tags=tags),
    )  # fmt: skip


def begun(cast, scheme: Scheme | None = None, code: str = "ZB1") -> Creation:
    """A creation of the first branch in 2020."""
    outline = actions.Outline(
        scheme or published(cast), date(2020, 4, 30), date(2020, 9, 30), date(2020, 12, 10),
        plan="达到示范线",
    )  # fmt: skip
    return actions.open_creation(
        cast.actor("office"), unit=cast.unit(code), year=2020, opened_on=date(2020, 4, 1),
        outline=outline,
    )  # fmt: skip


def bare(cast):
    """A case opened under 程序办理."""
    return open_case(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), procedure=queries.PROCEDURE,
        title="示范支部创建", opened_on=date(2020, 4, 1),
    )  # fmt: skip


def item(row: Creation, title: str) -> Item:
    """An item of the scheme by its title."""
    return Item.objects.get(scheme=row.scheme_id, title=title)


def score(
    cast, row: Creation, title: str, side="self", who="secretary1", version=0, **given
) -> Score:
    """One side's score."""
    return actions.score_item(
        cast.actor(who), unit=row.unit, creation=row, item=item(row, title), side=side,
        version=version, given=actions.Given(**given),
    )  # fmt: skip


def fresh(row: Creation) -> Creation:
    """The creation as it is now."""
    found = queries.creation(Scope.everything(), row.pk)
    assert found is not None
    return found


def benchmarked(cast, row: Creation | None = None) -> Creation:
    """The two first steps taken."""
    row = row or begun(cast)
    for step, day in (("mobilised", date(2020, 4, 10)), ("benchmarked", date(2020, 8, 20))):
        if row.case.records.filter(step=step).exists():
            continue
        actions.take_step(
            cast.actor("office"), unit=row.unit, creation=row, happening=Happening(step, day)
        )
    return fresh(row)


def finished(cast, row: Creation, side: str, who: str) -> Creation:
    """One side handed in."""
    row = fresh(row)
    actions.finish(
        cast.actor(who), unit=row.unit, creation=row, side=side, version=row.version, words="好"
    )
    return fresh(row)


def self_scored(cast, row: Creation | None = None) -> Creation:
    """The branch handed in its own score."""
    row = benchmarked(cast, row)
    score(cast, row, "活动场所", points=200, reason="三楼活动室60平方米")
    return finished(cast, row, "self", "secretary1")


def reviewed(cast, row: Creation | None = None) -> Creation:
    """The supervisor reviewed it."""
    row = self_scored(cast, row)
    score(cast, row, "活动场所", "review", "supervisor", points=180, reason="面积不足")
    return finished(cast, row, "review", "supervisor")


def ready(cast) -> Creation:
    """Reviewed some days ago, with every meeting held and enough volunteering."""
    for month in (2, 5, 8):
        met(cast, date(2020, month, 9), tags=("volunteering",))
    with on_day(REVIEWED):
        return reviewed(cast)


def awarded(cast) -> Award:
    """Named."""
    row = ready(cast)
    return actions.award(
        cast.actor("office"), unit=row.unit, creation=row, version=row.version, level="model",
        awarded_on=TODAY, publicised_on=REVIEWED, number="青水党〔2020〕18号",
    )  # fmt: skip
