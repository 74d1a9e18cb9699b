"""Writes on people and their dated relations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.capability import stage_bars
from tongpin.org.actions.accounts import close_accounts
from tongpin.org.actions.naming import index_names
from tongpin.org.eligibility import unfit
from tongpin.org.encryption import blind_index
from tongpin.org.identity import (
    IDENTITY_PLACE,
    PHONE_PLACE,
    checked_identity,
    checked_landline,
    checked_name,
    checked_phone,
)
from tongpin.org.models import (
    BRANCH_KINDS,
    Affiliation,
    EnteredAs,
    LeftAs,
    Membership,
    Person,
    Post,
    PostTitle,
    Stage,
    Unit,
    UnitKind,
)
from tongpin.org.queries import stage_on
from tongpin.org.search import search_text

PLAIN = (
    "name sex born_on nation native_place education degree work_started_on position occupation "
    "front_line new_stratum introducers joined_branch mobile_certificate home_address group"
).split()
NUMBERS = ("identity_number", "phone", "landline")


@action("org.add_person", "新增人员", permission="org.write")
def add_person(
    actor: Actor,
    *,
    unit: Unit,
    name: str,
    stage: str,
    since: date,
    stage_since: date | None = None,
    identity_number: str = "",
    phone: str = "",
    landline: str = "",
    entered_as: str = "",
    **values: Any,
) -> Person:
    """Put a person on a branch's roster, from a day on, in a stage since a day."""
    if unit.kind not in BRANCH_KINDS:
        raise Refused("人员须编入党支部。", field="unit")
    person = Person(name=name, home=unit)
    fill(
        person,
        values | {"name": name},
        identity_number=identity_number,
        phone=phone,
        landline=landline,
    )
    for day, field in ((since, "since"), (stage_since or since, "stage_since")):
        not_ahead(day, field)
        _after_birth(person, day, field)
    person.save()
    index_names([person])
    current().about(person, unit=unit)
    Affiliation(person=person, unit=unit, starts_on=since, entered_as=entered_as).save()
    Membership(person=person, stage=Stage(stage), starts_on=stage_since or since).save()
    return person


@action("org.change_person", "修改人员信息", permission="org.write")
def change_person(
    actor: Actor, *, unit: Unit, person: Person, version: int, **values: Any
) -> Person:
    """Change the plain particulars; identity number, telephones and address only when given."""
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    if fresh.version != version:
        raise Conflict
    was_called = fresh.name
    fill(fresh, values, **{k: values[k] for k in NUMBERS if k in values})
    fresh.version += 1
    fresh.save()
    if fresh.name != was_called:
        index_names([fresh])
    current().about(fresh, unit=unit)
    return fresh


@action("org.set_stage", "更正人员类别", permission="org.stage")
def set_stage(
    actor: Actor, *, unit: Unit, person: Person, stage: str, on: date, reason: str
) -> Membership:
    """Correct the stage from a day on, with a reason, where no ledger's records say otherwise.

    In the ordinary course a stage follows from the steps of a ledger (`set_stages`, `end_membership`).
    """
    if not reason.strip():
        raise Refused("请写明更正的依据，如档案材料的名称和日期。", field="reason")
    not_ahead(on, "on")
    _after_birth(person, on, "on")
    barred = stage_bars(person, stage, on)
    if barred:
        raise Refused("".join(barred), field="stage")
    latest = person.memberships.order_by("-starts_on").first()
    if latest is not None and latest.stage == stage and latest.ends_on is None:
        return _first_day(unit, person, latest, on, reason)
    if latest is not None:
        if latest.left_as:
            raise Refused(
                f"{person.name}的党籍已于 {latest.ends_on} 终止（{latest.get_left_as_display()}），"
                "不能用更正恢复；恢复党籍或者重新转入，请在相应的台账办理。",
                field="stage",
            )
        if on <= latest.starts_on:
            raise Refused(
                f"新阶段的日期须晚于“{latest.get_stage_display()}”的起始日期 {latest.starts_on}。",
                field="on",
            )
        if latest.ends_on is None:
            latest.ends_on = on - timedelta(days=1)
            latest.save()
    row = Membership(person=person, stage=Stage(stage), starts_on=on)
    row.save()
    current().about(
        person, unit=unit, summary=f"{row.get_stage_display()}，自 {on}：{reason}"[:300]
    )
    return row


def _first_day(unit: Unit, person: Person, row: Membership, on: date, reason: str) -> Membership:
    """The stage is right and began on another day; the one before it reaches until then."""
    before = person.memberships.filter(starts_on__lt=row.starts_on).order_by("-starts_on").first()
    if before is not None:
        if on <= before.starts_on:
            raise Refused(
                f"新的日期须晚于“{before.get_stage_display()}”的起始日期 {before.starts_on}。",
                field="on",
            )
        if before.ends_on == row.starts_on - timedelta(days=1):
            before.ends_on = on - timedelta(days=1)
            before.save()
        elif before.ends_on is not None and on <= before.ends_on:
            raise Refused(
                f"新的日期须晚于“{before.get_stage_display()}”的终止日期 {before.ends_on}。",
                field="on",
            )
    row.starts_on, row.is_estimated = on, False
    row.save()
    current().about(
        person, unit=unit, summary=f"{row.get_stage_display()}，自 {on}：{reason}"[:300]
    )
    return row


@action("org.move_person", "调整所在支部", permission="org.write")
def move_person(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    to: Unit,
    on: date,
    entered_as: str = EnteredAs.ADJUSTED,
) -> Affiliation:
    """Move a person to another branch from a day on; the right is needed at both ends."""
    if not actor.can("org.write", to.path):
        raise Forbidden("您没有向该支部转入人员的权限。")
    if to.kind not in BRANCH_KINDS:
        raise Refused("只能转入党支部。", field="to")
    not_ahead(on, "on")
    if to.founded_on and on < to.founded_on:
        raise Refused(f"{to}于 {to.founded_on} 成立，转入日期不能早于这一天。", field="on")
    if to.dissolved_on and on > to.dissolved_on:
        raise Refused(f"{to}已于 {to.dissolved_on} 撤销。", field="to")
    latest = person.affiliations.order_by("-starts_on").first()
    if latest is not None:
        if latest.unit_id == to.pk and latest.ends_on is None:
            raise Refused(f"{person.name}已在{to}。", field="to")
        if on <= latest.starts_on:
            raise Refused(f"转入日期须晚于现支部的起始日期 {latest.starts_on}。", field="on")
        if latest.ends_on is None:
            latest.ends_on, latest.left_as = on - timedelta(days=1), LeftAs.ADJUSTED
            latest.save()
    row = Affiliation(person=person, unit=to, starts_on=on, entered_as=entered_as)
    row.save()
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    fresh.home, fresh.group, fresh.version = to, None, fresh.version + 1
    fresh.left_on = None
    fresh.save()
    current().about(fresh, unit=unit, summary=f"{latest.unit if latest else ''} → {to}，自 {on}")
    return row


@action("org.withdraw_person", "移出名册", permission="org.write")
def withdraw_person(actor: Actor, *, unit: Unit, person: Person, on: date, reason: str) -> Person:
    """Take a wrongly entered person off the roster; history stays."""
    not_ahead(on, "on")
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    fresh.withdrawn_on, fresh.left_on, fresh.version = on, on, fresh.version + 1
    fresh.save()
    close_accounts(actor, unit=unit, person=fresh, reason=reason)
    for row in (*fresh.affiliations.filter(ends_on=None), *fresh.memberships.filter(ends_on=None)):
        row.ends_on = max(on, row.starts_on)
        row.save()
    current().about(fresh, unit=unit, summary=reason)
    return fresh


@action("org.appoint", "任职", permission="org.units")
def appoint(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    title: str,
    on: date,
    term_ends_on: date | None = None,
    ends_on: date | None = None,
    ends_former: bool = False,
) -> Post:
    """Give a person a post in a unit from a day on, until a day where it is a former post.

    A unit has one secretary: with `ends_former` the post of the present one ends the day before.
    """
    for day, field in ((on, "on"), (ends_on, "ends_on")):
        not_ahead(day, field)
    if term_ends_on is not None and term_ends_on < on:
        raise Refused("届满日期不能早于任职日期。", field="term_ends_on")
    if ends_on is not None and ends_on < on:
        raise Refused("免职日期不能早于任职日期。", field="ends_on")
    if unit.kind == UnitKind.GROUP and title != PostTitle.GROUP_LEADER:
        raise Refused("党小组只设组长。", field="title")
    fault = unfit(PostTitle(title), stage_on(person, on))
    if fault:
        raise Refused(f"{person.name}在 {on} {fault}", field="title")
    if title == PostTitle.SECRETARY:
        _succeed(unit, person, on, ends_on, ends_former=ends_former)
    post = Post(
        person=person, unit=unit, title=title, starts_on=on, term_ends_on=term_ends_on,
        ends_on=ends_on,
    )  # fmt: skip
    post.save()
    current().about(person, unit=unit, summary=str(post))
    return post


def _succeed(
    unit: Unit, person: Person, on: date, ends_on: date | None, *, ends_former: bool
) -> None:
    """Nobody else is secretary of the unit in the days of the new post, or the former one's ends."""
    others = Post.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), unit=unit, title=PostTitle.SECRETARY
    ).select_related("person")
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    for other in others:
        who = "本人" if other.person_id == person.pk else other.person.name
        if other.person_id == person.pk or not ends_former or other.starts_on >= on:
            until = f"至 {other.ends_on}" if other.ends_on else "现仍在任"
            raise Refused(
                f"{unit}的书记是{who}（自 {other.starts_on}，{until}），一个党组织同时只有一名书记。"
                "请先登记其免职，或者勾选“同时免去现任书记”。",
                field="title",
            )
        other.ends_on = on - timedelta(days=1)
        other.save()


@action("org.end_post", "免职", permission="org.units")
def end_post(actor: Actor, *, unit: Unit, post: Post, on: date) -> Post:
    """End a post on a day."""
    not_ahead(on, "on")
    if on < post.starts_on:
        raise Refused("免职日期不能早于任职日期。", field="on")
    post.ends_on = on
    post.save()
    current().about(post.person, unit=unit, summary=str(post))
    return post


def fill(person: Person, values: dict[str, Any], **secrets: str) -> None:
    """Set the given particulars on a person, each checked by itself and against the others."""
    for name in PLAIN:
        if name in values:
            setattr(person, name, checked_name(values[name]) if name == "name" else values[name])
    if "identity_number" in secrets:
        _set_identity(person, secrets["identity_number"])
    elif person.identity_number and ("born_on" in values or "sex" in values):
        checked_identity(person.identity_number, born_on=person.born_on, sex=person.sex)
    if "phone" in secrets:
        person.phone = checked_phone(secrets["phone"])
        person.phone_index = blind_index(person.phone, PHONE_PLACE)
    if "landline" in secrets:
        person.landline = checked_landline(secrets["landline"])
    if person.born_on and person.born_on > site_day():
        raise Refused("出生日期不能晚于今天。", field="born_on")
    _after_birth(person, person.work_started_on, "work_started_on")
    if person.work_started_on and person.work_started_on > site_day():
        raise Refused("参加工作日期不能晚于今天。", field="work_started_on")
    person.search_text = search_text(person.name, person=True)


def not_ahead(day: date | None, field: str) -> None:
    """`Refused` for a day that is still to come: the roster holds what happened."""
    if day is not None and day > site_day():
        raise Refused("日期不能晚于今天；还没有发生的，请到时再登记。", field=field)


def _after_birth(person: Person, day: date | None, field: str) -> None:
    if person.born_on and day and day <= person.born_on:
        raise Refused(f"{day} 早于出生日期 {person.born_on}，请核对两个日期。", field=field)


def _set_identity(person: Person, text: str) -> None:
    number = checked_identity(text, born_on=person.born_on, sex=person.sex)
    index = blind_index(number.text, IDENTITY_PLACE) if number else ""
    if index:
        other = (
            Person.objects.filter(identity_index=index, withdrawn_on__isnull=True)
            .exclude(pk=person.pk)
            .select_related("home")
            .first()
        )
        if other is not None:
            raise Refused("该公民身份号码已登记在册，不能重复登记。", field="identity_number")
    person.identity_number = number.text if number else ""
    person.identity_index = index
    if number:
        person.born_on = person.born_on or number.born_on
        person.sex = person.sex or number.sex
