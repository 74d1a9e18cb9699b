"""A collector assesses the month and types payments by keyboard; the member reads why 77.93."""

from __future__ import annotations

import pytest

from tests.ledgers.dues.books import SEPTEMBER, assess, declare, pay
from tongpin.ledgers.dues import queries
from tongpin.ledgers.dues.models import Payment

pytestmark = pytest.mark.e2e


def test_a_month_is_assessed_typed_and_explained(stage, browse, readable, screen) -> None:
    declare(stage, base=None, pay={"position_pay": 300_000, "grade_pay": 250_000},
            withheld={"income_tax": 30_500})  # fmt: skip
    for name, base in (("张守正", 400_000), ("李组织", 620_000)):
        declare(stage, name, base)
    page = browse("committee1")
    page.goto("/dues/?month=2020-09")
    assert readable(page)
    page.get_by_role("link", name="核定本月").first.click()
    page.wait_for_url("**/assess/**")
    assert readable(page)
    page.get_by_role("button", name="采用").click()
    page.wait_for_url("**/dues/?unit=**")
    assert "6 人待核" in page.content()
    assert readable(page)

    one, two, three = (f"#pay-{stage.people[n]}" for n in ("李组织", "张守正", "郑文"))
    order = page.locator("input[data-due]").evaluate_all("list => list.map(i => '#' + i.id)")
    assert sorted(order) == sorted([one, two, three])
    page.locator(order[0]).focus()
    page.keyboard.press("Enter")
    assert page.locator(order[0]).input_value() == page.locator(order[0]).get_attribute("data-due")
    assert page.evaluate("document.activeElement.id") == order[1][1:]
    page.keyboard.type("1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == order[1][1:]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "本次登记" in page.locator("[data-typed-total]").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已登记 3 人")
    assert Payment.objects.count() == 3
    rows = {r.person.name: r.left for r in queries.sheet(stage.unit("ZB1"), SEPTEMBER)}
    assert rows["郑文"] in (0, 7693)

    member = browse("member1")
    member.goto("/dues/own/")
    assert readable(member)
    text = member.locator("main").inner_text()
    assert "职务工资3000.00元" in text
    assert "基数超过5000元、不超过10000元，全额按1.5%计算" in text
    assert "应交77.93元" in text
    member.get_by_role("button", name="没有问题，确认").click()
    member.wait_for_selector("text=本人已确认")


def test_the_sheet_works_without_scripts(stage, browse) -> None:
    declare(stage)
    page = browse("committee1", scripts=False)
    page.goto("/dues/assess/?month=2020-09")
    page.get_by_role("button", name="采用").click()
    page.fill(f"#pay-{stage.people['郑文']}", "77.93")
    page.get_by_role("button", name="登记交纳").click()
    assert "已登记 1 人，共 77.93 元" in page.content()


def test_every_page_is_readable(stage, browse, readable) -> None:
    from tests.ledgers.dues import access

    payment, relief, voucher = access.payment(stage), access.relief(stage), access.voucher(stage)
    upload, person = access.upload(stage), stage.people["郑文"]
    page = browse("committee1")
    for url in (
        "bases/", f"members/{person}/", f"members/{person}/base/", f"members/{person}/relief/",
        f"members/{person}/pay/", "payments/", f"payments/{payment.pk}/", "arrears/?as_of=2020-12-01",
        "payroll/", "statement/", f"uploads/{upload.pk}/", "vouchers/", "vouchers/new/",
        "vouchers/remit/", f"vouchers/{voucher.pk}/", "cash/", "publication/", "guidance/", "reliefs/",
        f"bases/{queries.base_in_force([person], stage.unit('ZB1'), 2020)[person][0].pk}/",
    ):  # fmt: skip
        page.goto(f"/dues/{url}")
        assert readable(page)
    assert relief.pk


def test_a_column_is_pasted_as_in_a_spreadsheet(stage, browse) -> None:
    names = ("张守正", "李组织", "王宣传", "赵纪检")
    for name in names:
        declare(stage, name, 400_000)
    assess(stage)
    pay(stage, "李组织", 4000)
    page = browse("committee1")
    page.goto("/dues/?month=2020-09")
    page.locator("tbody tr").filter(has=page.locator("input[data-due]")).first.locator(
        "input[data-due]"
    ).focus()
    rows = page.locator("tbody tr").count()
    first = page.evaluate("""() => Array.from(document.querySelectorAll('tbody tr'))
        .findIndex(r => r.querySelector('input[data-due]'))""")
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
            {clipboardData: data, bubbles: true, cancelable: true})); }""",
        "\r\n".join(["40.00\t备注"] * (rows - first)) + "\r\n",
    )
    fields = page.locator("input[data-due]")
    assert fields.evaluate_all("list => list.map(i => i.value)") == ["40.00"] * 3
    assert "本次登记 120.00 元" in page.locator("[data-typed-total]").inner_text()
    assert "没有填" in page.locator("[data-typed-total]").inner_text()  # 已交清和待核的行
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=已登记 3 人，共 120.00 元")
    assert Payment.objects.count() == 4


def test_a_member_reads_and_keeps_the_receipt_on_a_phone(stage, browse, readable) -> None:
    declare(stage)
    assess(stage)
    pay(stage)
    page = browse("member1")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/dues/own/")
    assert readable(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as kept:
        page.get_by_role("link", name="2020-09-20 现金").click()
    assert kept.value.suggested_filename.endswith(".pdf")
