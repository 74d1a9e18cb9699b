"""Schemes: drafted from the shipped one, a spreadsheet or the page; published; followed by the next."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Max

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.models import Dimension, Item, Scheme
from tongpin.ledgers.assessment.scheme_text import (
    MOST_ITEMS,
    ItemText,
    SchemeText,
    item_faults,
    shipped,
)
from tongpin.org.models import Unit

HELD = "已经发布的细则不能改动，需要调整请编写新的一版。"


@action("assessment.take_shipped", "采用内置考评细则", permission="assessment.manage")
def take_shipped(actor: Actor, *, unit: Unit) -> Scheme:
    """A draft of the scheme that comes with the package, to be changed or published as it is."""
    row = _drafted(unit, shipped())
    current().about(row, unit=unit, summary="内置细则")
    return row


@action("assessment.draft_scheme", "编写考评细则", permission="assessment.manage")
def draft_scheme(
    actor: Actor, *, unit: Unit, name: str, dimensions: Sequence[tuple[str, int]],
    basis: str = "", full: int = 1000, pass_line: int = 800, model_line: int = 900,
    judged_percent: int = 80,
) -> Scheme:  # fmt: skip
    """An empty draft under a name."""
    lines = (basis, full, pass_line, model_line, judged_percent)
    row = _drafted(unit, SchemeText(name, tuple(dimensions), (), *lines))
    current().about(row, unit=unit)
    return row


@action("assessment.new_edition", "编写新一版考评细则", permission="assessment.manage")
def new_edition(actor: Actor, *, unit: Unit, scheme: Scheme) -> Scheme:
    """A draft with everything of an edition that stands."""
    if scheme.published_on is None:
        raise Refused("这一版还没有发布，直接修改就可以。")
    row = _drafted(unit, queries.as_text(scheme))
    current().about(row, unit=unit, summary=str(scheme))
    return row


def _drafted(unit: Unit, text: SchemeText) -> Scheme:
    name = text.name.strip()
    if not name:
        raise Refused("请写明细则名称。", field="name")
    known = Scheme.objects.filter(unit=unit, name=name)
    if known.filter(published_on=None).exists():
        raise Refused(f"“{name}”已有一版正在编写，请先发布或者删除它。", field="name")
    last = known.aggregate(last=Max("edition"))["last"] or 0
    row = Scheme(unit=unit, name=name, edition=last + 1)
    _lines(row, text.basis, text.full, text.pass_line, text.model_line, text.judged_percent)
    row.save()
    places = _dimensions(row, text.dimensions)
    for number, item in enumerate(text.items, 1):
        Item(scheme=row, number=number, **_columns(item, places)).save()
    return row


def _lines(
    row: Scheme, basis: str, full: int, pass_line: int, model_line: int, judged_percent: int
) -> None:
    if not 0 < pass_line <= model_line <= full:
        raise Refused("达标线、示范线、总分应当依次不降低。", field="pass_line")
    if not 1 <= judged_percent <= 100:
        raise Refused("最低可评比例应在1%至100%之间。", field="judged_percent")
    row.judged_percent = judged_percent
    row.basis, row.full = basis.strip(), full
    row.pass_line, row.model_line = pass_line, model_line


def _dimensions(row: Scheme, dimensions: Sequence[tuple[str, int]]) -> dict[str, Dimension]:
    """The dimensions as named; those no longer named go, unless items stand in them."""
    titles = [title for title, _ in dimensions]
    twice = next((t for t in titles if titles.count(t) > 1), "")
    if twice:
        raise Refused(f"类别“{twice}”写了两遍。", field="dimensions")
    for old in row.dimensions.exclude(title__in=titles):
        if old.items.exists():
            raise Refused(f"“{old.title}”下面还有项目，请先把项目移走。", field="dimensions")
        old.delete()
    found = {d.title: d for d in row.dimensions.all()}
    # Numbers are unique in a scheme: set them aside first, so that two may change places.
    row.dimensions.update(number=F("number") + MOST_ITEMS)
    for number, (title, weight) in enumerate(dimensions, 1):
        place = found.get(title) or Dimension(scheme=row, title=title)
        place.number, place.weight = number, weight
        place.save()
        found[title] = place
    return found


def _columns(item: ItemText, places: dict[str, Dimension]) -> dict[str, object]:
    return {
        "title": item.title, "standard": item.standard, "basis": item.basis, "way": item.way,
        "dimension": places[item.dimension] if item.dimension else None, "weight": item.weight,
        "keys": list(item.keys), "needed": item.needed, "deduct": item.deduct, "late": item.late,
        "note": item.note,
    }  # fmt: skip


def draft(scheme: Scheme, version: int | None = None) -> Scheme:
    """The row, locked, while it is a draft; `Conflict` where somebody else was first."""
    row: Scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if row.published_on is not None:
        raise Refused(HELD)
    if version is not None and row.version != version:
        raise Conflict
    row.version += 1
    return row


@action("assessment.revise_scheme", "修改考评细则", permission="assessment.manage")
def revise_scheme(
    actor: Actor, *, unit: Unit, scheme: Scheme, version: int,
    dimensions: Sequence[tuple[str, int]], basis: str, full: int, pass_line: int, model_line: int,
    judged_percent: int = 80,
) -> Scheme:  # fmt: skip
    """Lines and dimensions of a draft."""
    row = draft(scheme, version)
    _lines(row, basis, full, pass_line, model_line, judged_percent)
    row.save()
    _dimensions(row, dimensions)
    current().about(row, unit=unit)
    return row


@action("assessment.put_item", "编写考评项目", permission="assessment.manage")
def put_item(
    actor: Actor, *, unit: Unit, scheme: Scheme, text: ItemText, item: Item | None = None
) -> Item:
    """Add an item to a draft, or change one."""
    row = draft(scheme)
    for field, said in item_faults(text, queries.sources()):
        raise Refused(f"{said}。", field=field)
    places = {d.title: d for d in row.dimensions.all()}
    if text.dimension and text.dimension not in places:
        raise Refused(f"这份细则里没有“{text.dimension}”这一类。", field="dimension")
    if item is None:
        if row.items.count() >= MOST_ITEMS:
            raise Refused(f"项目最多{MOST_ITEMS}项。")
        last = row.items.aggregate(last=Max("number"))["last"] or 0
        item = Item(scheme=row, number=last + 1)
    elif item.scheme_id != row.pk:
        raise Refused("这个项目不在这份细则里。")
    for name, value in _columns(text, places).items():
        setattr(item, name, value)
    item.save()
    row.save()
    current().about(row, unit=unit, summary=str(item))
    return item


@action("assessment.drop_item", "删除考评项目", permission="assessment.manage")
def drop_item(actor: Actor, *, unit: Unit, scheme: Scheme, item: Item) -> None:
    """Take an item out of a draft."""
    row = draft(scheme)
    if item.scheme_id != row.pk:
        raise Refused("这个项目不在这份细则里。")
    label = str(item)
    item.delete()
    row.save()
    current().about(row, unit=unit, summary=label)


@action("assessment.publish_scheme", "发布考评细则", permission="assessment.manage")
def publish_scheme(actor: Actor, *, unit: Unit, scheme: Scheme, version: int) -> Scheme:
    """Put an edition to use; refused, with each place, where the points do not add up. The editions
    before it are retired, creations under way keep theirs.
    """
    row = draft(scheme, version)
    found = queries.faults(row)
    if found:
        raise Refused("还不能发布：" + "".join(found))
    # Numbers are unique in a scheme: set them aside first.
    ordered = _in_order(row)
    row.items.update(number=F("number") + MOST_ITEMS)
    for number, item in enumerate(ordered, 1):
        item.number = number
        item.save()
    earlier = Scheme.objects.filter(unit=row.unit, name=row.name, retired_on=None)
    earlier.filter(published_on__isnull=False).update(retired_on=site_day())
    row.published_on = site_day()
    row.save()
    current().about(row, unit=unit)
    return row


def _in_order(row: Scheme) -> list[Item]:
    """Items by dimension, vetoes last, so that their numbers run through the printed scheme."""
    items = row.items.select_related("dimension")
    return sorted(items, key=lambda i: (i.dimension.number if i.dimension else 999, i.number))


@action("assessment.retire_scheme", "停用考评细则", permission="assessment.manage")
def retire_scheme(actor: Actor, *, unit: Unit, scheme: Scheme, version: int) -> Scheme:
    """Take an edition out of use; what was scored by it stays."""
    row: Scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if row.version != version:
        raise Conflict
    if row.published_on is None or row.retired_on is not None:
        raise Refused("只有在用的细则才能停用。")
    row.retired_on, row.version = site_day(), row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


@action("assessment.delete_scheme", "删除考评细则草稿", permission="assessment.manage")
def delete_scheme(actor: Actor, *, unit: Unit, scheme: Scheme) -> None:
    """Drop a draft; an edition that was published stays."""
    row = draft(scheme)
    current().about(row, unit=unit)
    row.delete()
