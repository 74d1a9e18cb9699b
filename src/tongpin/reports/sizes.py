"""设置提示: what the rulebook says about a unit's size and committee, each with its article.

Hints never stop anything: a person decides, with the organisation above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.capability import Line, Panel
from tongpin.duties.rulebook import current_book
from tongpin.org import queries
from tongpin.org.access import PageContext
from tongpin.org.models import BRANCH_KINDS, Stage, Unit, UnitKind
from tongpin.rules.parameters import Article

SMALLEST_TEAM = 3  # 支部工作条例 art 20: a committee has at least three members


def panel(place: PageContext, unit: Unit) -> Panel | None:
    """The card on a unit's page; None for groups and for who may not read the roster."""
    if unit.kind == UnitKind.GROUP or not place.can("org.view", unit):
        return None
    found = hints(unit, place.as_of)
    lines = tuple(Line(words, article.cite.label) for words, article in found)
    return Panel("设置提示", lines, empty="人数和班子设置符合规定，没有需要提示的。")


def hints(unit: Unit, day: date) -> list[tuple[str, Article]]:
    """`(what is so and what is asked, its article)` as of a day."""
    counts = queries.stage_counts(unit, day)
    full = counts.get(Stage.FULL, 0)
    every = full + counts.get(Stage.PROBATIONARY, 0)
    team = len({post.person_id for post in queries.committee_posts([unit.pk], day)})
    book = current_book()
    keys = {
        **dict.fromkeys(BRANCH_KINDS, BRANCH_KEYS),
        UnitKind.GENERAL_BRANCH: ("general-branch-threshold",),
        UnitKind.ORGAN_COMMITTEE: ("grassroots-committee-threshold",),
    }.get(UnitKind(unit.kind), ())
    found = []
    for key in keys:
        article = book.article(key, day) if key in book.parameters else None
        said = _said(key, article, Size(unit, full, every, team)) if article is not None else ""
        if article is not None and said:
            found.append((said, article))
    return found


@dataclass(frozen=True, slots=True)
class Size:
    """A unit with its full members, all its members and the people of its committee."""

    unit: Unit
    full: int
    every: int
    team: int


BRANCH_KEYS = (
    "branch-min-full-members",
    "branch-max-members",
    "general-branch-threshold",
    "grassroots-committee-threshold",
    "committee-trigger",
    "committee-size",
)


def _said(key: str, article: Article, size: Size) -> str:
    """The hint of one number, empty where there is nothing to say."""
    if key == "branch-min-full-members":
        least = article.integer("least")
        if size.unit.kind == UnitKind.BRANCH and size.full < least:
            return f"正式党员 {size.full} 人，不足 {least} 人，一般应就近成立联合党支部"
    elif key == "branch-max-members":
        most = article.integer("most")
        if size.every > most:
            return f"党员 {size.every} 人，一般不超过 {most} 人，可以考虑分设"
    elif key in ("general-branch-threshold", "grassroots-committee-threshold"):
        return _threshold(key, article.integer("least"), size)
    elif key == "committee-trigger":
        least = article.integer("least")
        if size.full >= least and size.team < SMALLEST_TEAM:
            return f"正式党员 {size.full} 人，达到 {least} 人，应当设立支部委员会"
        if size.full < least and size.team >= SMALLEST_TEAM:
            return f"正式党员 {size.full} 人，不足 {least} 人，设书记、必要时设副书记即可"
    elif key == "committee-size" and size.team >= SMALLEST_TEAM:
        most, usual = article.integer("most"), article.integer("usual")
        if size.team > most:
            return f"支部委员 {size.team} 人，由 3 至 {usual} 人组成，一般不超过 {most} 人"
    return ""


def _threshold(key: str, least: int, size: Size) -> str:
    """Branches that grew into a higher form, higher forms that are smaller than their number."""
    is_general = key == "general-branch-threshold"
    name = "党总支" if is_general else "基层党委"
    if size.unit.kind in BRANCH_KINDS:
        if size.every >= least:
            return f"党员 {size.every} 人，达到 {least} 人，可以报批设立{name}"
        return ""
    if size.every < least:
        return f"党员 {size.every} 人，不足 {least} 人，设立{name}须经上级批准"
    return ""
