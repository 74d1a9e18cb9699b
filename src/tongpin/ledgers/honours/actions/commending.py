"""A round is opened, people and organisations are nominated, organs are asked, the nominees reviewed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, open_case, record_step
from tongpin.casework.models import Case, StepRecord
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.actions.stations import saved
from tongpin.ledgers.honours.models import (
    Consultation,
    HonourKind,
    Nomination,
    Organ,
    Review,
    Round,
    View,
)
from tongpin.ledgers.honours.queries.commendation import PROCEDURE, has_step, unanswered
from tongpin.life.models import Gathering, State
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.queries import stages_of

COMMEND = "honours.commend"
ROUND_COLUMNS = ("title", "members", "workers", "organisations", "nominate_by", "conditions")


@action("honours.open_round", "开展表彰", permission=COMMEND)
def open_round(
    actor: Actor, *, unit: Unit, opened_on: date, case: Case | None = None, **values: Any
) -> Round:
    """Open a round with its case and its first step; `values` are the columns of `ROUND_COLUMNS`."""
    title = str(values.get("title", "")).strip()
    if not title:
        raise Refused("请填写名称。", field="title")
    if case is None:
        case = open_case(actor, unit=unit, procedure=PROCEDURE, title=title, opened_on=opened_on)
        record_step(actor, unit=unit, case=case, happening=Happening("planned", opened_on))
    row = Round(case=case, unit=case.unit, year=case.opened_on.year)
    _fill(row, values)
    saved(row, "这个事项已经建立表彰档案。", "title")
    current().about(row, unit=unit, summary=f"推荐截止{row.nominate_by}")
    return row


@action("honours.revise_round", "修改表彰方案", permission=COMMEND)
def revise_round(actor: Actor, *, unit: Unit, round: Round, version: int, **values: Any) -> Round:
    """Correct the plan of a round, or give more time."""
    row = locked(round, version)
    _fill(row, values)
    row.save()
    current().about(row, unit=unit)
    return row


def _fill(row: Round, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in ROUND_COLUMNS:
            raise TypeError(f"a round has no {name!r}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if not row.title:
        raise Refused("请填写名称。", field="title")
    if row.nominate_by < row.case.opened_on:
        raise Refused("推荐截止日期早于开始日期，请核对。", field="nominate_by")


def locked(round: Round, version: int | None = None) -> Round:
    """The round, locked, while its case is open."""
    rows = Round.objects.select_for_update(of=("self",)).select_related("unit", "case__unit")
    row: Round = rows.get(pk=round.pk)
    if version is not None and row.version != version:
        raise Conflict
    if row.case.closed_on is not None:
        raise Refused("这次表彰已经办结，需要更改请先恢复办理。")
    row.version += 1
    return row


def step(
    actor: Actor, row: Round, key: str, on: date, *, files: Any = (), **more: Any
) -> StepRecord:
    """Record a step of the round's case."""
    return record_step(
        actor, unit=row.unit, case=row.case, happening=Happening(key, on, **more), files=files
    )


# ---------------------------------------------------------------- nominations


@action("honours.nominate", "推荐表彰对象", permission="honours.nominate")
def nominate(
    actor: Actor,
    *,
    unit: Unit,
    round: Round,
    kind: str,
    deeds: str,
    nominated_on: date,
    person: Person | None = None,
    organisation: Unit | None = None,
    gathering: Gathering | None = None,
) -> Nomination:
    """Nominate a person or an organisation of the unit; whom the regulation does not mean is refused."""
    row = locked(round)
    _may_nominate(row, unit, nominated_on, deeds)
    if kind == HonourKind.ORGANISATION:
        person = None
        if organisation is None or not organisation.path.startswith(unit.path):
            raise Refused("请选择推荐的党组织：本党组织或者它的下级。", field="organisation")
    else:
        organisation = None
        if person is None or not person.home.path.startswith(unit.path):
            raise Refused("请选择推荐对象：本党组织的党员。", field="person")
        _is_meant(kind, person, nominated_on)
    if gathering is not None and (
        gathering.unit_id != unit.pk or gathering.state != State.RECORDED
    ):
        raise Refused("只能引用本党组织已登记的会议记录。", field="gathering")
    item = Nomination(
        round=row, kind=kind, unit=unit, person=person, organisation=organisation,
        deeds=deeds.strip(), nominated_on=nominated_on, nominated_by=actor.name[:100],
        gathering=gathering,
    )  # fmt: skip
    field = "person" if person else "organisation"
    saved(item, f"{item.named}已经推荐过这一类，不用再推荐。", field)
    row.save()
    current().about(row, unit=unit, summary=f"{item.get_kind_display()} {item.named}")
    return item


def _may_nominate(row: Round, unit: Unit, on: date, deeds: str) -> None:
    if not unit.path.startswith(row.unit.path):
        raise Refused("只有开展表彰的党组织和它的下级可以推荐。")
    if on > row.nominate_by:
        raise Refused(
            f"推荐{row.nominate_by}截止，请联系开展表彰的党组织延长时间。", field="nominated_on"
        )
    if not row.case.opened_on <= on <= site_day():
        raise Refused("推荐日期应在表彰开始以后、今天以前。", field="nominated_on")
    if has_step(row, "publicity"):
        raise Refused("已经公示，不再接受推荐。")
    if not deeds.strip():
        raise Refused("请写明主要事迹。", field="deeds")


def _is_meant(kind: str, person: Person, on: date) -> None:
    article = current_book().article("commend-who", on)
    if article is None or kind != HonourKind.MEMBER:
        return
    if stages_of([person.pk], on).get(person.pk) != Stage.FULL:
        raise Refused(
            f"{person.name}推荐时不是正式党员。{article.cite.label}：表彰为优秀共产党员的是正式党员。",
            field="person",
        )


@action("honours.withdraw_nomination", "撤回推荐", permission=None)
def withdraw_nomination(
    actor: Actor, *, nomination: Nomination, version: int, reason: str
) -> Nomination:
    """By who nominated or who runs the round, until the decision."""
    item = _locked_nomination(nomination, version)
    may = actor.can("honours.nominate", item.unit.path) or actor.can(COMMEND, item.round.unit.path)
    if not may:
        raise Forbidden
    if item.outcome:
        raise Refused("已经作出决定；表彰有误的，请在荣誉台账里撤销表彰。")
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    item.withdrawn_on, item.withdrawn_reason = site_day(), reason.strip()[:200]
    item.save()
    current().about(item.round, unit=item.round.unit, summary=f"{item.named}：{reason.strip()}")
    return item


def _locked_nomination(nomination: Nomination, version: int) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",)).select_related(
        "unit", "person", "organisation", "round__unit", "round__case"
    )
    item: Nomination = rows.get(pk=nomination.pk)
    if item.version != version:
        raise Conflict
    if item.withdrawn_reason:
        raise Refused("这项推荐已经撤回。")
    item.version += 1
    return item


def live(row: Round) -> dict[int, Nomination]:
    """The nominations of a round that were not withdrawn, locked, by key."""
    rows = Nomination.objects.select_for_update(of=("self",)).filter(round=row, withdrawn_reason="")
    return {item.pk: item for item in rows.select_related("person__home", "organisation", "unit")}


# ---------------------------------------------------------------- opinions and review


@action("honours.ask", "征求表彰意见", permission=COMMEND)
def ask(
    actor: Actor, *, unit: Unit, round: Round, version: int, organs: Collection[str], on: date
) -> int:
    """Ask the organs about every nominee they were not asked about yet: how many letters that is."""
    row = locked(round, version)
    items = {k: i for k, i in live(row).items() if not i.review}
    if not items:
        raise Refused("还没有需要征求意见的推荐对象。")
    if not organs or set(organs) - set(Organ.values):
        raise Refused("请选择征求意见的单位。", field="organs")
    latest = max(item.nominated_on for item in items.values())
    if not latest <= on <= site_day():
        raise Refused(f"征求日期应在推荐（{latest}）以后、今天以前。", field="on")
    known = set(
        Consultation.objects.filter(nomination__in=items).values_list("nomination", "organ")
    )
    fresh = [
        Consultation(nomination=item, organ=organ, asked_on=on)
        for key, item in items.items()
        for organ in organs
        if (key, organ) not in known
    ]
    if not fresh:
        raise Refused("这些单位都已经征求过。", field="organs")
    for consultation in fresh:
        consultation.save()
    if not has_step(row, "nominated"):
        step(actor, row, "nominated", latest)
    row.save()
    current().about(row, unit=unit, summary=f"{len(items)}个推荐对象")
    return len(fresh)


@action("honours.answer", "登记表彰意见答复", permission=None)
def answer(
    actor: Actor,
    *,
    round: Round,
    organ: str,
    on: date,
    views: Mapping[int, tuple[str, str]],
) -> int:
    """What an organ answered, `{nomination: (view, words)}`; the discipline organ may enter its own.

    How many nominees it was about. An objection says why.
    """
    row = locked(round)
    may = actor.can(COMMEND, row.unit.path) or (
        organ == Organ.DISCIPLINE and actor.can("honours.opine", row.unit.path)
    )
    if not may:
        raise Forbidden
    if on > site_day():
        raise Refused("答复日期不能晚于今天。", field="on")
    asked = Consultation.objects.select_for_update(of=("self",)).filter(
        nomination__round=row, nomination__withdrawn_reason="", nomination__review="", organ=organ
    )
    found = {item.nomination_id: item for item in asked.select_related("nomination")}
    given = {key: said for key, said in views.items() if said[0]}
    if not given or set(given) - found.keys():
        raise Refused("请为推荐对象选择答复；没有征求过或者已经审核的不能登记。")
    for key, (view, words) in given.items():
        item = found[key]
        if on < item.asked_on:
            raise Refused(f"答复日期早于征求日期（{item.asked_on}）。", field="on")
        if view == View.OBJECTED and not words.strip():
            raise Refused(f"{item.nomination.named}：不宜推荐的，请写明理由。", field=f"note_{key}")
        item.view, item.text, item.answered_on = view, words.strip(), on
        item.answered_by = actor.name[:100]
        item.save()
    row.save()
    current().about(row, unit=row.unit, summary=f"{Organ(organ).label}，{len(given)}个推荐对象")
    return len(given)


@action("honours.review", "审核表彰对象", permission=COMMEND)
def review(
    actor: Actor,
    *,
    unit: Unit,
    round: Round,
    on: date,
    results: Mapping[int, tuple[str, str]],
) -> int:
    """Review nominees, `{nomination: (result, words)}`; how many it was.

    Nobody passes before the discipline organ answered, while the rulebook asks for it.
    """
    row = locked(round)
    if on > site_day():
        raise Refused("审核日期不能晚于今天。", field="on")
    if has_step(row, "publicity"):
        raise Refused("已经公示，不能再改审核结果。")
    items = live(row)
    given = {key: said for key, said in results.items() if said[0]}
    if not given or set(given) - items.keys():
        raise Refused("请至少审核一个推荐对象。")
    passing = {key for key, (result, _) in given.items() if result == Review.PASSED}
    _heard_first(items, passing, on)
    for key, (result, words) in given.items():
        _reviewed(items[key], result, words, on)
    _steps_of_review(actor, row, items, on)
    row.save()
    current().about(row, unit=unit, summary=f"{len(passing)}个同意推荐")
    return len(given)


def _heard_first(items: Mapping[int, Nomination], passing: Collection[int], on: date) -> None:
    article = current_book().article("commend-consult", on)
    missing = unanswered(passing) if article is not None else set()
    if missing:
        named = "、".join(sorted(items[key].named for key in missing)[:5])
        raise Refused(f"还没有纪检监察机关的意见：{named}。请先征求意见并登记答复。")


def _reviewed(item: Nomination, result: str, words: str, on: date) -> None:
    asked = queries.consultations([item.pk])[item.pk]
    objected = any(row.view == View.OBJECTED for row in asked)
    if (result == Review.FAILED or objected) and not words.strip():
        why = "有不同意见仍同意推荐" if objected and result == Review.PASSED else "不再推荐"
        raise Refused(f"{item.named}：{why}的，请写明理由。", field=f"note_{item.pk}")
    if on < item.nominated_on:
        raise Refused(f"审核日期早于{item.named}的推荐日期。", field="on")
    item.review, item.review_note, item.reviewed_on = result, words.strip(), on
    item.version += 1
    item.save()


def _steps_of_review(actor: Actor, row: Round, items: Mapping[int, Nomination], on: date) -> None:
    """The case hears of it: nominated and consulted where it was not told yet, then reviewed."""
    if not has_step(row, "nominated"):
        step(actor, row, "nominated", max(item.nominated_on for item in items.values()))
    answered = [
        found.answered_on
        for rows in queries.consultations(items).values()
        for found in rows
        if found.answered_on is not None
    ]
    if answered and not has_step(row, "consulted"):
        step(actor, row, "consulted", min(max(answered), on))
    if not has_step(row, "reviewed"):
        step(actor, row, "reviewed", on)
