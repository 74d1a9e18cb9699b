"""Pages of dues as their readers use them."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledgers.dues import access
from tests.ledgers.dues.books import AUGUST, SEPTEMBER, TODAY, assess, declare, pay, row_of
from tongpin.audit.envelope import opened
from tongpin.audit.models import Entry
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.command import check
from tongpin.ledgers.dues.models import Allocation, Declaration, Payment, Relief, Voucher


@pytest.fixture
def owing(cast):
    """September assessed; 郑文 and 张守正 have a base."""
    declare(cast)
    declare(cast, "张守正", 400_000)
    assess(cast)
    return cast


def test_an_empty_sheet_teaches_the_next_step(cast) -> None:
    page = cast.client("committee1").get("/dues/").content.decode()
    assert "还没有核定" in page
    assert "/dues/assess/?month=2020-09" in page


def test_the_month_is_assessed_in_two_steps(cast) -> None:
    declare(cast)
    client = cast.client("committee1")
    page = client.get("/dues/assess/?month=2020-09")
    assert "9 人有变化" in page.content.decode()
    assert client.post("/dues/assess/?month=2020-09", {"seen": "old"}).status_code == 409
    answer = client.post("/dues/assess/?month=2020-09", {"seen": page.context["seen"]}, follow=True)
    assert "77.93" in answer.content.decode()
    assert "8 人待核" in answer.content.decode()


def test_lines_are_typed_and_errors_stand_beside_them(owing) -> None:
    client = owing.client("committee1")
    one, two = owing.people["郑文"], owing.people["张守正"]
    typed = {"paid_on": "2020-09-18", "method": "cash", f"pay-{one}": "７７．９３", f"seen-{one}": "0",
             f"pay-{two}": "-1", f"seen-{two}": "0"}  # fmt: skip
    answer = client.post("/dues/?month=2020-09", typed)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "金额不能为负数" in text
    assert 'value="７７．９３"' in text
    assert not Payment.objects.exists()
    typed[f"pay-{two}"] = "99"
    answer = client.post("/dues/?month=2020-09", typed)
    assert f'id="pay-{two}-error"' in answer.content.decode()
    typed[f"pay-{two}"] = "40"
    answer = client.post("/dues/?month=2020-09", typed, follow=True)
    assert "已登记 2 人，共 117.93 元" in answer.content.decode()
    assert client.post("/dues/?month=2020-09", typed).status_code in (400, 409)
    assert Payment.objects.count() == 2
    assert row_of(owing).left == 0


def test_hostile_lines_change_nothing(owing) -> None:
    client = owing.client("committee1")
    one = owing.people["郑文"]
    for value in ("NaN", "inf", "1e9", "=1+1", "7" * 60, "٣", "\x00", "77.93.1"):
        typed = {"paid_on": "2020-09-18", "method": "cash", f"pay-{one}": value, f"seen-{one}": "x"}
        assert client.post("/dues/?month=2020-09", typed).status_code == 400, value
    for month in ("2020-13", "0000-01", "x", "2020-09-31"):
        assert client.get("/dues/", {"month": month}).status_code == 400
    assert not Payment.objects.exists()


def test_the_member_reads_why(owing) -> None:
    page = owing.client("member1").get("/dues/own/").content.decode()
    assert "5195.00元" in page
    assert "应交77.93元" in page
    assert "还没交 77.93 元" in page
    assert "没有问题，确认" in page


def test_the_member_confirms_on_the_page(owing) -> None:
    row = Declaration.objects.get(person=owing.person("郑文"))
    client = owing.client("member1")
    client.post(f"/dues/own/bases/{row.pk}/confirm/", {"version": row.version})
    row.refresh_from_db()
    assert (row.state, row.confirmed_on) == ("confirmed", TODAY)
    other = Declaration.objects.get(person=owing.person("张守正"))
    assert client.post(f"/dues/own/bases/{other.pk}/confirm/", {"version": 1}).status_code == 404


def test_an_account_without_a_person_is_told_so(cast) -> None:
    assert "没有对应名册上的党员" in cast.client("office").get("/dues/own/").content.decode()


def test_pay_items_show_only_after_a_step_that_is_logged(cast) -> None:
    row = declare(cast, base=None, pay={"position_pay": 519_500})
    client = cast.client("committee1")
    page = client.get(f"/dues/bases/{row.pk}/").content.decode()
    assert "职务工资" not in page
    page = client.post(f"/dues/bases/{row.pk}/items/").content.decode()
    assert "职务工资" in page
    assert Entry.objects.latest("number").action == "dues.read_pay"
    office = cast.client("office").get(f"/dues/bases/{row.pk}/").content.decode()
    assert f"/dues/bases/{row.pk}/items/" not in office
    assert "职务工资" not in office


def test_a_base_is_declared_by_items_with_proof(cast) -> None:
    person = cast.people["郑文"]
    answer = cast.client("committee1").post(
        f"/dues/members/{person}/base/",
        {"category": "employed", "starts_on": "2020-01", "item-position_pay": "5,500", "item-income_tax": "305",
         "proofs": SimpleUploadedFile("工资条.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)},
        follow=True,
    )  # fmt: skip
    assert "5,195.00" in answer.content.decode()
    assert "工资条.png" in answer.content.decode()
    wrong = cast.client("committee1").post(
        f"/dues/members/{person}/base/",
        {"category": "student", "starts_on": "2020-01", "base": "5000"},
    )  # fmt: skip
    assert wrong.status_code == 400
    assert "按定额交纳" in wrong.content.decode()


def test_a_payment_with_receipt_and_reversal(owing) -> None:
    client, person = owing.client("committee1"), owing.people["郑文"]
    typed = {
        "amount_fen": "77.93",
        "paid_on": "2020-09-18",
        "method": "transfer",
        "payer": "赵纪检",
        "seen": "0",
    }
    page = client.post(f"/dues/members/{person}/pay/", typed, follow=True).content.decode()
    assert "赵纪检代交" in page
    assert client.post(f"/dues/members/{person}/pay/", typed).status_code == 409
    row = Payment.objects.get()
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/dues/payments/{row.pk}/receipt/?export=xlsx").content)
    )
    cells = [c for line in book.worksheets[0].values for c in line]
    assert cells.count("柒拾柒元玖角叁分") == 2  # two copies
    assert f"编号：{row.number}" in cells
    client.post(f"/dues/payments/{row.pk}/reverse/", {"reason": "登记错人"})
    assert row_of(owing).left == 7793
    listed = client.get("/dues/payments/").content.decode()
    assert "-77.93" in listed


def test_arrears_say_a_sentence_to_send(cast) -> None:
    declare(cast)
    for month in range(2, 9):
        assess(cast, date(2020, month, 1))
    page = cast.client("committee1").get("/dues/arrears/").content.decode()
    assert "有 1 名党员连续6个月未交" in page
    assert "系统只提醒" in page
    assert "郑文同志：您2020年2月" in page


def text_of(data: bytes) -> str:
    """The words of a PDF without spaces and line ends."""
    pages = pypdfium2.PdfDocument(data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_the_sheet_as_xlsx_and_pdf(owing) -> None:
    pay(owing)
    client = owing.client("committee1")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/dues/?month=2020-09&export=xlsx").content)
    )
    rows = list(book.worksheets[0].values)
    heads = [str(c) for c in next(r for r in rows if r and "姓名" in r)]
    line = dict(zip(heads, next(r for r in rows if r and "郑文" in r), strict=True))
    assert (line["计算基数"], line["比例"], line["应交"], line["实交"]) == (
        5195,
        "1.5%",
        77.93,
        77.93,
    )
    assert "2020年9月党费收缴表" in text_of(client.get("/dues/?month=2020-09&export=pdf").content)
    member = client.get(f"/dues/members/{owing.people['郑文']}/?export=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(member.content))


def test_remittance_by_two_people_and_publication(owing) -> None:
    pay(owing)
    first, second = owing.client("committee1"), owing.client("secretary1")
    page = first.post("/dues/vouchers/remit/", {"until": "2020-09-20", "share": "100"}, follow=True)
    assert "请由另一人办结" in page.content.decode()
    row = Voucher.objects.get()
    assert first.post(f"/dues/vouchers/{row.pk}/settle/").status_code == 403
    second.post(f"/dues/vouchers/{row.pk}/settle/")
    row.refresh_from_db()
    assert row.state == "settled"
    printed = text_of(first.get(f"/dues/vouchers/{row.pk}/?export=pdf").content)
    assert "党费上缴凭证" in printed
    assert row.prepared_by in printed
    assert row.settled_by in printed
    assert "上缴党费" in first.get("/dues/cash/").content.decode()
    typed = {"kind": "branch", "on": "2020-09-20", "how": "支部党员大会公布"}
    page = first.post("/dues/publication/?year=2020", typed, follow=True).content.decode()
    assert "支部党员大会公布" in page
    for kind in ("xlsx", "docx", "pdf", "report", "xlsx&paper=open", "pdf&paper=open"):
        assert first.get(f"/dues/publication/?year=2020&export={kind}").status_code == 200


def test_a_use_without_a_decision_is_refused_beside_the_field(owing) -> None:
    typed = {"kind": "spend", "on": "2020-09-20", "amount_fen": "10", "purpose": "training"}
    answer = owing.client("committee1").post("/dues/vouchers/new/", typed)
    assert answer.status_code == 400
    assert "集体讨论" in answer.content.decode()


def test_a_statement_through_the_pages(owing) -> None:
    client = owing.client("committee1")
    data = "付款时间,付款方,金额\n2020-09-03,郑文,77.93\n2020-09-04,不认识,40\n".encode()
    answer = client.post(
        "/dues/statement/", {"file": SimpleUploadedFile("账单.csv", data)}, follow=True
    )
    page = answer.content.decode()
    assert "1 行可以采用，1 行要先核对" in page
    url = answer.request["PATH_INFO"]
    client.post(f"{url}choose/", {"person-3": str(owing.people["张守正"])})
    page = client.post(f"{url}adopt/", follow=True).content.decode()
    assert "已采用 2 行" in page
    again = client.post("/dues/statement/", {"file": SimpleUploadedFile("又.csv", data)})
    assert again.status_code == 400
    assert "导入过" in again.content.decode()
    assert "不能再改" in client.post(f"{url}adopt/", follow=True).content.decode()
    assert Payment.objects.count() == 2


def test_the_bureau_sees_its_branches(owing) -> None:
    pay(owing)
    page = owing.client("office").get("/dues/?unit=JU&month=2020-09").content.decode()
    assert "第一党支部" in page
    assert "应交 117.93 元，已交 77.93 元，未交 40.00 元" in page


def test_a_closed_month_shows_it(owing) -> None:
    assess(owing, AUGUST)
    client = owing.client("committee1")
    page = client.post("/dues/close/?month=2020-08", follow=True).content.decode()
    assert "结账：9 人" in page
    person = owing.people["郑文"]
    page = client.post(f"/dues/members/{person}/correct/?month=2020-08",
                       {"due_fen": "80", "reason": "基数有误"}, follow=True).content.decode()  # fmt: skip
    assert "更正 2.07 元：基数有误" in page


PAGES = {
    "/dues/?month=2020-09": 9,
    "/dues/bases/": 13,
    "/dues/reliefs/": 8,
    "/dues/payments/": 9,
    "/dues/vouchers/": 14,
    "/dues/arrears/?as_of=2020-11-01": 10,
}


def _rows(cast, count: int) -> None:
    for name in ("郑文", "张守正", "李组织")[:count]:
        declare(cast, name)
        access_person = cast.person(name)
        with opened(cast.actor("office"), "test.relief", "试"):
            Relief(
                person=access_person, unit=access_person.home, kind="reduced", starts_on=AUGUST, ends_on=AUGUST,
                amount_fen=5, reason="试", approved_by="局党委", approved_on=TODAY, approval_number="1",
                recorded_by="x",
            ).save()  # fmt: skip
    assess(cast)
    for name in ("郑文", "张守正", "李组织")[:count]:
        pay(cast, name, 1000)
        access.voucher(cast)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("url", PAGES)
def test_pages_ask_as_much_for_three_rows_as_for_one(
    cast, url, count, django_assert_num_queries
) -> None:
    _rows(cast, count)
    client = cast.client("committee1")
    client.get(url)
    with django_assert_num_queries(PAGES[url]):
        assert client.get(url).status_code == 200


def test_the_check_as_a_command(owing, capsys) -> None:
    row = pay(owing)
    assert check([]) == 0
    assert "党费账相符" in capsys.readouterr().out
    with opened(owing.actor("office"), "test.spoil", "试"):
        Allocation.objects.filter(payment=row).update(amount_fen=7000)
    assert check([]) == 1
    assert row.number in capsys.readouterr().out


def test_capital_figures() -> None:
    from tongpin.ledgers.dues.words import capital

    assert [capital(n) for n in (7793, 100_000, 1_000_000_00, 10_050_005_00, 5, 20, 101_001_00, -50, 105)] == [
        "柒拾柒元玖角叁分", "壹仟元整", "壹佰万元整", "壹仟零伍万零伍元整", "伍分", "贰角整",
        "壹拾万壹仟零壹元整", "负伍角整", "壹元零伍分",
    ]  # fmt: skip


def test_facts_tell_closed_months_and_publications(owing) -> None:
    from tongpin.ledgers.dues.facts import collect

    unit = owing.unit("ZB1")
    actions.publish(
        owing.actor("office"), unit=unit, year=2020, kind="branch", on=TODAY, how="大会"
    )
    assess(owing, AUGUST)
    actions.close_month(owing.actor("office"), unit=unit, month=AUGUST)
    facts = list(collect([unit], date(2020, 1, 1), date(2020, 12, 31)))
    assert sorted(f.kind for f in facts) == ["dues.month", "dues.publication"]
    assert queries.sheet(unit, SEPTEMBER)
