"""Writes on people and their dated relations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.org.actions.accounts import close_accounts
from tongpin.org.actions.naming import index_names
from tongpin.org.encryption import blind_index
from tongpin.org.identity import (
    IDENTITY_PLACE,
    PHONE_PLACE,
    checked_identity,
    checked_landline,
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
    Stage,
    Unit,
    UnitKind,
)
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


@action("org.set_stage", "变更党籍阶段", permission="org.write")
def set_stage(actor: Actor, *, unit: Unit, person: Person, stage: str, on: date) -> Membership:
    """Begin a new stage on a day and end the one before."""
    _after_birth(person, on, "on")
    latest = person.memberships.order_by("-starts_on").first()
    if latest is not None:
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
    current().about(person, unit=unit, summary=f"{row.get_stage_display()}，自 {on}")
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
) -> Post:
    """Give a person a post in a unit from a day on."""
    if term_ends_on is not None and term_ends_on < on:
        raise Refused("届满日期不能早于任职日期。", field="term_ends_on")
    if unit.kind == UnitKind.GROUP and title != "group_leader":
        raise Refused("党小组只设组长。", field="title")
    post = Post(person=person, unit=unit, title=title, starts_on=on, term_ends_on=term_ends_on)
    post.save()
    current().about(person, unit=unit, summary=str(post))
    return post


@action("org.end_post", "免职", permission="org.units")
def end_post(actor: Actor, *, unit: Unit, post: Post, on: date) -> Post:
    """End a post on a day."""
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
            setattr(person, name, values[name])
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
