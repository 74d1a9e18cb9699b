"""Materials: written by oneself, handed in, read and reviewed; each reading by others leaves an entry."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.actions.keeping import locked
from tongpin.ledgers.meetings.models import (
    Decision,
    Material,
    MaterialText,
    Meeting,
    Review,
    Standing,
)
from tongpin.org.models import Person, Unit


@action("meetings.write_material", "撰写对照检查材料", permission=None)
def write_material(
    actor: Actor, *, meeting: Meeting, person: Person | None, content: str, version: int,
    hand_in: bool = False,
) -> Material:  # fmt: skip
    """Save a draft or hand a version in. One's own only; the team's by chair or reviewing office.

    `version` is the material's, 0 for one that does not exist yet.
    """
    row = locked(meeting)
    _check_writer(actor, row, person)
    material = _material(row, person, version)
    if material.state == Standing.ACCEPTED:
        raise Refused("审阅已经通过，需要修改请先由审阅人退回。")
    if hand_in:  # a draft of the next version leaves what was handed in standing
        material.state, material.handed_in_on = Standing.HANDED_IN, site_day()
    material.save()
    text = queries.newest(material)
    if text is None or text.handed_in_on is not None:
        text = MaterialText(material=material, number=(text.number if text else 0) + 1)
    text.content, text.written_by = content, actor.name
    text.handed_in_on = site_day() if hand_in else None
    text.save()
    current().about(material, unit=row.unit, summary=f"{text}{'提交' if hand_in else '暂存'}")
    return material


def _check_writer(actor: Actor, row: Meeting, person: Person | None) -> None:
    if person is None:
        if not queries.reader(actor, row).is_reviewer:
            raise Forbidden("班子材料由主要负责人主持撰写。")
    elif person.pk != actor.person_id:
        raise Forbidden("对照检查材料要由本人撰写。")
    elif not queries.is_of_the_team(row, person.pk):
        raise Refused("您不在这次会议的参加人员中。")


def _material(row: Meeting, person: Person | None, version: int) -> Material:
    found: Material | None = (
        Material.objects.select_for_update(of=("self",)).filter(meeting=row, person=person).first()
    )
    if found is None:
        if version:
            raise Conflict
        return Material(meeting=row, person=person)
    if found.version != version:
        raise Conflict
    found.version += 1
    return found


@action("meetings.material_on_paper", "登记纸质对照检查材料", permission="meetings.review")
def take_material_on_paper(
    actor: Actor, *, unit: Unit, meeting: Meeting, person: Person | None, on: date
) -> Material:
    """A material came in on paper: that it is there and when; the words stay on the paper."""
    row = locked(meeting)
    if person is not None and not queries.is_of_the_team(row, person.pk):
        raise Refused(f"{person.name}不在这次会议的参加人员中。")
    if on > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    found = Material.objects.select_for_update(of=("self",)).filter(meeting=row, person=person)
    if found.exists():
        raise Refused("已经在系统里撰写，不用登记纸质材料。")
    material = Material(
        meeting=row, person=person, state=Standing.HANDED_IN, handed_in_on=on
    )  # fmt: skip
    material.save()
    current().about(material, unit=unit, summary=str(row))
    return material


@action("meetings.read_material", "查阅对照检查材料", permission=None)
def read_material(actor: Actor, *, meeting: Meeting, material: Material) -> list[MaterialText]:
    """The versions handed in; the entry says who read whose."""
    if not queries.reader(actor, meeting).may_read(material.person_id):
        raise Forbidden
    current().about(material, unit=meeting.unit, summary=f"{meeting}：{material}")
    return queries.handed_in(material)


@action("meetings.review", "审阅对照检查材料", permission=None)
def review_material(
    actor: Actor, *, meeting: Meeting, material: Material, version: int, decision: str, comment: str
) -> Review:
    """Accept the version that was handed in, or return it with what is to be improved."""
    row = locked(meeting)
    if not queries.reader(actor, row).is_reviewer:
        raise Forbidden("材料由主要负责人和负责审阅的党务部门审阅。")
    found: Material = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
    if found.version != version:
        raise Conflict
    last = next((t for t in found.texts.order_by("-number") if t.handed_in_on), None)
    if found.handed_in_on is None:
        raise Refused("还没有提交，不能审阅。")
    if decision == Decision.RETURN and not comment.strip():
        raise Refused("退回修改要写明哪里需要修改。", field="comment")
    review = Review(
        material=found, number=last.number if last else 0, decision=decision, comment=comment, on=site_day(),
        by=actor.name,
    )  # fmt: skip
    review.save()
    found.state = Standing.ACCEPTED if decision == Decision.ACCEPT else Standing.RETURNED
    found.version += 1
    found.save()
    current().about(found, unit=row.unit, summary=review.get_decision_display())
    return review
