"""批复: the organisation above approves, and the term and the posts are written in one action."""

from __future__ import annotations

from datetime import date, timedelta

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.actions.steps import (
    APPROVE,
    Files,
    by_the_upper,
    in_order,
    locked,
    needs,
    once,
    proven,
    step,
)
from tongpin.ledgers.elections.models import Election, Office
from tongpin.org import actions as org
from tongpin.org.models import COMMITTEE_TITLES, CommitteeTerm, Person, Post, PostTitle, Unit


@action("elections.approve", "批复选举结果", permission=APPROVE)
def approve(
    actor: Actor, *, unit: Unit, election: Election, version: int, on: date, number: str,
    expires_on: date, note: str = "", files: Files = (),
) -> CommitteeTerm:  # fmt: skip
    """Approve the result as the organisation above: the old posts end, term and posts begin.

    Once: an election that made its term is refused.
    """
    row, papers = locked(election, version), list(files)
    by_the_upper(row, unit)
    if row.term_id is not None:
        raise Refused("已经批复，届次和任职已经登记，不能重复。")
    once(row, "approved")
    needs(row, "reported")
    in_order(row, "approved", on)
    if not number.strip():
        raise Refused("请填写批复文号。", field="number")
    proven(row, number, papers)
    held = queries.step_on(row, "meeting")
    assert held is not None
    if row.unit.terms.filter(elected_on=held.on, withdrawn_reason="").exists():
        raise Refused("这一届已经在党组织页面手工登记；请先撤回那条届次登记，再批复。")
    posts = _posts(row, held.on)
    _end_posts(actor, row.unit, held.on)
    row.term = org.record_term(
        actor, unit=row.unit, elected_on=held.on, expires_on=expires_on, number=row.number,
        approval_number=number.strip(),
    )  # fmt: skip
    _appoint(actor, row.unit, posts, expires_on)
    said = "，".join(part.strip() for part in (number, note) if part.strip())
    step(actor, row, "approved", on, note=said, files=papers)
    row.save()
    current().about(row, unit=row.unit, summary=f"{number.strip()}，任职{len(posts)}人")
    return row.term


def _posts(row: Election, meeting: date) -> list[tuple[Person, str, date]]:
    """Who holds which post from which day: members from the members' meeting, secretary and deputies
    from the meeting that elected them.
    """
    found = queries.races(current_book(), row)
    if any(r.left > 0 or r.waiting for r in found):
        raise Refused(
            "没有逐名的投票结果，不能产生任职；请撤回“召开选举大会”，按投票登记后再报告。"
        )
    by = {r.office: r.filled for r in found}
    people = Person.objects.in_bulk([key for keys in by.values() for key in keys])
    first = queries.step_on(row, "first_committee")
    titles = {int(key): title for key, title in row.titles.items()} or {
        key: PostTitle.SECRETARY.value if office == Office.SECRETARY else PostTitle.DEPUTY.value
        for office, keys in by.items()
        for key in keys
    }
    heads = (PostTitle.SECRETARY, PostTitle.DEPUTY)
    return [
        (people[key], title, first.on if first and title in heads else meeting)
        for key, title in titles.items()
    ]


def _end_posts(actor: Actor, unit: Unit, meeting: date) -> None:
    """The old committee ends the day before; a post that began later is a new one entered by hand."""
    rows = Post.objects.select_for_update().filter(
        unit=unit, ends_on=None, title__in=COMMITTEE_TITLES, starts_on__lt=meeting
    )
    for post in rows:
        org.end_post(actor, unit=unit, post=post, on=meeting - timedelta(days=1))


def _appoint(
    actor: Actor, unit: Unit, posts: list[tuple[Person, str, date]], expires_on: date
) -> None:
    held = {
        (p.person_id, p.title)
        for p in Post.objects.filter(unit=unit, ends_on=None, title__in=COMMITTEE_TITLES)
    }
    for person, title, on in posts:
        if (person.pk, title) not in held:
            org.appoint(
                actor,
                unit=unit,
                person=person,
                title=title,
                on=on,
                term_ends_on=expires_on,
                ends_former=True,
            )
