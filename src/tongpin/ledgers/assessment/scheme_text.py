"""A scheme as data, wherever it comes from: the shipped YAML, a spreadsheet, the page; and what is
wrong with it, each fault with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tongpin.capability.evidence import EvidenceKind
from tongpin.ledgers.assessment.models import Way
from tongpin.ledgers.assessment.points import MOST, parse, shown
from tongpin.rules.strict_yaml import Mapped, Value, read

MOST_ITEMS = 200
VETO = "一票否决"
WAYS = {label: value for value, label in Way.choices}


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item; `dimension` is empty for a veto. Points in tenths."""

    title: str
    standard: str
    way: str
    dimension: str = ""
    basis: str = ""
    weight: int = 0
    keys: tuple[str, ...] = ()
    needed: int | None = None
    deduct: int | None = None
    late: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class SchemeText:
    """A whole scheme: dimensions as `(title, points)`, items in order."""

    name: str
    dimensions: tuple[tuple[str, int], ...]
    items: tuple[ItemText, ...]
    basis: str = ""
    full: int = 1000
    pass_line: int = 800
    model_line: int = 900
    judged_percent: int = 80


@dataclass(frozen=True, slots=True)
class Sources:
    """What an item may name: duties of the rulebook, evidence of the ledgers."""

    duties: Mapping[str, str]
    evidence: Mapping[str, EvidenceKind]


def item_faults(item: ItemText, sources: Sources) -> list[tuple[str, str]]:
    """What is wrong with one item, as `(field, sentence)`."""
    faults = []
    if item.way not in Way.values:
        return [("way", f"取证方式须为{'、'.join(WAYS)}之一")]
    known: Mapping[str, object] = sources.duties if item.way == Way.DUTIES else sources.evidence
    if item.way == Way.HAND:
        if item.keys:
            faults.append(("keys", "现场核实的项目不填取证来源"))
    elif not item.keys:
        faults.append(("keys", "请选择取证来源"))
    else:
        unknown = [key for key in item.keys if key not in known]
        if unknown:
            faults.append(("keys", f"没有“{unknown[0][:60]}”这个来源，请照来源表选用"))
        elif item.way == Way.EVIDENCE:
            faults += _evidence_faults(item, [sources.evidence[key] for key in item.keys])
    if item.way == Way.DUTIES and item.needed is not None and item.needed > 100:
        faults.append(("needed", "责任判定的要求是百分比，不能超过100"))
    if item.dimension and not item.weight:
        faults.append(("weight", "请填写分值"))
    if not item.dimension and item.weight:
        faults.append(("weight", "否决项不计分，分值请留空"))
    if item.weight and (item.deduct or 0) > item.weight:
        faults.append(("deduct", "每少一次扣的分超过了本项分值"))
    return faults


def _evidence_faults(item: ItemText, kinds: list[EvidenceKind]) -> list[tuple[str, str]]:
    if len({kind.is_share for kind in kinds}) > 1:
        return [("keys", "次数和比例不能放在同一项里，请分成两项")]
    if kinds[0].is_share and item.needed is not None and item.needed > 100:
        return [("needed", "比例的要求是百分比，不能超过100")]
    if not kinds[0].is_share and not item.needed:
        return [("needed", "请填写要求的次数或者人数")]
    return []


def scheme_faults(scheme: SchemeText, sources: Sources) -> list[str]:
    """What keeps a scheme from being used, each with its place: items, then sums that do not agree."""
    faults = []
    if not scheme.dimensions:
        faults.append("还没有类别，请先写明分哪几个方面、各多少分。")
    titles = {title for title, _ in scheme.dimensions}
    for number, item in enumerate(scheme.items, 1):
        if item.dimension and item.dimension not in titles:
            faults.append(f"第{number}项“{item.title}”的类别“{item.dimension}”没有列出。")
        faults += [
            f"第{number}项“{item.title}”：{said}。" for _, said in item_faults(item, sources)
        ]
    for title, weight in scheme.dimensions:
        own = [item.weight for item in scheme.items if item.dimension == title]
        if not own:
            faults.append(f"“{title}”下面还没有项目。")
        elif sum(own) != weight:
            faults.append(
                f"“{title}”定为{shown(weight)}分，所列{len(own)}项合计{shown(sum(own))}分，"
                f"{_difference(sum(own), weight)}。"
            )
    total = sum(weight for _, weight in scheme.dimensions)
    if scheme.dimensions and total != scheme.full:
        faults.append(
            f"各类别合计{shown(total)}分，总分是{shown(scheme.full)}分，{_difference(total, scheme.full)}。"
        )
    if not scheme.pass_line <= scheme.model_line <= scheme.full:
        faults.append("达标线、示范线、总分应当依次不降低。")
    if not 1 <= scheme.judged_percent <= 100:
        faults.append("最低可评比例应在1%至100%之间。")
    if len(scheme.items) > MOST_ITEMS:
        faults.append(f"项目最多{MOST_ITEMS}项。")
    return faults


def _difference(have: int, want: int) -> str:
    return f"少{shown(want - have)}分" if have < want else f"多{shown(have - want)}分"


# ------------------------------------------------------------------------------- the shipped scheme


@cache
def shipped() -> SchemeText:
    """The scheme that comes with the package, read strictly; `RulebookError` names file and line."""
    name = "branch.yaml"
    folder = resources.files("tongpin.ledgers.assessment") / "schemes"
    return read_scheme((folder / name).read_text(encoding="utf-8"), name)


def read_scheme(text: str, file: str) -> SchemeText:
    """One YAML scheme; unknown or missing keys and bad values are refused by file and line."""
    top = read(text, file)
    dimensions, items = _parts(top)
    judged = top.get("judged")
    scheme = SchemeText(
        name=top.need("title").text(), basis=top.text("basis"), dimensions=dimensions, items=items,
        pass_line=_points(top.need("pass")), model_line=_points(top.need("model")),
        judged_percent=judged.integer(1, 100) if judged is not None else 80,
    )  # fmt: skip
    top.done()
    return scheme


def _parts(top: Mapped) -> tuple[tuple[tuple[str, int], ...], tuple[ItemText, ...]]:
    dimensions: list[tuple[str, int]] = []
    items: list[ItemText] = []
    for value in top.need("dimensions").items():
        fields = value.mapping()
        title = fields.need("title").text()
        dimensions.append((title, _points(fields.need("points"))))
        items += [_item(one.mapping(), title) for one in fields.need("items").items()]
        fields.done()
    items += [_item(one.mapping(), "") for one in top.need("vetoes").items()]
    return tuple(dimensions), tuple(items)


def _item(fields: Mapped, dimension: str) -> ItemText:
    sources = [(way, fields.get(way)) for way in (Way.DUTIES, Way.EVIDENCE)]
    way, value = next(((w, v) for w, v in sources if v is not None), (Way.HAND, None))
    deduct, late, needed = fields.get("deduct"), fields.get("late"), fields.get("needed")
    item = ItemText(
        title=fields.need("title").text(), standard=fields.need("standard").text(),
        basis=fields.text("basis"), dimension=dimension, way=str(way), note=fields.text("note"),
        keys=tuple(v.text() for v in value.items()) if value is not None else (),
        weight=_points(fields.need("points")) if dimension else 0,
        needed=needed.integer(1, MOST) if needed is not None else None,
        deduct=_points(deduct) if deduct is not None else None,
        late=_points(late) if late is not None else 0,
    )  # fmt: skip
    fields.done()
    return item


def _points(value: Value) -> int:
    try:
        return parse(value.text())
    except ValueError as error:
        value.fail(str(error))


def named_keys(text: str, labels: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The sources that a cell names by key or by label, set apart by commas or 、."""
    by_label = {label: key for key, label in labels}
    parts = [p.strip() for p in text.replace("，", "、").replace(",", "、").split("、")]
    return tuple(dict.fromkeys(by_label.get(part, part) for part in parts if part))
