"""Every read of transfers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Prefetch, Q

from tongpin.capability import Handover, dues_paid_until
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.transfers import plausible
from tongpin.ledgers.transfers.exchange import Particulars
from tongpin.ledgers.transfers.models import Letter, LetterState, Peer, Step, Transfer
from tongpin.ledgers.transfers.states import ARRIVED, SETTLED, Route, State, Verb
from tongpin.org.models import BRANCH_KINDS, MEMBER_STAGES, Person, Unit
from tongpin.org.queries import committee_above
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.org.search import normalised
from tongpin.rules.following import follow
from tongpin.rules.parameters import Article
from tongpin.rules.procedure import Event, Judgement

WARN_DAYS = 7
"""How long before the end of its validity a letter shows in the workbench."""
EARLY = (State.BRANCH_CONFIRMED, State.COMMITTEE_APPROVED)
IN_TRANSIT = (State.ISSUED, State.LOST_LETTER, State.UNDER_INQUIRY)


_NEXT = {
    State.DRAFT: Verb.CONFIRM, State.BRANCH_CONFIRMED: Verb.APPROVE,
    State.RECEIVED: Verb.ASSIGN, State.ASSIGNED: Verb.RECEIPT,
    State.RECEIPT_RETURNED: Verb.CLOSE, State.LOST_LETTER: Verb.REISSUE,
    State.UNDER_INQUIRY: Verb.REISSUE, State.RETURNED: Verb.REOPEN,
}  # fmt: skip


def transfers(scope: Scope) -> ScopedQuerySet:
    """Transfers that the scope sees, with both ends and their letters."""
    return (
        Transfer.objects.within(scope)
        .select_related("unit", "target", "issuer", "receiver", "person", "peer")
        .prefetch_related(Prefetch("letters", Letter.objects.defer("content")))
    )


def outgoing(scope: Scope, unit: Unit | None) -> ScopedQuerySet:
    """转出台账: what leaves the branches at and below the unit."""
    rows = transfers(scope).exclude(route=Route.IN)
    return rows.filter(unit__path__startswith=unit.path) if unit is not None else rows


def incoming(scope: Scope, unit: Unit | None) -> ScopedQuerySet:
    """转入台账: what comes to the committee or to the branches at and below the unit."""
    rows = transfers(scope).exclude(route=Route.OUT)
    if unit is None:
        return rows
    below = unit.path
    return rows.filter(
        Q(target__path__startswith=below) | Q(target__isnull=True, receiver__path__startswith=below)
    )


def transfer(scope: Scope, pk: int) -> Transfer | None:
    """One transfer with its steps."""
    return transfers(scope).prefetch_related("steps").filter(pk=pk).first()


def named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Transfers of somebody with this name, of a letter with this number, or to and from there."""
    return rows.filter(
        Q(name__icontains=text)
        | Q(person__search_text__contains=normalised(text))
        | Q(other_committee__icontains=text)
        | Q(letters__number__icontains=text)
    ).distinct()


def expired(rows: ScopedQuerySet, day: date) -> ScopedQuerySet:
    """Those whose letter ran out before anybody received it."""
    return rows.filter(
        state__in=IN_TRANSIT, letters__state=LetterState.VALID, letters__valid_until__lt=day
    )


def letter_of(row: Transfer) -> Letter | None:
    """The last letter; from the prefetched ones."""
    return max(row.letters.all(), key=lambda item: item.pk, default=None)


def letter_by_uid(uid: str) -> Letter | None:
    """The letter that a file names."""
    return Letter.objects.select_related("transfer").filter(uid=uid).first()


def desk(row: Transfer, verb: Verb) -> Unit:
    """The organisation that takes a step: the branch, the issuing or the receiving committee."""
    if row.route == Route.IN:
        assert row.receiver is not None
        return row.receiver
    assert row.issuer is not None
    if verb in (Verb.CONFIRM, Verb.REOPEN):
        return row.unit
    if verb == Verb.CANCEL:
        early = row.state in (State.DRAFT, State.BRANCH_CONFIRMED)
        return row.unit if early else row.issuer
    receiving = verb in (Verb.RECEIVE, Verb.REFUSE, Verb.ASSIGN, Verb.RECEIPT)
    if receiving and row.receiver is not None:
        return row.receiver
    return row.issuer


def permission_for(verb: Verb, row: Transfer) -> str:
    """Branch steps ask for transfers.write, those of a committee for transfers.approve."""
    own = verb in (Verb.CONFIRM, Verb.REOPEN) or (
        verb == Verb.CANCEL and row.state in (State.DRAFT, State.BRANCH_CONFIRMED)
    )
    return "transfers.write" if own else "transfers.approve"


def next_verb(row: Transfer) -> Verb:
    """The step that a transfer waits for, where somebody of this site has to take it."""
    if row.state == State.COMMITTEE_APPROVED:
        return Verb.ASSIGN if row.route == Route.MOVE else Verb.ISSUE
    if row.state == State.ISSUED:
        return Verb.RECEIPT if row.route == Route.OUT else Verb.RECEIVE
    if row.state == State.ASSIGNED and row.route == Route.MOVE:
        return Verb.CLOSE
    return _NEXT.get(State(row.state), Verb.CLOSE)


def under_way(person: Person) -> Transfer | None:
    """The person's transfer that is not settled yet."""
    return Transfer.objects.filter(person=person).exclude(state__in=sorted(SETTLED)).first()


def targets(unit: Unit) -> ScopedQuerySet:
    """The branches of this site that a member of the unit may be moved to."""
    rows = Unit.objects.filter(kind__in=BRANCH_KINDS, dissolved_on__isnull=True)
    return rows.exclude(pk=unit.pk).order_by("path")


def committees(scope: Scope) -> list[Unit]:
    """The committees of the scope that issue and receive letters."""
    rows = Unit.objects.within(scope).filter(kind__in=("party_committee", "organ_committee"))
    return list(rows.filter(dissolved_on__isnull=True).order_by("path"))


def article(key: str, day: date) -> Article | None:
    """The wording of a rule on the day, with what the bureau adopted itself."""
    return current_book().article(key, day)


def validity_days(day: date) -> int:
    """How many days a letter holds at most: the bureau's own value of `rel-letter-validity-days`."""
    return current_book().nearest("rel-letter-validity-days", day).integer("days")


def peers(scope: Scope) -> ScopedQuerySet:
    """The sites whose keys were compared."""
    return Peer.objects.within(scope).select_related("unit")


def trusted(key: str) -> Peer | None:
    """The site with this key, unless it was revoked."""
    return Peer.objects.filter(key=key, revoked_on__isnull=True).first()


def materials_of(row: Transfer) -> list[str]:
    """The papers that travel along, one a line."""
    return [line.strip() for line in row.materials.splitlines() if line.strip()]


def is_member(row: Transfer) -> bool:
    """Whether a Party member is transferred; activists take their file along, and pay no dues."""
    return row.stage in MEMBER_STAGES


def judgements(row: Transfer, steps: Iterable[Step], day: date) -> list[Judgement]:
    """What the rulebook's procedure says of the steps that were taken."""
    if row.route == Route.MOVE:
        return []
    book = current_book()
    arriving = row.route == Route.IN
    names = {
        Verb.CONFIRM: "branch_confirmed", Verb.APPROVE: "committee_approved", Verb.ISSUE: "issued",
        Verb.REISSUE: "issued", Verb.RECEIVE: "received", Verb.ASSIGN: "assigned",
        Verb.RECEIPT: "receipt", Verb.CLOSE: "closed",
    }  # fmt: skip
    procedure = book.procedure("transfer_in" if arriving else "transfer_out")
    letter = letter_of(row)
    first = letter.issued_on if arriving and letter else row.requested_on
    events = [Event("letter" if arriving else "requested", first)]
    for step in steps:
        name = names.get(Verb(step.verb)) if step.verb else None
        if name is not None and name in procedure.by_key:
            events.append(Event(name, step.on))
        if step.verb == Verb.RECEIPT and not arriving and row.received_on:
            events.append(Event("received", row.received_on))
    return list(follow(book, procedure, events, as_of=day).judgements)


def unlike_the_dues(row: Transfer) -> date | None:
    """The month to which dues are paid by the ledger, where the transfer says another one."""
    if row.person is None or row.paid_until is None:
        return None
    known = dues_paid_until(row.person)
    return known if known is not None and known != row.paid_until else None


def doubts(row: Transfer) -> list[str]:
    """What whoever decides next should compare: the letter that came, or the month of the dues."""
    if row.route != Route.IN:
        return list(_before_the_letter(row)) if row.state in EARLY else []
    letter = letter_of(row)
    if letter is None or row.state not in (State.ISSUED, State.RECEIVED):
        return []
    return list(plausible.doubts(Particulars.model_validate(letter.said["person"])))


def _before_the_letter(row: Transfer) -> Iterator[str]:
    known = unlike_the_dues(row)
    if known is not None:
        yield f"党费交至 {row.paid_until:%Y-%m}，党费台账上交至 {known:%Y-%m}，请与支部核对"
    if row.person is not None and row.person.memberships.filter(is_estimated=True).exists():
        yield "转正日期是推算的，请查实、更正人员类别的起始日期以后再开具介绍信"


def handovers(unit: Unit) -> Iterable[Handover]:
    """Where the dues of people at and below the unit pass from one payee to the other; a statement.

    A letter on its way (`received_on` None) ends the source's claim at 党费交至; once the person is in
    the new branch, the months after belong to it.
    """
    rows = (
        Transfer.objects.filter(
            Q(unit__path__startswith=unit.path) | Q(target__path__startswith=unit.path),
            person__isnull=False, paid_until__isnull=False,
            state__in=[*IN_TRANSIT, *sorted(ARRIVED)],
        )
        .order_by("requested_on", "pk")
        .values_list("person", "paid_until", "received_on", "state")
    )  # fmt: skip
    for person, paid_until, received_on, state in rows:
        settled = None if state == State.RECEIVED else received_on
        yield Handover(person, paid_until, settled)


# ---------------------------------------------------------------- what waits


def due_soon(rows: ScopedQuerySet, day: date) -> list[Transfer]:
    """Transfers in which somebody has to do something, those with a letter running out first."""
    waiting = rows.exclude(state__in=["closed", "cancelled"])
    return list(waiting.order_by("requested_on", "pk")[:50])


def runs_out(row: Transfer, day: date) -> Letter | None:
    """The letter of a transfer on its way that runs out within the warning time, or already did."""
    letter = letter_of(row)
    if letter is None or row.state not in IN_TRANSIT or letter.state != LetterState.VALID:
        return None
    return letter if letter.valid_until - day <= timedelta(days=WARN_DAYS) else None


def committee(unit: Unit) -> Unit | None:
    """The committee that acts for a branch."""
    return committee_above(unit)
