"""Begin a matter, record its steps, hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, columns
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks import queries
from tongpin.ledgers.talks.models import Kind, Matter, Sanction, Step
from tongpin.org.models import Person, Unit
from tongpin.rules.refusal import Refusal
from tongpin.rules.sanctions import Sanction as SanctionKind
from tongpin.rules.sanctions import effect


@dataclass(frozen=True, slots=True)
class Opening:
    """What a matter begins with; `on` is the day of its first step (an inquiry: of its sending)."""

    kind: str
    person: Person
    cause: str
    on: date
    brief: str = ""
    talker: Person | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A sanction as it was decided."""

    kind: str
    body: str
    document: str
    years: int = 1
    held_post: bool = True
    is_criminal: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it happened. `by`: who approved, talked or received; `signed_by`: the main leader's
    signature; `follow_due_on`: by when to look at what changed.
    """

    step: str
    on: date
    by: str = ""
    place: str = ""
    signed_by: str = ""
    words: str = ""
    reason: str = ""
    follow_due_on: date | None = None


@action("talks.open", "登记监督事项", permission="talks.write")
def open_matter(
    actor: Actor, *, unit: Unit, opening: Opening, decision: Decision | None = None
) -> Matter:
    """Begin a matter with its first step. A sanction is entered with its decision, never before it."""
    _opening(actor, unit, opening)
    row = Matter(
        unit=unit, kind=opening.kind, person=opening.person, cause=opening.cause,
        brief=opening.brief.strip(), talker=opening.talker, opened_on=opening.on,
    )  # fmt: skip
    is_sanction = opening.kind == Kind.SANCTION
    if is_sanction and decision is None:
        raise Refused("处分作出决定以后才能登记，请填写决定机关和文号。", field="body")
    row.save()
    if is_sanction and decision is not None:
        _decided(row, decision)
    first = queries.procedure(current_book(), row).steps[0].key
    _keep(actor, row, Taken(first, opening.on, by=decision.body if decision else ""))
    current().about(row, unit=unit)
    return row


def _opening(actor: Actor, unit: Unit, opening: Opening) -> None:
    if opening.kind not in dict(queries.opens(actor, unit)):
        raise Refused(
            "支部书记办理提醒谈话、批评教育和责令检查；诫勉、函询和处分由上级党组织或者纪检人员登记。",
            field="kind",
        )
    if not opening.person.home.path.startswith(unit.path):
        raise Refused("只能登记本党组织和下级党组织的同志。", field="person")
    if actor.person_id is not None and actor.person_id == opening.person.pk:
        raise Refused("不能办理关于本人的事项。", field="person")
    if opening.talker is not None and opening.talker.pk == opening.person.pk:
        raise Refused("谈话人不能是谈话对象本人。", field="talker")
    is_own = opening.talker is not None and opening.talker.pk == actor.person_id
    if not actor.can("talks.all", unit.path) and not is_own:
        raise Refused("支部书记只登记由本人谈话的事项。", field="talker")
    if opening.on > site_day():
        raise Refused("日期不能晚于今天。", field="on")


def _decided(row: Matter, decision: Decision) -> None:
    if not decision.body.strip() or not decision.document.strip():
        raise Refused("请填写决定机关和文号。", field="document")
    _checked(decision.kind, row.opened_on, decision.years, 0, held_post=decision.held_post)
    Sanction(
        matter=row, kind=decision.kind, body=decision.body.strip(),
        document=decision.document.strip(), decided_on=row.opened_on, years=decision.years,
        held_post=decision.held_post, is_criminal=decision.is_criminal,
    ).save()  # fmt: skip


def _checked(kind: str, on: date, years: int, extended: int, *, held_post: bool) -> None:
    """Refused where the rulebook of that day knows no such sanction."""
    try:
        effect(
            current_book(), SanctionKind(kind), on, years=years, extended_years=extended,
            held_post=held_post,
        )  # fmt: skip
    except Refusal as error:
        field = "years" if error.code == "bad_years" else "on"
        raise Refused(error.message, field=field) from error


@action("talks.record", "登记办理情况", permission="talks.write")
def record(actor: Actor, *, unit: Unit, matter: Matter, version: int, taken: Taken) -> Step:
    """Record a step that the procedure allows now. What the rulebook says of it stays on the page."""
    row = _locked(actor, matter, version)
    book = current_book()
    steps = queries.procedure(book, row).by_key
    allowed = {item.step for item in queries.progress(book, row, site_day()).next}
    if taken.step not in steps:
        raise Refused("这个程序没有所填的步骤。", field="step")
    if taken.step not in allowed:
        raise Refused(f"现在还不能登记“{steps[taken.step].title}”，请先办完前面的步骤。")
    if not row.opened_on <= taken.on <= site_day():
        raise Refused("日期应在开始日期和今天之间。", field="on")
    _asked(row, taken)
    if taken.follow_due_on is not None:
        if taken.follow_due_on < taken.on:
            raise Refused("了解改正情况的期限不能早于谈话日期。", field="follow_due_on")
        row.follow_due_on = taken.follow_due_on
    found = _keep(actor, row, taken)
    row.save()
    current().about(row, unit=unit)
    return found


def _asked(row: Matter, taken: Taken) -> None:
    """What a record has to say, by the articles of its step."""
    if taken.step in ("approved", "sent_up") and not taken.by.strip():
        raise Refused("请写明由谁批准或者报给谁。", field="by")
    if taken.step == "talk" and not taken.words.strip():
        raise Refused("请写谈话记录；内容加密保存。", field="words")
    if taken.step == "statement" and not taken.signed_by.strip():
        raise Refused(
            "本人的说明或者检讨应由所在党组织主要负责人签字（中国共产党党内监督条例第二十一条），"
            "请填写签字人。",
            field="signed_by",
        )
    if taken.step == "replied":
        limit = queries.reply_due_on(current_book(), row.opened_on)
        if limit is not None and taken.on > limit and not taken.reason.strip():
            raise Refused(
                f"回复超过{limit:%Y-%m-%d}的期限，请写明不能按期回复的理由。", field="reason"
            )


def _keep(actor: Actor, row: Matter, taken: Taken) -> Step:
    values: dict[str, Any] = {
        "by": taken.by.strip(), "place": taken.place.strip(), "reason": taken.reason.strip(),
        "signed_by_leader": taken.signed_by.strip(),
    }  # fmt: skip
    kept = {key: value for key, value in values.items() if value}
    found = Step(
        matter=row, words=taken.words.strip(),
        **columns(actor, Happening(taken.step, taken.on, kept)),
    )  # fmt: skip
    found.save()
    return found


@action("talks.withdraw_step", "撤回办理记录", permission="talks.write")
def withdraw_step(
    actor: Actor, *, unit: Unit, matter: Matter, version: int, step: Step, reason: str
) -> Step:
    """Take a record back with a reason; it stays readable. The first one goes with the matter only."""
    row = _locked(actor, matter, version)
    found: Step = Step.objects.select_for_update().get(pk=step.pk)
    if found.is_withdrawn:
        raise Refused("这条记录已经撤回。")
    if found.step == queries.procedure(current_book(), row).steps[0].key:
        raise Refused("第一步不能单独撤回；登记有误的，撤销整个事项。")
    found.withdrawn_reason = _said(reason)
    found.save()
    row.save()
    current().about(row, unit=unit)
    return found


@action("talks.extend", "登记延长留党察看", permission="talks.all")
def extend(
    actor: Actor, *, unit: Unit, matter: Matter, version: int, years: int, decision: str
) -> Sanction:
    """留党察看 is prolonged by a decision; never more than the most together (处分条例 art. 12)."""
    row = _locked(actor, matter, version)
    found: Sanction | None = Sanction.objects.select_for_update().filter(matter=row).first()
    if found is None or found.kind != SanctionKind.PROBATION:
        raise Refused("只有留党察看可以延长。")
    if not decision.strip():
        raise Refused("请填写延长决定的机关和文号。", field="decision")
    total = found.extended_years + years
    _checked(found.kind, found.decided_on, found.years, total, held_post=found.held_post)
    found.extended_years, found.extension = total, decision.strip()
    found.save()
    row.save()
    current().about(row, unit=unit)
    return found


@action("talks.hand_over", "移交纪检机关", permission="talks.write")
def hand_over(
    actor: Actor, *, unit: Unit, matter: Matter, version: int, on: date, to: str
) -> Matter:
    """Hand a matter to the discipline organ; afterwards nothing can be entered here."""
    row = _locked(actor, matter, version)
    if not row.opened_on <= on <= site_day():
        raise Refused("移交日期应在开始日期和今天之间。", field="on")
    if not to.strip():
        raise Refused("请写明移交给哪个机关。", field="to")
    row.handed_on, row.handed_to = on, to.strip()
    row.save()
    current().about(row, unit=unit)
    return row


@action("talks.withdraw", "撤销监督事项", permission="talks.write")
def withdraw(actor: Actor, *, unit: Unit, matter: Matter, version: int, reason: str) -> Matter:
    """Take back what was entered by mistake; it stays readable and counts nowhere."""
    row = _locked(actor, matter, version)
    row.withdrawn_reason = _said(reason)
    row.save()
    current().about(row, unit=unit)
    return row


def _locked(actor: Actor, matter: Matter, version: int) -> Matter:
    row: Matter = Matter.objects.select_for_update().select_related("unit").get(pk=matter.pk)
    if not queries.may_write(actor, row):
        raise Forbidden("只有纪检人员和谈话人可以登记。")
    if row.version != version:
        raise Conflict
    if row.handed_on is not None:
        raise Refused(f"已于{row.handed_on:%Y-%m-%d}移交{row.handed_to}，这里不再登记。")
    if row.withdrawn_reason:
        raise Refused("这个事项已经撤销。")
    row.version += 1
    return row


def _said(text: str) -> str:
    if not text.strip():
        raise Refused("请写明理由。", field="reason")
    return text.strip()
