"""Read `procedures:` of a rulebook file strictly: known parameters, known steps, no circles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from .parameters import UNITS, Parameter
from .procedure import HIGHER, DerivedDay, Gate, GateKind, Procedure, Step
from .reading import UNIT_TYPES
from .strict_yaml import Mapped, Value
from .voting import Meeting

_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
_NEEDS_OF = {
    GateKind.WITHIN,
    GateKind.NOT_BEFORE,
    GateKind.AHEAD,
    GateKind.EVERY,
    GateKind.AFTER,
}
_INTERVAL = (UNITS,)
_NEEDS_VALUES: dict[GateKind, tuple[tuple[str, ...], ...]] = {
    GateKind.WITHIN: _INTERVAL,
    GateKind.NOT_BEFORE: _INTERVAL,
    GateKind.AHEAD: _INTERVAL,
    GateKind.EVERY: _INTERVAL,
    GateKind.AGE: (("years",),),
    GateKind.WORKDAYS: (("workdays",),),
    GateKind.COUNT: (("least",), ("most",)),
    GateKind.AMOUNT: (("days", "hours"),),
    GateKind.SHARE: (("share",),),
    GateKind.DECISION: (("least",), ("most",), ("times",)),
}
_NEEDS_NAME = {GateKind.TOLD, GateKind.NEVER, GateKind.SHARE}


def procedure(fields: Mapped, parameters: Mapping[str, Parameter]) -> Procedure:
    """One entry of `procedures:`; `parameters` are those its gates may name."""
    key = _key(fields.need("key"))
    title, note = fields.need("title").text(), fields.text("note")
    rows = fields.need("steps").items()
    keys = [_key(value.mapping().need("key")) for value in rows]
    twice = next((name for name in keys if keys.count(name) > 1), None)
    if twice:
        fields.fail(f"步骤“{twice}”重复")
    days_value = fields.get("days")
    days = tuple(
        _day(v.mapping(), keys, parameters)
        for v in ([] if days_value is None else days_value.items())
    )
    anchors = [*keys, *(day.key for day in days)]
    steps = []
    for position, value in enumerate(rows):
        before = keys[position - 1 : position] if position else []
        steps.append(_step(value.mapping(), keys, anchors, before, parameters))
    _refuse_circles(fields, steps)
    units = fields.get("units")
    about = fields.get("about")
    result = Procedure(
        key=key,
        title=title,
        steps=tuple(steps),
        days=days,
        note=note,
        about="unit" if about is None else about.one_of(("unit", "person")),
        units=() if units is None else tuple(item.one_of(UNIT_TYPES) for item in units.items()),
        is_confidential=_flag(fields, "confidential"),
        deviation=fields.text("deviation") or HIGHER,
    )
    fields.done()
    return result


def _key(value: Value) -> str:
    if not _KEY.fullmatch(value.text()):
        value.fail("编号应由小写字母、数字、下划线组成，不超过40个字符，如 branch_meeting")
    return value.text()


def _known(value: Value, parameters: Mapping[str, Parameter]) -> str:
    name = value.text()
    if name not in parameters:
        value.fail(f"规则库中没有“{name}”这个参数，请先在 parameters 中登记")
    return name


def _with_values(
    value: Value, parameters: Mapping[str, Parameter], needed: tuple[tuple[str, ...], ...]
) -> str:
    """A parameter whose every edition has the values that a gate reads."""
    name = _known(value, parameters)
    for article in parameters[name].editions:
        for choices in needed:
            if not any(choice in article.values for choice in choices):
                value.fail(f"参数“{name}”的每个版本都要在 values 中写明{'或'.join(choices)}")
    return name


def _day(fields: Mapped, steps: list[str], parameters: Mapping[str, Parameter]) -> DerivedDay:
    extend = fields.get("extend")
    day = DerivedDay(
        key=_key(fields.need("key")),
        title=fields.need("title").text(),
        of=fields.need("of").one_of(steps),
        add=_with_values(fields.need("add"), parameters, _INTERVAL),
        extend="" if extend is None else extend.one_of(steps),
    )
    fields.done()
    return day


def _step(
    fields: Mapped,
    steps: list[str],
    anchors: list[str],
    before: list[str],
    parameters: Mapping[str, Parameter],
) -> Step:
    number, after, rule = fields.get("number"), fields.get("after"), fields.get("rule")
    edition_of, until = fields.get("edition_of"), fields.get("until")
    step = Step(
        key=fields.need("key").text(),
        title=fields.need("title").text(),
        actor=fields.need("actor").text(),
        number=None if number is None else number.integer(1, 99),
        papers=_texts(fields, "papers"),
        after=tuple(before if after is None else (v.one_of(steps) for v in after.items())),
        gates=_gates(fields, anchors, parameters),
        stage=fields.text("stage"),
        is_optional=_flag(fields, "optional"),
        is_repeated=_flag(fields, "repeated"),
        rule="" if rule is None else _known(rule, parameters),
        edition_of="" if edition_of is None else edition_of.one_of(steps),
        until="" if until is None else until.one_of(steps),
        again_on=fields.text("again_on"),
        deviation=fields.text("deviation"),
        comes_by_itself=_flag(fields, "by_itself"),
    )
    fields.done()
    return step


def _texts(fields: Mapped, key: str) -> tuple[str, ...]:
    value = fields.get(key)
    return () if value is None else tuple(item.text() for item in value.items())


def _flag(fields: Mapped, key: str) -> bool:
    value = fields.get(key)
    return False if value is None else value.boolean()


def _gates(
    fields: Mapped, anchors: list[str], parameters: Mapping[str, Parameter]
) -> tuple[Gate, ...]:
    value = fields.get("gates")
    return (
        ()
        if value is None
        else tuple(_gate(v.mapping(), anchors, parameters) for v in value.items())
    )


def _gate(fields: Mapped, anchors: list[str], parameters: Mapping[str, Parameter]) -> Gate:
    """`{within: dev-first-talk-months, of: application}`: the kind names the parameter."""
    kinds = [kind for kind in GateKind if fields.get(kind) is not None]
    if len(kinds) != 1:
        fields.fail(f"每道关口写一种判定方法，可用：{'、'.join(GateKind)}")
    kind = kinds[0]
    meeting = otherwise = ""
    if kind is GateKind.VOTE:
        meetings = [item.value for item in Meeting]
        meeting = fields.need(kind).one_of(meetings)
        other, own = fields.get("otherwise"), fields.get("rule")
        otherwise = "" if other is None else other.one_of(meetings)
        rule = "" if own is None else _known(own, parameters)
    else:
        rule = _with_values(fields.need(kind), parameters, _NEEDS_VALUES.get(kind, ()))
    of = fields.need("of").one_of(anchors) if kind in _NEEDS_OF else ""
    is_named = kind in _NEEDS_NAME or bool(otherwise)
    gate = Gate(
        kind=kind,
        rule=rule,
        of=of,
        name=fields.need("name").text() if is_named else "",
        whole=fields.need("whole").text() if kind is GateKind.SHARE else "",
        words=fields.need("words").text() if is_named else "",
        meeting=meeting,
        otherwise=otherwise,
        unless=fields.text("unless"),
        is_firm=_flag(fields, "firm") or kind is GateKind.NEVER,
    )
    fields.done()
    return gate


def _refuse_circles(fields: Mapped, steps: list[Step]) -> None:
    try:
        TopologicalSorter({step.key: step.after for step in steps}).prepare()
    except CycleError as error:
        titles = {step.key: step.title for step in steps}
        circle = " → ".join(titles[key] for key in error.args[1])
        fields.fail(f"步骤互为前提，形成循环：{circle}")
