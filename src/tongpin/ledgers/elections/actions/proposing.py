"""Candidates are proposed, submitted, and examined by the organisation above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.casework.models import StepRecord
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.actions.steps import (
    APPROVE,
    WRITE,
    Files,
    by_the_upper,
    enough,
    in_order,
    locked,
    needs,
    once,
    proven,
    step,
)
from tongpin.ledgers.elections.models import Candidate, Delegate, Election, Office, Review
from tongpin.org.models import Person, Unit

MOST_DELEGATES = 1_000


@action("elections.propose", "推荐候选人", permission=WRITE)
def propose(
    actor: Actor, *, unit: Unit, election: Election, version: int, person: Person, office: str,
    proposed_on: date, position: int | None = None, proposal: str = "",
) -> Candidate:  # fmt: skip
    """Propose a member of the unit for an office; who has no right to be elected is refused."""
    row = locked(election, version)
    if queries.has_step(row, "candidates_approved"):
        raise Refused("候选人已经上级审查，要增加的请先由上级撤回审查。")
    if not row.seats_of(office):
        raise Refused("这次选举没有这个职务的名额。", field="office")
    in_order(row, "candidates", proposed_on, "proposed_on")
    if not queries.of_the_unit(row.unit, proposed_on).filter(pk=person.pk).exists():
        raise Refused(f"{person.name}推荐时不是本党组织的党员。", field="person")
    why = queries.barred(person, proposed_on)
    if why:
        raise Refused(why, field="person")
    standing = row.candidates.filter(office=office, withdrawn_reason="")
    if standing.filter(person=person).exists():
        raise Refused(
            f"{person.name}已经是{Office(office).label}候选人，不能重复。", field="person"
        )
    found = Candidate(
        election=row, person=person, office=office, proposed_on=proposed_on,
        position=position or standing.count() + 1, proposal=proposal.strip(),
        recorded_by=actor.name[:100],
    )  # fmt: skip
    found.save()
    row.save()
    current().about(row, unit=unit, summary=str(found))
    return found


@action("elections.withdraw_candidate", "撤回候选人", permission=WRITE)
def withdraw_candidate(
    actor: Actor, *, unit: Unit, election: Election, version: int, candidate: Candidate, reason: str
) -> Candidate:
    """Take a proposal back, until the first ballot for that office."""
    row = locked(election, version)
    found: Candidate = Candidate.objects.select_for_update().get(pk=candidate.pk, election=row)
    if found.withdrawn_reason:
        raise Refused("这名候选人已经撤回。")
    if row.ballots.filter(office=found.office, withdrawn_reason="").exists():
        raise Refused("已经投票，不能再撤回候选人。")
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    found.withdrawn_reason = reason.strip()[:200]
    found.save()
    row.save()
    current().about(row, unit=unit, summary=f"{found}：{found.withdrawn_reason}")
    return found


@action("elections.delegates", "登记代表名单", permission=WRITE)
def set_delegates(
    actor: Actor, *, unit: Unit, election: Election, version: int, people: Sequence[Person]
) -> int:
    """The delegates of a congress as a whole, until the first ballot; how many they are."""
    row = locked(election, version)
    if not row.by_congress:
        raise Refused("这次选举由党员大会进行，不需要代表名单。")
    if row.ballots.filter(withdrawn_reason="").exists():
        raise Refused("已经投票，不能再改代表名单。")
    if len({p.pk for p in people}) != len(people):
        raise Refused("代表名单中有人重复，请核对。", field="names")
    if not 0 < len(people) <= MOST_DELEGATES:
        raise Refused(f"请填写代表名单，最多{MOST_DELEGATES}名。", field="names")
    for person in people:
        why = queries.barred(person, site_day())
        if why:
            raise Refused(why, field="names")
    row.delegates.all().delete()
    for person in people:
        Delegate(election=row, person=person).save()
    row.save()
    current().about(row, unit=unit, summary=f"代表{len(people)}名")
    return len(people)


@action("elections.submit", "报送候选人预备人选", permission=WRITE)
def submit(
    actor: Actor, *, unit: Unit, election: Election, version: int, on: date, note: str = "",
    files: Files = (),
) -> StepRecord:  # fmt: skip
    """Send the candidates up. Fewer than the rulebook asks for are refused where its article is hard,
    and stay marked where it is not.
    """
    row = locked(election, version)
    once(row, "candidates")
    needs(row, "requested", "replied")
    in_order(row, "candidates", on)
    rows = list(row.candidates.filter(withdrawn_reason=""))
    late = [c.person.name for c in rows if c.proposed_on > on]
    if late:
        raise Refused(f"报送日期早于{'、'.join(late[:3])}的推荐日期。", field="on")
    by = {office: [c for c in rows if c.office == office] for office in Office}
    for office in Office:
        if len(by[office]) < row.seats_of(office):
            raise Refused(
                f"{office.label}名额{row.seats_of(office)}名，候选人只有{len(by[office])}名，请先登记候选人。"
            )
    enough(row, len(by[Office.COMMITTEE]), on)
    row.save()
    found = step(actor, row, "candidates", on, note=note, files=files)
    current().about(row, unit=unit, summary=f"候选人预备人选{len(rows)}名")
    return found


@action("elections.review", "上级审查候选人", permission=APPROVE)
def review(
    actor: Actor, *, unit: Unit, election: Election, version: int, on: date,
    results: Mapping[int, tuple[str, str]], number: str = "", files: Files = (),
) -> StepRecord:  # fmt: skip
    """The organisation above says of each candidate, `{candidate: (review, words)}`."""
    row, papers = locked(election, version), list(files)
    by_the_upper(row, unit)
    once(row, "candidates_approved")
    needs(row, "candidates")
    in_order(row, "candidates_approved", on)
    proven(row, number, papers)
    rows = list(row.candidates.filter(withdrawn_reason="").select_related("person"))
    for candidate in rows:
        said, words = results.get(candidate.pk, ("", ""))
        if said not in Review.values:
            raise Refused(
                f"请登记对{candidate.person.name}的审查意见。", field=f"view_{candidate.pk}"
            )
        if said == Review.DECLINED and not words.strip():
            raise Refused(
                f"{candidate.person.name}：不同意的，请写明理由。", field=f"note_{candidate.pk}"
            )
        candidate.review, candidate.review_note = said, words.strip()[:200]
        candidate.save()
    row.save()
    agreed = sum(c.review == Review.APPROVED for c in rows)
    found = step(actor, row, "candidates_approved", on, note=number.strip(), files=papers)
    current().about(row, unit=row.unit, summary=f"同意{agreed}名，不同意{len(rows) - agreed}名")
    return found
