"""The sample year of 组织关系: transfers at every stage, members away, one out of reach, one death."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day, site_day
from tongpin.ledgers.standing import actions as standing
from tongpin.ledgers.standing.actions import Away, Ruling
from tongpin.ledgers.transfers import actions, queries
from tongpin.ledgers.transfers.exchange import Letter, Particulars, StageSince
from tongpin.ledgers.transfers.models import Transfer
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope
from tongpin.project.sample.bureau import Sample

FARM, CITY = "中共白石县农业局委员会", "中共临江市水务集团委员会"
AUGUST = date(2020, 8, 1)


def fill(actor: Actor, sample: Sample) -> None:
    """Enter them on their days; before the dues, which follow the relation."""
    _transfers(actor, sample)
    _arrivals(actor, sample)
    _away(actor, sample)
    _out_of_reach(actor, sample)


def _transfers(actor: Actor, sample: Sample) -> None:
    """One that ended, one whose letter ran out, one at the committee, one between two branches."""
    bureau = sample.bureau
    far = actions.Destination(committee=CITY, branch_name="供水分公司党支部")
    row = _issued(
        actor, bureau, sample.members["SW03"][20], far, date(2020, 6, 22), date(2020, 6, 1)
    )
    with on_day(date(2020, 7, 9)):
        _step(
            actor, bureau, row, actions.record_receipt, received_on=date(2020, 7, 6), handler="周洁"
        )
        _step(actor, bureau, row, actions.close)
    farm = actions.Destination(committee=FARM, branch_name="机关党支部")
    _issued(actor, bureau, sample.members["SW02"][14], farm, date(2020, 8, 12), AUGUST)
    with on_day(date(2020, 9, 15)):
        row = _draft(actor, sample.members["SW04"][9], farm)
        _confirm(actor, row, date(2020, 9, 1))
    with on_day(date(2020, 9, 18)):
        near = actions.Destination(branch=sample.branches["SW06"])
        _draft(actor, sample.members["SW01"][17], near)


def _draft(actor: Actor, person: Person, to: actions.Destination) -> Transfer:
    return actions.draft_transfer(
        actor, unit=person.home, person=person, to=to, cause="job", requested_on=site_day()
    )


def _confirm(actor: Actor, row: Transfer, paid: date) -> None:
    actions.confirm(
        actor, unit=row.unit, transfer=row, version=row.version, on=site_day(), paid_until=paid
    )


def _step(actor: Actor, desk: Unit, row: Transfer, act: object, **values: object) -> None:
    fresh = queries.transfer(Scope.everything(), row.pk)
    assert fresh is not None
    assert callable(act)
    act(actor, unit=desk, transfer=fresh, version=fresh.version, on=site_day(), **values)


def _issued(
    actor: Actor, desk: Unit, person: Person, to: actions.Destination, day: date, paid: date
) -> Transfer:
    with on_day(day):
        row = _draft(actor, person, to)
        _confirm(actor, row, paid)
        _step(actor, desk, row, actions.approve)
        _step(actor, desk, row, actions.issue_letter, days=30, address="青禾县河滨路18号")
    return row


def _arrivals(actor: Actor, sample: Sample) -> None:
    """One who came in July, one letter that lies on the desk."""
    bureau = sample.bureau
    row = _letter(actor, bureau, "何远来", "〔2020〕第031号", date(2020, 7, 1), "2020-07")
    with on_day(date(2020, 7, 8)):
        _step(actor, bureau, row, actions.receive)
        _step(actor, bureau, row, actions.assign, branch=sample.branches["SW04"])
        _step(actor, bureau, row, actions.return_receipt, handler="党办")
        _step(actor, bureau, row, actions.close)
    _letter(actor, bureau, "邵新程", "〔2020〕第058号", date(2020, 9, 8), "2020-09")


def _letter(actor: Actor, bureau: Unit, name: str, number: str, day: date, paid: str) -> Transfer:
    who = Particulars(
        name=name, sex="male", born_on=date(1986, 5, 2), nation="汉族", stage="full",
        identity_number="", phone="", stages=[
            StageSince(stage="probationary", since=date(2010, 6, 20)),
            StageSince(stage="full", since=date(2011, 6, 20)),
        ],
    )  # fmt: skip
    letter = Letter(
        number=number, issued_on=day, valid_until=date(2020, day.month + 1, day.day),
        from_branch="机关党支部", to_branch="", paid_until=paid, reason="工作单位变动", address="",
        telephone="", materials=[],
    )  # fmt: skip
    incoming = actions.IncomingLetter(FARM, who, letter, "job")
    with on_day(day):
        return actions.register_incoming(actor, unit=bureau, incoming=incoming, arrived_on=day)


def _away(actor: Actor, sample: Sample) -> None:
    """Away and in touch, abroad and long unheard of, and one of another bureau who lives here."""
    worker, scholar = sample.members["SW03"][10], sample.members["SW02"][20]
    with on_day(date(2020, 2, 20)):
        row = standing.register_floating(
            actor, unit=worker.home, person=worker,
            away=Away(date(2020, 2, 20), "江苏苏州", "外派项目部", other_unit="苏州项目部临时党支部"),
        )  # fmt: skip
    with on_day(date(2020, 8, 25)):
        standing.identify(actor, unit=row.unit, floating=row, version=1, on=date(2020, 8, 25),
                          reported_on=date(2020, 8, 25))  # fmt: skip
        standing.record_contact(actor, unit=row.unit, floating=row, on=date(2020, 8, 25),
                                kind="contact", means="视频通话", result="项目进展正常，按月参加当地支部活动")  # fmt: skip
    with on_day(date(2020, 1, 20)):
        row = standing.register_floating(
            actor, unit=scholar.home, person=scholar,
            away=Away(date(2019, 9, 1), "荷兰代尔夫特", "公派进修", is_abroad=True),
        )  # fmt: skip
        standing.record_contact(actor, unit=row.unit, floating=row, on=date(2020, 1, 18),
                                kind="contact", means="电子邮件", result="学业正常")  # fmt: skip
        standing.register_floating(
            actor, unit=sample.branches["SW06"],
            away=Away(date(2020, 1, 6), "灌区家属院", "随子女居住", name="顾来安",
                      other_unit="中共临江市某街道社区支部", reported_on=date(2020, 1, 10)),
        )  # fmt: skip


def _out_of_reach(actor: Actor, sample: Sample) -> None:
    """One who is searched for since February, one stopped by decision, one who died."""
    missing, stopped, late = (
        sample.members["SW03"][15], sample.members["SW05"][18], sample.members["SW05"][19],
    )  # fmt: skip
    with on_day(date(2020, 3, 10)):
        row = standing.report_lost(
            actor, unit=missing.home, person=missing, lost_on=date(2020, 2, 28),
            last_seen="2020年2月28日交纳党费", cause="work",
        )  # fmt: skip
    for day, means, asked, result in (
        (date(2020, 3, 12), "电话", "本人", "停机"),
        (date(2020, 5, 20), "走访", "父母", "称在外务工，没有联系方式"),
        (date(2020, 7, 2), "发函", "原工作单位", "已离职，去向不明"),
    ):
        with on_day(day):
            standing.record_search(actor, unit=row.unit, lost=row, on=day, means=means, asked=asked,
                                   result=result)  # fmt: skip
    with on_day(date(2020, 1, 15)):
        row = standing.report_lost(
            actor, unit=stopped.home, person=stopped, lost_on=date(2019, 6, 10),
            last_seen="2019年6月10日参加党员大会", cause="residence",
        )  # fmt: skip
        standing.record_search(actor, unit=row.unit, lost=row, on=date(2020, 1, 15), means="走访",
                               asked="原住址邻居", result="已搬离多年")  # fmt: skip
    with on_day(date(2020, 3, 30)):
        standing.decide(actor, unit=stopped.home, person=stopped, ruling=Ruling(
            "suspended", "lost", "离退休支部党员大会", date(2020, 3, 30), "支部纪要〔2020〕4号",
        ))  # fmt: skip
    with on_day(date(2020, 6, 5)):
        standing.decide(actor, unit=late.home, person=late,
                        ruling=Ruling("died", "death", "", date(2020, 6, 3)))  # fmt: skip
