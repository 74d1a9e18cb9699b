"""Scores: the branch's own, the review by somebody else, and the gaps that become problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, record_step, withdraw_step
from tongpin.documents.actions import attach
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.actions.creating import locked, recorder
from tongpin.ledgers.assessment.marking import Mark
from tongpin.ledgers.assessment.models import Creation, Gap, Item, Score, Side, State
from tongpin.ledgers.assessment.points import shown
from tongpin.org.models import Unit
from tongpin.rectification.actions import open_problem
from tongpin.rectification.models import Problem, Source

STEPS = {Side.SELF: "self_scored", Side.REVIEW: "reviewed"}


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gives for an item: points in tenths, or why it is left out."""

    state: str = State.KNOWN
    points: int | None = None
    has_failed: bool = False
    reason: str = ""


def _may(actor: Actor, row: Creation, side: str) -> None:
    """The branch scores itself; the review belongs to who stands above it and not in it."""
    if side == Side.SELF:
        if not actor.can("assessment.write", row.unit.path):
            raise Forbidden
        return
    if not actor.can("assessment.review", queries.superior(row.unit).path):
        raise Forbidden("考评由上级党组织登记。")
    against = queries.own_of(actor, row)
    if against:
        raise Forbidden(against, code="own_branch")


def _open(row: Creation, side: str) -> None:
    if row.review_on is not None:
        raise Refused("考评已经完成，得分不再改动；确需更改请由考评人先退回。")
    if side == Side.SELF and row.self_on is not None:
        raise Refused("自评已经提交，需要更改请先撤回自评。")
    if side == Side.REVIEW and row.self_on is None:
        raise Refused("支部还没有提交自评，提交以后才能考评。")


@action("assessment.score", "评定考评项目", permission="assessment.view")
def score_item(
    actor: Actor, *, unit: Unit, creation: Creation, item: Item, side: str, version: int,
    given: Given, files: Iterable[tuple[str, bytes]] = (),
) -> Score:  # fmt: skip
    """One side's score for one item; `version` is 0 for the first entry. Sent twice it stays once.

    What differs from the ledgers' own mark needs a reason.
    """
    row = locked(creation)
    _may(actor, row, side)
    _open(row, side)
    if item.scheme_id != row.scheme_id:
        raise Refused("这个项目不在本次的考评细则里。")
    mark = queries.assess([row.unit], [item], row.year)[row.unit_id][0]
    values = _values(item, mark, given)
    kept = Score.objects.select_for_update().filter(creation=row, item=item, side=side).first()
    said = {k: v for k, v in values.items() if k != "basis"}
    same = kept is not None and all(getattr(kept, k) == v for k, v in said.items())
    if kept is not None and kept.version != version and not same:
        raise Conflict
    score = kept or Score(creation=row, item=item, side=side, version=0)
    for name, value in values.items():
        setattr(score, name, value)
    score.version += 1
    score.on, score.by = site_day(), actor.name[:100]
    score.save()
    for name, data in files:
        attach(actor, unit=row.unit, owner=score.ref, name=name, data=data)
    told = shown(score.points) if score.points is not None else score.get_state_display()
    current().about(row, unit=unit, summary=f"{score.get_side_display()}{item} {told}")
    return score


def _values(item: Item, mark: Mark, given: Given) -> dict[str, object]:
    """The columns of a score; `Refused` names the field at fault."""
    if given.state not in State.values:
        raise Refused("请选择评定结果。", field="state")
    reason = given.reason.strip()
    points = given.points
    if given.state != State.KNOWN:
        points = None
        if not reason:
            raise Refused("不能判断或者不涉及的，请写明理由；这一项不计入总分。", field="reason")
    elif item.is_veto:
        points = 0
    elif points is None:
        raise Refused("请填写得分。", field="points")
    elif points > item.weight:
        raise Refused(f"得分不能超过本项分值{shown(item.weight)}分。", field="points")
    has_failed = item.is_veto and given.state == State.KNOWN and given.has_failed
    same = (given.state, points, has_failed) == (mark.state, mark.points, mark.has_failed)
    if not same and not reason:
        raise Refused(
            "请写明看到的情况。" if item.by_hand
            else f"与台账得出的结果不同（{mark.reason}），请写明理由。", field="reason",
        )  # fmt: skip
    return {
        "state": given.state, "points": points, "most": item.weight, "has_failed": has_failed,
        "reason": reason or mark.reason, "by_hand": not same,
        "basis": {} if item.by_hand else mark.basis,
    }  # fmt: skip


@action("assessment.finish", "提交评分", permission="assessment.view")
def finish(
    actor: Actor, *, unit: Unit, creation: Creation, side: str, version: int, words: str
) -> Creation:
    """Hand in one side: what the ledgers know is taken as it stands today, what only a person can see
    must have been scored.
    """
    row = locked(creation, version)
    _may(actor, row, side)
    _open(row, side)
    if not words.strip():
        raise Refused("请写明意见。", field="words")
    lines = queries.sheet(row)
    open_items = [line for line in lines if line.score(side) is None]
    left = [str(line.item.number) for line in open_items if line.item.by_hand]
    if left:
        raise Refused(f"第{'、'.join(left[:20])}项须现场核实，还没有评定。")
    missing = _missing(row) if side == Side.REVIEW else ""
    if missing:
        raise Refused(f"{missing}还没有登记，三个阶段依次推进，请支部先补登。")
    day = site_day()
    Score.objects.bulk_create(
        _taken(row, line.mark, side, day, actor) for line in open_items
    )  # fmt: skip
    if side == Side.SELF:
        row.self_on, row.self_by, row.self_words = day, actor.name[:100], words.strip()
        row.self_account, row.self_person = actor.account_id, actor.person_id
    else:
        row.review_on, row.review_by, row.review_words = day, actor.name[:100], words.strip()
        row.review_account, row.review_person = actor.account_id, actor.person_id
    row.save()
    _record(actor, row, STEPS[Side(side)], words)
    current().about(row, unit=unit, summary=Side(side).label)
    return row


def _missing(row: Creation) -> str:
    """The steps before the review that nobody recorded, in words."""
    procedure = current_book().procedure(queries.PROCEDURE)
    steps = [s for s in ("mobilised", "benchmarked") if queries.step_record(row, s) is None]
    return "、".join(procedure.title_of(s) for s in steps)


def _taken(row: Creation, mark: Mark, side: str, day: date, actor: Actor) -> Score:
    return Score(
        creation=row, item=mark.item, side=side, state=mark.state, points=mark.points,
        most=mark.item.weight, has_failed=mark.has_failed, reason=mark.reason, basis=mark.basis,
        on=day, by=actor.name[:100],
    )  # fmt: skip


def _record(actor: Actor, row: Creation, step: str, words: str) -> None:
    """The step of the case, by the operator's hand: the right to take it was looked at above."""
    happening = Happening(step, site_day(), note=words.strip())
    record_step(recorder(actor), unit=row.unit, case=row.case, happening=happening)


@action("assessment.reopen", "退回评分", permission="assessment.view")
def reopen(
    actor: Actor, *, unit: Unit, creation: Creation, side: str, version: int, reason: str
) -> Creation:
    """Take a side's hand-in back with a reason; the scores stay to be changed. A branch takes its own
    back, a reviewer either; none after the award.
    """
    row = locked(creation, version)
    if side == Side.SELF and not queries.can_review(actor, row):
        _may(actor, row, Side.SELF)
    if side == Side.REVIEW:
        _may(actor, row, Side.REVIEW)
    if not reason.strip():
        raise Refused("请写明退回的理由。", field="reason")
    if getattr(row, "award", None) is not None:
        raise Refused("已经命名，得分不再改动。")
    if side == Side.SELF and row.review_on is not None:
        raise Refused("考评已经完成，请先退回考评。")
    if (row.self_on if side == Side.SELF else row.review_on) is None:
        raise Refused("还没有提交，不用退回。")
    if side == Side.SELF:
        row.self_on, row.self_by = None, ""
    else:
        row.review_on, row.review_by = None, ""
    row.save()
    record = queries.step_record(row, STEPS[Side(side)])
    if record is not None:
        withdraw_step(
            recorder(actor), unit=row.unit, case=row.case, record=record, reason=reason.strip()
        )
    current().about(row, unit=unit, summary=reason.strip())
    return row


@action("assessment.gaps", "差距转入问题整改", permission="assessment.view")
def make_gaps(
    actor: Actor,
    *,
    unit: Unit,
    creation: Creation,
    items: Sequence[Item],
    due_on: date | None = None,
) -> list[Problem]:
    """Hand gaps down to the problem loop: those the review found are verified above, those the branch
    found in itself by the branch.
    """
    row = locked(creation)
    reviewed = queries.can_review(actor, row) and row.review_on is not None
    if not reviewed:
        _may(actor, row, Side.SELF)
    owner = queries.superior(row.unit) if reviewed else row.unit
    lines = {line.item.pk: line for line in queries.sheet(row)}
    made = []
    for item in items:
        line = lines.get(item.pk)
        if line is None or line.gap is not None or not (line.lost or _failed(line)):
            raise Refused(f"“{item.title}”没有失分，或者已经转入问题整改。")
        why = line.last.reason if line.last else line.mark.reason
        problem = open_problem(
            recorder(actor), unit=owner, source=Source.ASSESSMENT, ref=row.ref,
            title=f"{item.title}：失{shown(line.lost)}分" if line.lost else f"{item.title}：触及否决",
            description=f"标准：{item.standard}\n情况：{why}",
            category=item.dimension.title if item.dimension else "一票否决",
            responsible_unit=row.unit, due_on=due_on,
        )  # fmt: skip
        Gap(creation=row, item=item, problem=problem).save()
        made.append(problem)
    if not made:
        raise Refused("请选择要转入的项目。", field="items")
    row.save()
    current().about(row, unit=unit, summary=f"{len(made)}项")
    return made


def _failed(line: queries.Line) -> bool:
    return line.last.has_failed if line.last else line.mark.has_failed
