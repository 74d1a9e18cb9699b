"""The sample year of 党费: bases from invented pay, a relief, months assessed and paid, money moved."""

from __future__ import annotations

import random
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day, site_day
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.actions import Entry
from tongpin.org.access import actor_of
from tongpin.org.models import Person, Unit
from tongpin.project.sample import decisions
from tongpin.project.sample.bureau import Sample

RETIRED, COMPANY = "SW05", "SW03"
LAST_CLOSED = 7
LARGE = 2_000_00
UP_TO = date(2020, 7, 31)


def fill(actor: Actor, sample: Sample) -> None:
    """Declare, assess January to September, pay and close most of it, remit the first half year.

    Needs the sample's people and accounts. Two members of the company have no pay yet (待核), one
    member owes since February, one pays less by an approved decision, one member of the first branch
    pays 77.93. A retired member gave a large sum, which is on its way to the Centre.
    """
    dice = random.Random(77)  # noqa: S311 - invented pay, not secrets
    explained = sample.members["SW01"][9]  # the member who can log in
    for code, people in sample.members.items():
        founded = sample.branches[code].founded_on or date(2020, 1, 1)
        first = max(date(2020, 1, 1), founded.replace(day=1))
        with on_day(max(date(2020, 1, 15), founded)):
            for index, person in enumerate(people):
                _declare(actor, person, code, index, first, dice, explained)
    _relieve(actor, sample.members["SW02"][8])
    for number in range(1, 10):
        month = date(2020, number, 1)
        with on_day(date(2020, number, 5)):
            actions.assess_months(actor, unit=sample.bureau, months=[month])
        for code, branch in sample.branches.items():
            _collect(actor, branch, month, behind=sample.members["SW02"][12], code=code)
        if number <= LAST_CLOSED:
            with on_day(date(2020, number + 1, 3)):
                for branch in sample.branches.values():
                    if queries.sheet(branch, month):
                        actions.close_month(actor, unit=branch, month=month)
    _use(actor, sample)
    _remit(sample)
    _hand_on(actor, sample)


def _declare(
    actor: Actor, person: Person, code: str, index: int, month: date, dice: random.Random,
    explained: Person,
) -> None:  # fmt: skip
    pay: dict[str, int] = {}
    withheld: dict[str, int] = {}
    category = "employed"
    if code == RETIRED:
        category, pay = "retired", {"basic_pension": dice.randrange(300_000, 620_000, 100)}
    elif person.pk == explained.pk:
        pay = {"position_pay": 182_000, "grade_pay": 236_000, "work_allowance": 140_000,
               "living_subsidy": 82_000, "transport": 50_000}  # fmt: skip
        withheld = {
            "income_tax": 1_500,
            "pension": 48_000,
            "medical": 12_000,
            "housing_fund": 59_000,
        }
    elif code == COMPANY:
        if index >= 24:  # pay not reported yet
            actions.declare_base(
                actor, unit=person.home, person=person, starts_on=month, category=category
            )
            return
        pay = {"fixed_wage": dice.randrange(320_000, 760_000, 100), "bonus": 30_000}
        withheld = {"pension": 40_000, "housing_fund": 36_000}
    else:
        pay = {"position_pay": dice.randrange(150_000, 300_000, 100),
               "grade_pay": dice.randrange(180_000, 380_000, 100), "work_allowance": 140_000}  # fmt: skip
        withheld = {"pension": 45_000, "housing_fund": 52_000}
    actions.declare_base(
        actor, unit=person.home, person=person, starts_on=month, category=category, pay=pay,
        withheld=withheld,
    )  # fmt: skip


def _collect(actor: Actor, branch: Unit, month: date, *, behind: Person, code: str) -> None:
    """Everybody pays on the tenth but one; of September only half have come."""
    rows = [r for r in queries.sheet(branch, month) if r.left and r.left > 0]
    if month.month == 9:
        rows = rows[::2]
    if month.month >= 2:
        rows = [r for r in rows if r.person.pk != behind.pk]
    entries = {r.person.pk: Entry(r.left or 0, r.paid) for r in rows}
    if entries:
        day = min(date(2020, month.month, 10), site_day())
        method = "online" if code in {"SW01", "SW02"} else "cash"
        with on_day(day):
            actions.record_sheet(
                actor, unit=branch, month=month, entries=entries, paid_on=day, method=method
            )


def _remit(sample: Sample) -> None:
    """The first branch remits up to July, all of it."""
    office, branch = _who(sample, "dangban"), sample.branches["SW01"]
    with on_day(date(2020, 8, 5)):
        row = actions.prepare_remittance(office, unit=branch, until=UP_TO)
        actions.settle_voucher(_who(sample, "shuji1"), unit=branch, voucher=row)


def _relieve(actor: Actor, person: Person) -> None:
    """困难减免: discussed by the branch, approved by the committee."""
    with on_day(date(2020, 2, 25)):
        actions.add_relief(
            actor, unit=person.home, person=person, kind="reduced", amount_fen=20_00,
            starts_on=date(2020, 3, 1), ends_on=date(2020, 12, 1), discussed_on=date(2020, 2, 20),
            reason="家属患重病长期住院，生活困难", approved_by="局党委", approved_on=date(2020, 2, 25),
            approval_number="青水党〔2020〕6号",
        )  # fmt: skip


def _hand_on(actor: Actor, sample: Sample) -> None:
    """A retired member's large dues: the branch has handed them on, the bureau is about to."""
    office, branch = _who(sample, "dangban"), sample.branches[RETIRED]
    giver = sample.members[RETIRED][3]
    note = (
        f"{giver.name}，{giver.born_on:%Y年%-m月}生，离休干部，自愿交纳大额党费2000元支持灾后恢复"
    )
    with on_day(date(2020, 9, 8)):
        actions.record_payment(
            actor, unit=branch, person=giver, amount_fen=LARGE, paid_on=site_day(),
            method="transfer", extra="voluntary",
        )  # fmt: skip
        row = actions.prepare_voucher(
            office, unit=branch, kind="forward", amount_fen=LARGE, note=note
        )
        actions.settle_voucher(_who(sample, "shuji5"), unit=branch, voucher=row)
    with on_day(date(2020, 9, 18)):
        actions.prepare_voucher(
            office, unit=sample.bureau, kind="forward", amount_fen=LARGE, note=note,
            counterparty="中共青禾县委组织部",
        )  # fmt: skip


def _use(actor: Actor, sample: Sample) -> None:
    """A grant from above, and a use that the bureau's committee decided on at a meeting."""
    office, cashier, bureau = _who(sample, "dangban"), _who(sample, "caiwu"), sample.bureau
    decided = decisions.meeting(actor, bureau, date(2020, 6, 22), "研究“七一”表彰和党费使用")
    with on_day(date(2020, 6, 10)):
        grant = actions.prepare_voucher(
            office, unit=bureau, kind="grant", amount_fen=5_000_00,
            counterparty="中共青禾县委组织部", note="下拨党员教育培训经费",
        )  # fmt: skip
        actions.settle_voucher(cashier, unit=bureau, voucher=grant)
    with on_day(date(2020, 6, 29)):
        use = actions.prepare_voucher(
            office, unit=bureau, kind="spend", amount_fen=1_860_00, purpose="commendation",
            gathering=decided, counterparty="青禾县文体用品店", note="“七一”表彰证书和奖品",
        )  # fmt: skip
        actions.settle_voucher(cashier, unit=bureau, voucher=use)


def _who(sample: Sample, name: str) -> Actor:
    """The one who logs in by that name."""
    return actor_of(sample.accounts[name], via="cli")
