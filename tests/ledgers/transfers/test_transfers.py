"""组织关系转接 as a branch and a committee meet it."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.db import IntegrityError, transaction

from tests.ledgers.transfers import desk
from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.capability import waiting
from tongpin.ledgers.dues.queries import members_due
from tongpin.ledgers.transfers import actions, outbox, queries
from tongpin.ledgers.transfers.models import Letter, Transfer
from tongpin.org import actions as org
from tongpin.org.queries import members_on, people
from tongpin.org.scope import Scope

LIST = 9


def payers(cast, name: str, months: list[date], unit: str = "JU") -> list[str]:
    """Who collects in each month: the code of the branch, or nothing."""
    found = members_due(cast.unit(unit), months)
    codes = {pk: code for code, pk in cast.units.items()}
    person = cast.people[name]
    return [next((codes[b] for p, b in found[m] if p == person), "") for m in months]


def test_an_out_transfer_ends_when_the_receipt_comes(cast) -> None:
    row = desk.issued(cast)
    assert row.letters.get().number == "〔2020〕第001号"
    assert cast.person("郑文").affiliations.filter(ends_on=None).exists()
    desk.take(cast, row, actions.record_receipt, desk.TODAY, received_on=date(2020, 9, 15),
              handler="王干事")  # fmt: skip
    person = cast.person("郑文")
    assert person.affiliations.get().ends_on == date(2020, 9, 14)
    assert person not in members_on(cast.unit("ZB1"), date(2020, 9, 15))
    assert person in members_on(cast.unit("ZB1"), date(2020, 9, 14))
    assert person not in people(Scope.everything())
    assert Entry.objects.filter(action="transfers.record_receipt").count() == 1


def test_numbers_have_no_gaps_and_void_ones_stay(cast) -> None:
    first = desk.issued(cast, "郑文")
    second = desk.issued(cast, "周建国")
    desk.take(cast, first, actions.report_lost, reason="途中丢失")
    desk.take(cast, first, actions.reissue_letter, days=30)
    numbers = list(Letter.objects.order_by("sequence").values_list("number", "state"))
    assert numbers == [("〔2020〕第001号", "void"), ("〔2020〕第002号", "valid"),
                       ("〔2020〕第003号", "valid")]  # fmt: skip
    with on_day(date(2021, 1, 8)):
        third = desk.issued(cast, "吴晓东", on=date(2021, 1, 8))
    assert third.letters.get().number == "〔2021〕第001号"
    assert second.state == "issued"


def test_a_step_cannot_be_skipped_by_a_crafted_request(cast) -> None:
    row = desk.draft(cast)
    client = cast.client("office")
    for verb in ("approve", "issue", "receipt", "close", "receive", "assign"):
        answer = client.post(f"/transfers/{row.pk}/step/{verb}/", {
            "version": 1, "on": "2020-09-01", "days": 10, "received_on": "2020-09-01",
            "handler": "某", "branch": cast.units["ZB2"],
        })  # fmt: skip
        assert answer.status_code in {400, 403}, verb
    assert desk.fresh(row).state == "draft"
    assert client.post(f"/transfers/{row.pk}/step/teleport/").status_code == 404


def test_who_may_do_what(cast) -> None:
    row = desk.draft(cast)
    row = desk.confirm(cast, row)
    for name in ("secretary1", "office2", "secretary2"):
        with pytest.raises(Forbidden):
            actions.approve(cast.actor(name), unit=cast.unit("JU"), transfer=row,
                            version=row.version, on=desk.DAY)  # fmt: skip
    with pytest.raises(Forbidden):  # the right, but not that desk
        actions.approve(cast.actor("office"), unit=cast.unit("ZB1"), transfer=row,
                        version=row.version, on=desk.DAY)  # fmt: skip


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ({"committee": "中共青禾县水务局委员会"}, "对方党委就是本党委"),
        ({"committee": " "}, "请填写对方党委全称"),
        ({"branch": "ZB1"}, "不能转给本支部自己"),
        ({"branch": "JU"}, "只能转入现有的党支部"),
    ],
)
def test_a_transfer_to_itself_or_to_nowhere_is_refused(cast, to, words) -> None:
    if "branch" in to:
        to = {"branch": cast.unit(to["branch"])}
    with pytest.raises(Refused, match=words):
        desk.draft(cast, to=actions.Destination(**to))
    assert not Transfer.objects.exists()


def test_one_transfer_at_a_time_also_in_the_database(cast) -> None:
    row = desk.draft(cast)
    with pytest.raises(Refused, match="已有一件正在办理的转接"):
        desk.draft(cast)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic(), opened(Actor.system(), "试", "试"):
        Transfer.objects.bulk_create([row])


def test_a_probationary_member_takes_the_file_along(cast) -> None:
    person = org.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name="新同志", stage="probationary",
        since=date(2020, 1, 1),
    )  # fmt: skip
    cast.people["新同志"] = person.pk
    row = desk.draft(cast, "新同志")
    with pytest.raises(Refused, match="入党材料要一并转递"):
        desk.confirm(cast, row)
    desk.confirm(cast, row, materials=["入党申请书", "入党志愿书"])
    desk.take(cast, row, actions.approve)
    desk.take(cast, row, actions.issue_letter, days=10)
    said = desk.fresh(row).letters.get().said
    assert said["letter"]["materials"] == ["入党申请书", "入党志愿书"]
    assert said["person"]["stages"] == [{"stage": "probationary", "since": "2020-01-01"}]


def test_a_refusal_needs_a_reason_and_can_be_mended(cast) -> None:
    row = desk.issued(cast)
    with pytest.raises(Refused, match="请选择退回理由"):
        desk.take(cast, row, actions.refuse, code="", reason="不要")
    with pytest.raises(Refused, match="请写明理由"):
        desk.take(cast, row, actions.refuse, code="papers", reason=" ")
    desk.take(cast, row, actions.refuse, code="papers", reason="缺转正批复")
    assert desk.fresh(row).letters.get().state == "void"
    row = desk.fresh(row)
    actions.reopen(cast.actor("secretary1"), unit=row.unit, transfer=row, version=row.version,
                   on=desk.DAY)  # fmt: skip
    assert desk.fresh(row).state == "draft"


def test_validity_is_the_rulebooks(cast) -> None:
    row = desk.draft(cast)
    desk.confirm(cast, row)
    desk.take(cast, row, actions.approve)
    with pytest.raises(Refused, match="1 天至 90 天"):
        desk.take(cast, row, actions.issue_letter, days=91)


def test_an_expired_letter_is_issued_anew_and_a_good_one_is_not(cast) -> None:
    row = desk.issued(cast, days=10)
    with pytest.raises(Refused, match="不能重复开具"):
        desk.take(cast, row, actions.reissue_letter, days=10)
    place = cast_place(cast, "office", desk.TODAY)
    lines = [w.words for w in waiting(place, cast.unit("JU"))]
    assert "郑文的介绍信已过期，请查询或者重新开具" in lines
    desk.take(cast, row, actions.reissue_letter, desk.TODAY, days=10)
    states = list(desk.fresh(row).letters.values_list("state", "void_reason"))
    assert sorted(states) == [("valid", ""), ("void", "过期")]


def cast_place(cast, username: str, day: date):
    """The place of a reader."""
    from tongpin.org.access import PageContext

    actor = cast.actor(username)
    return PageContext(actor, "org.self", Scope.of(actor, "org.self"), None, day.year, day)


def test_what_waits_for_whom(cast) -> None:
    row = desk.draft(cast)
    at = cast_place(cast, "secretary1", desk.TODAY)
    assert "郑文转出：支部核实" in [w.words for w in waiting(at, cast.unit("ZB1"))]
    desk.confirm(cast, row)
    assert not [w for w in waiting(at, cast.unit("ZB1")) if "郑文" in w.words]
    at = cast_place(cast, "office", desk.TODAY)
    assert "郑文转出：党委审核" in [w.words for w in waiting(at, cast.unit("JU"))]


MONTHS = [date(2020, m, 1) for m in range(7, 13)]


def test_no_month_of_dues_is_lost_or_doubled_within_the_tree(cast) -> None:
    to = actions.Destination(branch=cast.unit("ZB2"))
    row = desk.draft(cast, to=to)
    desk.confirm(cast, row, paid=desk.AUGUST)
    desk.take(cast, row, actions.approve)
    desk.take(cast, row, actions.assign, desk.TODAY, branch=cast.unit("ZB2"))
    assert payers(cast, "郑文", MONTHS) == ["ZB1", "ZB1", "ZB2", "ZB2", "ZB2", "ZB2"]
    for month, payer in zip(MONTHS, payers(cast, "郑文", MONTHS), strict=True):
        assert payers(cast, "郑文", [month]) == [payer]  # month by month as all at once
        alone = [payers(cast, "郑文", [month], unit) for unit in ("ZB1", "ZB2")]
        assert sorted(alone) == [[""], [payer]]


def test_prepaid_months_stay_with_the_source(cast) -> None:
    to = actions.Destination(branch=cast.unit("ZB2"))
    row = desk.draft(cast, to=to)
    desk.confirm(cast, row, paid=date(2020, 11, 1))
    desk.take(cast, row, actions.approve)
    desk.take(cast, row, actions.assign, desk.TODAY, branch=cast.unit("ZB2"))
    assert payers(cast, "郑文", MONTHS) == ["ZB1"] * 5 + ["ZB2"]


def test_a_letter_on_its_way_ends_the_claim_and_a_cancelled_one_gives_it_back(cast) -> None:
    row = desk.issued(cast)
    assert payers(cast, "郑文", MONTHS) == ["ZB1"] * 3 + [""] * 3
    desk.take(cast, row, actions.cancel, reason="不走了")
    assert payers(cast, "郑文", MONTHS) == ["ZB1"] * 6


def test_who_comes_from_outside_pays_from_the_month_after_the_letter(cast) -> None:
    row = desk.assigned(cast)
    cast.people["何远来"] = row.person_id
    assert payers(cast, "何远来", MONTHS) == ["", "", "ZB2", "ZB2", "ZB2", "ZB2"]
    del cast.people["何远来"]


def test_who_comes_in_is_a_member_from_the_day_of_acceptance(cast) -> None:
    row = desk.assigned(cast)
    person = row.person
    assert person is not None
    assert person.affiliations.get().starts_on == date(2020, 9, 10)
    assert [(m.stage, m.starts_on.year) for m in person.memberships.all()] == [
        ("probationary", 2012), ("full", 2013),
    ]  # fmt: skip
    assert person not in members_on(cast.unit("ZB2"), date(2020, 9, 9))
    assert person in members_on(cast.unit("ZB2"), date(2020, 9, 10))


def test_who_returns_goes_on_with_the_old_record(cast) -> None:
    first = desk.assigned(cast)
    back = desk.take(cast, first, actions.return_receipt, date(2020, 9, 12), handler="甲")
    desk.take(cast, back, actions.close, date(2020, 9, 12))
    cast.people["何远来"] = first.person_id
    out = desk.draft(cast, "何远来", unit="ZB2", on=date(2020, 9, 13))
    out = desk.confirm(cast, out, on=date(2020, 9, 13))
    desk.take(cast, out, actions.approve, date(2020, 9, 13))
    desk.take(cast, out, actions.issue_letter, date(2020, 9, 13), days=30)
    desk.take(cast, out, actions.record_receipt, date(2020, 9, 18), received_on=date(2020, 9, 16),
              handler="乙")  # fmt: skip
    again = desk.arrived(cast, number="〔2020〕第009号")
    desk.take(cast, again, actions.receive, desk.TODAY)
    desk.take(cast, again, actions.assign, desk.TODAY, branch=cast.unit("ZB1"))
    assert desk.fresh(again).person_id == first.person_id
    assert cast.person("何远来").affiliations.count() == 2
    del cast.people["何远来"]


def test_an_expired_letter_is_not_received(cast) -> None:
    row = desk.arrived(cast, valid_until=date(2020, 9, 8))
    with pytest.raises(Refused, match="已过有效期"):
        desk.take(cast, row, actions.receive, date(2020, 9, 9))


def test_the_same_letter_is_not_entered_twice(cast) -> None:
    desk.arrived(cast)
    with pytest.raises(Refused, match="已经登记过"):
        desk.arrived(cast)
    with pytest.raises(Refused, match="等待接收"):
        desk.arrived(cast, number="〔2020〕第008号")


def test_a_paper_letter_is_entered_on_the_page(cast) -> None:
    client = cast.client("office")
    typed = {
        "unit": cast.units["JU"], "sender": "中共白石县农业局委员会", "from_branch": "机关党支部",
        "number": "〔2020〕第007号", "issued_on": "2020.9.1", "valid_until": "2020年10月1日",
        "name": "何远来", "identity_number": desk.NUMBER, "stage": "full",
        "paid_until": "2020年8月", "cause": "job", "arrived_on": "2020-09-10",
    }  # fmt: skip
    page = client.post("/transfers/in/new/", typed)
    assert page.status_code == 400
    assert "请填写入党日期" in page.content.decode()
    typed |= {"joined_on": "2012-06-01", "full_on": "2013-06-01"}
    page = client.post("/transfers/in/new/", typed, follow=True)
    assert "请核对身份和材料后接收" in page.content.decode()
    bad = typed | {"identity_number": "990101199003074610", "number": "〔2020〕第010号"}
    assert "校验位不符" in client.post("/transfers/in/new/", bad).content.decode()


def test_the_letter_says_what_the_form_of_2006_asks(cast) -> None:
    row = desk.issued(cast)
    data = outbox.letter_paper(cast.actor("office"), unit=cast.unit("JU"), letter=row.letters.get())
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    for words in ("（存根）", "回　执　联", "骑缝章", "〔2020〕第001号", "中共白石县农业局委员会：",
                  "该同志党费已交到2020年9月", "（有效期30天，至2020年10月1日止）", "中共正式党员"):  # fmt: skip
        assert words in text
    assert Entry.objects.filter(action="transfers.print_letter").count() == 1


def test_somebody_else_was_first(cast) -> None:
    row = desk.draft(cast)
    desk.confirm(cast, row)
    with pytest.raises(Conflict):
        actions.confirm(cast.actor("office"), unit=row.unit, transfer=row, version=1,
                        on=desk.DAY, paid_until=desk.AUGUST)  # fmt: skip


@pytest.mark.parametrize(("path", "rows"), [("/transfers/", 1), ("/transfers/", 3)])
def test_the_ledger_reads_the_same_number_of_times(
    cast, django_assert_num_queries, path, rows
) -> None:
    for name in ("郑文", "周建国", "吴晓东")[:rows]:
        desk.issued(cast, name)
    client = cast.client("secretary1")
    client.get(path)
    with django_assert_num_queries(LIST):
        answer = client.get(path)
    assert answer.content.decode().count("〔2020〕第") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_incoming_ledger_reads_the_same_number_of_times(
    cast, django_assert_num_queries, rows
) -> None:
    for number in range(rows):
        incoming = actions.IncomingLetter(
            f"中共第{number}局委员会", desk.somebody(identity_number=""), desk.letter(), "job"
        )
        actions.register_incoming(cast.actor("office"), unit=cast.unit("JU"), incoming=incoming,
                                  arrived_on=desk.DAY)  # fmt: skip
    client = cast.client("office")
    client.get("/transfers/in/")
    with django_assert_num_queries(LIST):
        answer = client.get("/transfers/in/")
    assert answer.content.decode().count("何远来") == rows


def test_the_ledger_is_exported_and_filtered(cast) -> None:
    import openpyxl

    desk.issued(cast, days=5)
    desk.draft(cast, "周建国")
    client = cast.client("office")
    answer = client.get("/transfers/?late=1&export=xlsx")
    cells = list(
        openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    )
    assert [row[0] for row in cells] == ["姓名", "郑文"]
    assert cells[1][8] == "2020-09"


def test_the_rulebook_judges_what_was_done(cast) -> None:
    row = desk.issued(cast, days=10)
    desk.take(cast, row, actions.record_receipt, desk.TODAY, received_on=date(2020, 9, 15),
              handler="甲")  # fmt: skip
    row = desk.fresh(row)
    assert queries.judgements(row, row.steps.all(), desk.TODAY)
