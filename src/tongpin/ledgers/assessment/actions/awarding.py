"""Award, its yearly check and its withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, record_step, withdraw_step
from tongpin.duties.judging import refresh
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.actions.creating import locked, recorder
from tongpin.ledgers.assessment.models import Award, Creation, Level, Recheck
from tongpin.ledgers.assessment.points import shown
from tongpin.org.models import Unit


def _may(actor: Actor, row: Creation) -> None:
    if not queries.can_manage(actor, row):
        raise Forbidden("命名、复核由上级党组织登记。")


@action("assessment.award", "命名示范支部", permission="assessment.manage")
def award(
    actor: Actor, *, unit: Unit, creation: Creation, version: int, level: str, awarded_on: date,
    number: str = "", publicised_on: date | None = None, files: Iterable[tuple[str, bytes]] = (),
) -> Award:  # fmt: skip
    """Name the branch: reviewed, made public, at the line of what could be judged, every veto item
    judged and none failing in the review or by now.
    """
    row = locked(creation, version)
    _may(actor, row)
    if level not in Level.values:
        raise Refused("请选择等次。", field="level")
    if Award.objects.filter(pk=row.pk).exists():
        raise Refused("这次创建已经命名。")
    if row.review_on is None:
        raise Refused("考评验收还没有完成，不能命名。")
    if not row.review_on <= awarded_on <= site_day():
        raise Refused("命名日期应在考评日期和今天之间。", field="awarded_on")
    _check_score(row, level)
    _check_publicity(row, publicised_on, awarded_on)
    made = Award(
        creation=row, level=level, number=number.strip(), publicised_on=publicised_on,
        awarded_on=awarded_on, awarded_by=actor.name[:100],
    )  # fmt: skip
    made.save()
    row.save()
    record_step(
        recorder(actor), unit=row.unit, case=row.case, files=files,
        happening=Happening("awarded", awarded_on, note=f"{made.get_level_display()} {number}".strip()),
    )  # fmt: skip
    _judge_above(row.unit, awarded_on)
    current().about(row, unit=unit, summary=made.get_level_display())
    return made


def _check_score(row: Creation, level: str) -> None:
    lines = queries.sheet(row)
    total = queries.totals(row, lines).review
    assert total is not None
    failing = [line.item.title for line in lines if line.mark.has_failed]
    vetoes = list(dict.fromkeys([*total.vetoes, *failing]))
    if vetoes:
        raise Refused(f"触及否决情形（{'、'.join(vetoes)}），不得命名。")
    untold = queries.untold_vetoes(lines)
    if untold:
        raise Refused(
            f"否决情形（{'、'.join(untold)}）还没有查清，不能命名；请考评人退回考评，核实以后再评定。"
        )
    judged = queries.judged_percent(lines)
    if judged < row.scheme.judged_percent:
        raise Refused(
            f"能够评定的分值只占应评分值的{judged}%，少于细则规定的{row.scheme.judged_percent}%，"
            "不能命名；请考评人退回考评，补充材料以后再评定。"
        )
    line = row.scheme.model_line if level == Level.MODEL else row.scheme.pass_line
    if total.share is None or total.points * row.scheme.full < line * total.of:
        share = shown(total.share) if total.share is not None else "无"
        raise Refused(
            f"考评折算得分{share}分，没有达到{shown(line)}分，不能命名为{Level(level).label}。",
            field="level",
        )


def _check_publicity(row: Creation, publicised_on: date | None, awarded_on: date) -> None:
    """评定结果公示: after the review, for the days of the rule in force on the day of the award."""
    article = current_book().parameters["std-stars"].on(awarded_on)
    days = article.integer("days") if article is not None else 0
    if publicised_on is None:
        if days:
            raise Refused(f"评定结果应公示{days}天，请填写公示开始日期。", field="publicised_on")
        return
    assert row.review_on is not None
    if publicised_on < row.review_on:
        raise Refused("评定结果在考评以后公示，请核对公示开始日期。", field="publicised_on")
    if awarded_on < publicised_on + timedelta(days=days):
        raise Refused(f"公示应满{days}天，请核对公示开始日期和命名日期。", field="publicised_on")


def _judge_above(unit: Unit, day: date) -> None:
    """The award counts for the units above, whose plan asked for it."""
    keys = [int(part) for part in unit.path.split("/") if part]
    above = list(Unit.objects.filter(pk__in=keys).exclude(pk=unit.pk))

    def judge() -> None:
        for other in above:
            refresh(other, day)

    transaction.on_commit(judge)


def _held(made: Award, version: int) -> Award:
    row: Award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("creation__unit__parent", "creation__case")
        .get(pk=made.pk)
    )
    if row.version != version:
        raise Conflict
    if row.withdrawn_on is not None:
        raise Refused("称号已经撤销。")
    row.version += 1
    return row


@action("assessment.withdraw_award", "撤销示范支部称号", permission="assessment.manage")
def withdraw_award(actor: Actor, *, unit: Unit, award: Award, version: int, reason: str) -> Award:
    """Take an award back with a reason. One taken back in its own year counts for nothing."""
    row = _held(award, version)
    _may(actor, row.creation)
    _end(actor, row, reason)
    current().about(row.creation, unit=unit, summary=reason.strip())
    return row


def _end(actor: Actor, row: Award, reason: str) -> None:
    if not reason.strip():
        raise Refused("请写明撤销的理由。", field="reason")
    row.withdrawn_on, row.withdrawn_reason = site_day(), reason.strip()[:200]
    row.save()
    case = row.creation.case
    record = queries.step_record(row.creation, "awarded")
    if row.awarded_on.year == site_day().year and record is not None and case.closed_on is None:
        withdraw_step(
            recorder(actor), unit=row.creation.unit, case=case, record=record,
            reason=row.withdrawn_reason,
        )  # fmt: skip
    _judge_above(row.creation.unit, row.awarded_on)


@action("assessment.recheck", "年度复核示范支部", permission="assessment.manage")
def recheck(
    actor: Actor, *, unit: Unit, award: Award, version: int, keeps: bool, words: str
) -> Recheck:
    """Check an award of an earlier year; one that is not kept is withdrawn."""
    row = _held(award, version)
    _may(actor, row.creation)
    day = site_day()
    if not words.strip():
        raise Refused("请写明复核意见。", field="words")
    if row.awarded_on.year >= day.year:
        raise Refused("命名当年不用复核，从第二年起每年复核一次。")
    if row.rechecks.filter(year=day.year).exists():
        raise Refused(f"{day.year}年已经复核过。")
    made = Recheck(
        award=row, year=day.year, on=day, keeps=keeps, words=words.strip(), by=actor.name[:100]
    )
    made.save()
    if keeps:
        row.save()
    else:
        _end(actor, row, f"年度复核不保持称号：{words.strip()}")
    current().about(row.creation, unit=unit, summary="保持称号" if keeps else "不保持称号")
    return made
