"""The sample year's papers from above: one answered, one under way, one overdue."""

from __future__ import annotations

import base64
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.directives import actions, queries
from tongpin.ledgers.directives.models import Directive
from tongpin.org.models import Unit
from tongpin.project.sample.bureau import Sample

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# (number, title, issuer, received, due, passed on, measures as (text, branch, who, due, done))
PAPERS = (
    ("青组发〔2020〕6号", "关于进一步规范“三会一课”的通知", "县委组织部", (4, 2), (6, 30), True,
     (("各支部自查“三会一课”记录并补齐", "SW01", "支部书记", (5, 31), (5, 20)),
      ("局党委抽查两个支部", "SW", "党办", (6, 20), (6, 18)))),
    ("青纪发〔2020〕8号", "关于开展警示教育的通知", "县纪委监委", (8, 25), (9, 30), True,
     (("召开警示教育大会", "SW", "党办", (9, 18), None),
      ("支部组织讨论", "SW02", "支部书记", (9, 25), None))),
    ("青宣发〔2020〕11号", "关于做好《习近平谈治国理政》第三卷学习的通知", "县委宣传部", (7, 20), (9, 10), False, ()),
)  # fmt: skip


def fill(actor: Actor, sample: Sample) -> None:
    """Enter the papers step by step on their days."""
    units = {sample.bureau.code: sample.bureau} | sample.branches
    for number, title, issuer, received, due, told, measures in PAPERS:
        with on_day(date(2020, *received)):
            row = actions.receive(
                actor, unit=sample.bureau, number=number, title=title, issuer=issuer,
                received_on=date(2020, *received), reply_due_on=date(2020, *due),
            )  # fmt: skip
        if told:
            _carry_out(actor, row, units, measures)


def _carry_out(actor: Actor, row: Directive, units: dict[str, Unit], measures: tuple) -> None:  # type: ignore[type-arg]
    """Pass it on at the next meeting of the bureau, split it, do what is done."""
    held = queries.gatherings(row.unit, row.received_on).order_by("held_on").first()
    if held is None:
        return
    with on_day(held.held_on):
        row = actions.transmit(
            actor, unit=row.unit, directive=row, version=row.version, gathering=held
        )
        for text, code, who, due, _ in measures:
            row = _now(row)
            actions.add_measure(
                actor, unit=row.unit, directive=row, version=row.version, text=text,
                responsible_unit=units[code], responsible_name=who, due_on=date(2020, *due),
            )  # fmt: skip
    finished = [date(2020, *done) for *_, done in measures if done]
    for item in row.measures.select_related("responsible_unit"):
        done = measures[item.number - 1][-1]
        if done is not None:
            with on_day(date(2020, *done)):
                actions.record_progress(
                    actor, unit=item.responsible_unit, measure=item, version=item.version,
                    note="已完成，材料附后。", on=date(2020, *done), is_done=True,
                    files=[("完成情况.png", PHOTO)],
                )  # fmt: skip
    if len(finished) == len(measures):
        row = _now(row)
        with on_day(max(finished)):
            actions.answer(
                actor, unit=row.unit, directive=row, version=row.version,
                reply="已传达到各支部，自查补齐记录，抽查两个支部，情况较好。", replied_on=max(finished),
                reply_number="青水党〔2020〕12号",
            )  # fmt: skip


def _now(row: Directive) -> Directive:
    return Directive.objects.select_related("unit").get(pk=row.pk)
