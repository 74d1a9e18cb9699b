"""What a bureau adopts: local rulebooks, its own values of parameters, yearly notices on days off.

Every change of the rulebook in force drops the cached findings, so that the next reader judges anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.judging import forget
from tongpin.duties.models import LocalRulebook, ParameterSetting, RulebookState, WorkdayNotice
from tongpin.duties.notices import checked_days
from tongpin.duties.rulebook import parsed
from tongpin.duties.splicing import frozen
from tongpin.duties.vetting import is_number_laxer, title_of, typed, vetted
from tongpin.org.models import Unit
from tongpin.rules.interval import Interval
from tongpin.rules.loader import load_builtin
from tongpin.rules.parameters import Article
from tongpin.rules.regulation import Severity

LONGEST_BACK, LONGEST_AHEAD = timedelta(days=3660), timedelta(days=731)
FIRST_YEAR, LAST_YEAR = 2000, 2099


# --------------------------------------------------------------------------- local rulebooks


@action("rulebook.write", "起草本地规则", permission="rulebook.write")
def write_local(
    actor: Actor, *, unit: Unit, text: str, before: LocalRulebook | None = None
) -> LocalRulebook:
    """Keep a local rulebook as a draft: always a new version, whatever it was written from."""
    vetted(text)
    identity, revision = secrets.token_hex(8), 1
    if before is not None:
        identity = before.identity
        rows = LocalRulebook.objects.select_for_update().filter(identity=identity)
        revision = (rows.aggregate(last=Max("revision"))["last"] or 0) + 1
        for draft in rows.filter(state=RulebookState.DRAFT):
            draft.state, draft.version = RulebookState.SUPERSEDED, draft.version + 1
            draft.save()
    row = LocalRulebook(
        unit=unit,
        identity=identity,
        revision=revision,
        title=title_of(text),
        text=text,
        written_on=site_day(),
        written_by=actor.name,
    )
    row.save()
    current().about(row, unit=unit, summary=f"第{revision}版")
    return row


@action("rulebook.adopt", "采用本地规则", permission="rulebook.write")
def adopt_local(
    actor: Actor,
    *,
    unit: Unit,
    rulebook: LocalRulebook,
    version: int,
    effective_on: date,
    reason: str,
) -> LocalRulebook:
    """Put a draft in force from a day; the version before it judges the windows of its own time."""
    row = _locked_local(rulebook, version)
    if row.state != RulebookState.DRAFT:
        raise Refused("只有草稿可以采用。")
    check_effective(row, effective_on)
    book = vetted(row.text)
    _refuse_taken({*(rule.key for rule in book.rules), *book.parameters}, row.identity)
    present = _present(row.identity)
    if present is not None:
        present.state, present.ended_on = RulebookState.SUPERSEDED, effective_on
        present.version += 1
        present.save()
    row.state, row.effective_on = RulebookState.ADOPTED, effective_on
    row.adopted_on, row.adopted_by, row.reason = site_day(), actor.name, reason
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=f"{effective_on}起执行：{reason}")
    _judge_anew()
    return row


@action("rulebook.withdraw", "停用本地规则", permission="rulebook.write")
def withdraw_local(
    actor: Actor, *, unit: Unit, rulebook: LocalRulebook, version: int, reason: str
) -> LocalRulebook:
    """End a version today, or put a draft aside; windows that have ended stay judged by it."""
    row = _locked_local(rulebook, version)
    if row.state not in (RulebookState.ADOPTED, RulebookState.DRAFT):
        raise Refused("这一版已经不在执行，不需要停用。")
    if row.effective_on is not None:
        row.ended_on = max(site_day(), row.effective_on)
    row.state, row.withdrawn_by, row.withdrawn_reason = RulebookState.WITHDRAWN, actor.name, reason
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    _judge_anew()
    return row


def check_effective(row: LocalRulebook, day: date) -> None:
    """Refuse a day that lies too far, or before the version in force took effect."""
    today = site_day()
    if not today - LONGEST_BACK <= day <= today + LONGEST_AHEAD:
        raise Refused("生效日期应在前十年至后两年之间，请核对年份。", field="effective_on")
    present = _present(row.identity)
    if present is not None and present.effective_on and day < present.effective_on:
        raise Refused(
            f"上一版自{present.effective_on}起执行，新版不能早于这一天。", field="effective_on"
        )


def _present(identity: str) -> LocalRulebook | None:
    found = LocalRulebook.objects.filter(identity=identity, state=RulebookState.ADOPTED)
    row: LocalRulebook | None = found.first()
    return row


def _refuse_taken(keys: set[str], identity: str) -> None:
    others = LocalRulebook.objects.filter(state=RulebookState.ADOPTED).exclude(identity=identity)
    for other in others:
        book = parsed(other.text, other.title)
        taken = sorted(keys & {*(rule.key for rule in book.rules), *book.parameters})
        if taken:
            raise Refused(f"“{taken[0]}”已由《{other.title}》规定，请先停用那一份或换一个编号。")


def _locked_local(rulebook: LocalRulebook, version: int) -> LocalRulebook:
    row: LocalRulebook = LocalRulebook.objects.select_for_update().get(pk=rulebook.pk)
    if row.version != version:
        raise Conflict
    return row


# --------------------------------------------------------------------------------- settings


@action("rulebook.set", "登记参数设定", permission="rulebook.write")
def set_parameter(
    actor: Actor,
    *,
    unit: Unit,
    parameter: str,
    texts: Mapping[str, str],
    from_on: date,
    to_on: date | None,
    source_title: str,
    source_number: str,
    place: str,
    is_stricter: bool,
    reason: str,
) -> ParameterSetting:
    """Set the bureau's own value of a parameter, by its own document."""
    row = new_setting(
        actor, unit, parameter, texts, from_on=from_on, to_on=to_on, source_title=source_title,
        source_number=source_number, place=place, is_stricter=is_stricter, reason=reason,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=f"{source_title}{place}")
    _judge_anew()
    return row


def new_setting(
    actor: Actor,
    unit: Unit,
    parameter: str,
    texts: Mapping[str, str],
    *,
    from_on: date,
    to_on: date | None,
    is_stricter: bool,
    **document: str,
) -> ParameterSetting:
    """A setting that is not saved, checked; the preview judges by it. Refused names the field."""
    found = load_builtin().parameters.get(parameter)
    article = found.on(from_on) if found is not None else None
    if found is None or article is None:
        raise Refused("这一天没有有效的条文可以设定，请核对起始日。", field="from_on")
    if found.is_reference or not (article.values or article.cite.confidence.is_doubtful):
        raise Refused("这一条没有可以设定的数值，也不需要核对确认。")
    values = typed(article, texts)
    if article.worded is Severity.HARD:
        _no_laxer(article, values, is_stricter=is_stricter)
    if to_on is not None and to_on < from_on:
        raise Refused("停止日早于起始日，请核对。", field="to_on")
    days = Interval(from_on, to_on)
    others = ParameterSetting.objects.filter(parameter=parameter, is_withdrawn=False)
    for other in others:
        if days.overlaps(Interval(other.from_on, other.to_on)):
            raise Refused(f"与{other.from_on}起的设定时间重叠，请先停止那一项。", field="from_on")
    return ParameterSetting(
        unit=unit, parameter=parameter, title=found.title[:100], values=values,
        from_on=from_on, to_on=to_on, is_stricter=is_stricter, set_on=site_day(),
        set_by=actor.name, **document,
    )  # fmt: skip


def _no_laxer(article: Article, values: Mapping[str, Any], *, is_stricter: bool) -> None:
    """Refused where a number that the text demands is loosened. Where the words do not tell which
    way is stricter, the person says so.
    """
    own = frozen(values)
    changed = [name for name, value in article.values.items() if own[name] != value]
    laxer = next((name for name in changed if is_number_laxer(article, name, own[name])), None)
    if laxer is not None:
        raise Refused(f"条文写明“{article.text}”，本单位的数值不能比它宽。", field=f"value_{laxer}")
    if changed and not is_stricter:
        raise Refused(
            "条文写明“应当、必须”的数字不能放宽。本单位制度更严的，请勾选“比全国性规定更严”。",
            field="is_stricter",
        )


@action("rulebook.end_setting", "停止参数设定", permission="rulebook.write")
def end_setting(
    actor: Actor, *, unit: Unit, setting: ParameterSetting, version: int, to_on: date, reason: str
) -> ParameterSetting:
    """Say on which day a setting last holds."""
    row = _locked_setting(setting, version)
    if to_on < row.from_on:
        raise Refused("停止日早于起始日；登记有误的请撤销。", field="to_on")
    row.to_on, row.withdrawn_reason = to_on, reason
    return _saved(row, unit, f"执行至{to_on}：{reason}")


@action("rulebook.withdraw_setting", "撤销参数设定", permission="rulebook.write")
def withdraw_setting(
    actor: Actor, *, unit: Unit, setting: ParameterSetting, version: int, reason: str
) -> ParameterSetting:
    """Take back a setting that was recorded by mistake."""
    row = _locked_setting(setting, version)
    row.is_withdrawn, row.withdrawn_reason = True, reason
    return _saved(row, unit, reason)


def _locked_setting(setting: ParameterSetting, version: int) -> ParameterSetting:
    row: ParameterSetting = ParameterSetting.objects.select_for_update().get(pk=setting.pk)
    if row.version != version:
        raise Conflict
    if row.is_withdrawn:
        raise Refused("这项设定已经撤销。")
    return row


def _saved(row: ParameterSetting, unit: Unit, summary: str) -> ParameterSetting:
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=summary)
    _judge_anew()
    return row


# --------------------------------------------------------------------------------- workdays


@action("rulebook.announce", "登记节假日安排", permission="rulebook.write")
def announce_workdays(
    actor: Actor,
    *,
    unit: Unit,
    year: int,
    title: str,
    number: str,
    holidays: Sequence[date],
    makeup: Sequence[date],
) -> WorkdayNotice:
    """Put a year's days off in force in place of what was known of that year."""
    row = new_notice(
        actor, unit, year=year, title=title, number=number, holidays=holidays, makeup=makeup
    )
    for before in WorkdayNotice.objects.select_for_update().filter(
        year=year, state=RulebookState.ADOPTED
    ):
        before.state, before.version = RulebookState.SUPERSEDED, before.version + 1
        before.save()
    row.save()
    summary = f"放假{len(row.holidays)}天，上班{len(row.makeup)}天"
    current().about(row, unit=unit, summary=summary)
    _judge_anew()
    return row


def new_notice(
    actor: Actor,
    unit: Unit,
    *,
    year: int,
    title: str,
    number: str,
    holidays: Sequence[date],
    makeup: Sequence[date],
) -> WorkdayNotice:
    """A notice that is not saved, checked; the preview judges by it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"年度应在{FIRST_YEAR}年至{LAST_YEAR}年之间。", field="year")
    if not holidays:
        raise Refused("请填写放假的日子。", field="holidays")
    checked_days(holidays, makeup, year)
    return WorkdayNotice(
        unit=unit,
        year=year,
        title=title,
        number=number,
        holidays=[day.isoformat() for day in holidays],
        makeup=[day.isoformat() for day in makeup],
        adopted_on=site_day(),
        adopted_by=actor.name,
    )


@action("rulebook.withdraw_notice", "停用节假日安排", permission="rulebook.write")
def withdraw_notice(
    actor: Actor, *, unit: Unit, notice: WorkdayNotice, version: int, reason: str
) -> WorkdayNotice:
    """Go back to what the published rulebook knows of the year."""
    row: WorkdayNotice = WorkdayNotice.objects.select_for_update().get(pk=notice.pk)
    if row.version != version:
        raise Conflict
    if row.state != RulebookState.ADOPTED:
        raise Refused("这份安排已经不在执行。")
    row.state, row.withdrawn_reason = RulebookState.WITHDRAWN, reason
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    _judge_anew()
    return row


def _judge_anew() -> None:
    transaction.on_commit(forget)
