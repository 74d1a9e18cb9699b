"""Payrolls and statements: read whatever their columns, adopted once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.dues.books import AUGUST, SEPTEMBER, assess, balanced, declare, pay, row_of
from tongpin.audit.errors import Conflict, Refused
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.dues import actions, queries, tables
from tongpin.ledgers.dues.actions.uploads import judged, unpacked
from tongpin.ledgers.dues.amounts import parse_fen, parse_month
from tongpin.ledgers.dues.models import Declaration, Payment


def upload(
    cast, text: str | bytes, kind: str = "statement", *, unit: str = "ZB1", by: str = "committee1"
):
    data = text.encode() if isinstance(text, str) else text
    name = "账单.csv" if isinstance(text, str) else "表.xlsx"
    return actions.keep_upload(
        cast.actor(by, via="import"), unit=cast.unit(unit), kind=kind, starts_on=date(2020, 1, 1),
        file_name=name, table=tables.read(data, name, kind),
    )  # fmt: skip


def adopt(cast, row, **extra):
    verb = actions.adopt_statement if row.kind == "statement" else actions.adopt_payroll
    return verb(cast.actor("committee1"), unit=row.unit, upload=row, **extra)


HEAD = "交易日期,付款人,金额,流水号,摘要\n"


@pytest.fixture
def owing(cast):
    """郑文 owes August and September, 张守正 September."""
    declare(cast)
    assess(cast, AUGUST)
    declare(cast, "张守正", 400_000, month=9)
    assess(cast)
    return cast


def test_a_statement_is_matched_by_name_and_note(owing) -> None:
    row = upload(owing, HEAD + "2020-09-03,郑文,155.86,A1,\n2020-09-04,郑父,40.00,A2,代张守正交党费\n"
                 "2020-09-05,路人,12.00,A3,\n")  # fmt: skip
    lines = judged(row)
    assert [(n.how, n.person) for n in lines] == [
        ("ok", owing.people["郑文"]), ("ok", owing.people["张守正"]), ("check", None),
    ]  # fmt: skip
    done = adopt(owing, row)
    assert done.adopted == 2
    assert Payment.objects.get(reference="A2").payer == "郑父"
    assert (row_of(owing).left, row_of(owing, "张守正").left) == (0, 0)
    assert [n["number"] for n in unpacked(done)["left"]] == [4]
    balanced()


def test_the_same_content_never_comes_in_twice(owing) -> None:
    text = HEAD + "2020-09-03,郑文,77.93,A1,\n"
    adopt(owing, upload(owing, text))
    with pytest.raises(Refused, match="导入过"):
        upload(owing, text)
    longer = upload(owing, text + "2020-09-08,郑文,77.93,A2,\n")
    assert [(n.number, n.how) for n in judged(longer)] == [(2, "error"), (3, "ok")]
    adopt(owing, longer)
    assert Payment.objects.count() == 2
    balanced()


def test_content_is_recognised_whatever_its_file(owing) -> None:
    adopt(owing, upload(owing, HEAD + "2020-09-03,郑文,77.93,,\n"))
    heads = [(h, "text") for h in HEAD.strip().split(",")]
    table = [["2020-09-03", "郑文", 77.93, "", ""]]
    again = write_sheet(heads, table, title="账单")
    with pytest.raises(Refused, match="导入过"):
        upload(owing, again)
    with pytest.raises(Refused, match="导入过"):
        upload(owing, HEAD.replace("\n", "\r\n") + "2020-09-03,郑文,７７.９３０,,\r\n\r\n")


def test_a_line_without_a_number_that_was_entered_before_waits(owing) -> None:
    pay(owing, on=date(2020, 9, 3))
    row = upload(owing, HEAD + "2020-09-03,郑文,77.93,,\n2020-09-04,郑文,77.93,,\n")
    assert [(n.how, n.people) for n in judged(row)] == [
        ("check", [owing.people["郑文"]]), ("ok", [owing.people["郑文"]]),
    ]  # fmt: skip
    actions.choose_people(
        owing.actor("committee1"), unit=row.unit, upload=row, chosen={2: owing.people["郑文"]}
    )
    row.refresh_from_db()
    assert [n.how for n in judged(row)] == ["ok", "check"]  # the second has nothing open any more


def test_a_payroll_stays_as_proof_without_other_peoples_pay(owing) -> None:
    text = "姓名,职务工资,级别工资\n郑文,3000,2500\n不是党员,9999,8888\n"
    row = adopt(owing, upload(owing, text, "payroll"), reason="工资调整")
    own = Declaration.objects.filter(person=owing.people["郑文"]).order_by("pk").last()
    assert (own.upload_id, own.line) == (row.pk, 2)
    assert queries.proof_line(own) == [("姓名", "郑文"), ("职务工资", "3000"), ("级别工资", "2500")]
    assert "9999" not in row.rows


def test_a_sheet_is_adopted_once_even_by_two(owing) -> None:
    row = upload(owing, HEAD + "2020-09-03,郑文,77.93,,\n")
    adopt(owing, row)
    with pytest.raises(Conflict):
        adopt(owing, row)


@pytest.mark.parametrize(
    ("amount", "words"),
    [("-77.93", "负数"), ("NaN", "须写成"), ("", "须写成"), ("0", "零"), ("1e5", "须写成"),
     ("77.935", "两位小数"), ("99999999", "一千万")],
)  # fmt: skip
def test_bad_amounts_are_named_and_stay_out(owing, amount, words) -> None:
    line = judged(upload(owing, HEAD + f"2020-09-03,郑文,{amount},A1,\n"))[0]
    assert line.how == "error"
    assert words in "".join(line.words)


def test_full_width_and_separators_are_read() -> None:
    assert [parse_fen(t) for t in ("７７.９３", "1,234.50", "¥77.93元", "77", 77.93, 155.86)] == [
        7793, 123_450, 7793, 7700, 7793, 15586,
    ]  # fmt: skip
    assert parse_month("２０２０年９月") == SEPTEMBER
    for wrong in ("2020-13", "2007-01", "九月", ""):
        with pytest.raises(ValueError, match=r"."):
            parse_month(wrong)


def test_two_of_one_name_are_told_apart_by_the_amount_or_by_a_person(owing) -> None:
    from tongpin.org import actions as org

    twin = org.add_person(owing.actor("office"), unit=owing.unit("ZB1"), name="郑文", stage="full",
                          since=date(2020, 1, 1))  # fmt: skip
    row = upload(owing, HEAD + "2020-09-03,郑文,155.86,A1,\n2020-09-05,郑文,5.00,A2,\n")
    assert [n.how for n in judged(row)] == ["ok", "check"]
    actions.choose_people(owing.actor("committee1"), unit=row.unit, upload=row, chosen={3: twin.pk})
    row.refresh_from_db()
    assert judged(row)[1].person == twin.pk
    with pytest.raises(Refused, match="不在本单位"):
        actions.choose_people(owing.actor("committee1"), unit=row.unit, upload=row,
                              chosen={3: owing.people["冯丽"]})  # fmt: skip


def test_columns_of_another_name_are_mapped_once(owing) -> None:
    text = "记账时点,来款户,金额,说明文字\n2020-09-03,郑文,77.93,党费\n"
    row = upload(owing, text)
    with pytest.raises(Refused, match="日期"):
        judged(row)
    actions.set_columns(
        owing.actor("committee1"), unit=row.unit, upload=row,
        columns={"记账时点": "on", "来款户": "name", "金额": "amount"},
    )  # fmt: skip
    row.refresh_from_db()
    assert judged(row)[0].how == "ok"
    assert judged(upload(owing, text + "\n"))[0].how == "ok"


def test_a_payroll_declares_everybody_at_once(cast) -> None:
    data = write_sheet(
        [(h, "text") for h in ("姓名", "职务工资", "级别工资", "交通补贴", "个人所得税", "公积金")],
        [["郑文", 3000, 2500, 800, 55, 250], ["张守正", "4,000.00", "", "", "", ""],
         ["临时工", 1, "", "", "", ""], ["孙玉梅", "", "", "", "", ""]],
        title="工资",
    )  # fmt: skip
    row = upload(cast, data, "payroll")
    assert [n.how for n in judged(row)] == ["ok", "ok", "check", "ok"]
    assert adopt(cast, row).adopted == 3
    bases = dict(Declaration.objects.values_list("person__name", "base_fen"))
    assert bases == {"郑文": 519_500, "张守正": 400_000, "孙玉梅": None}
    assess(cast)
    assert row_of(cast).due == 7793


def test_a_payroll_that_the_rules_refuse_writes_nothing(cast) -> None:
    data = write_sheet(
        [(h, "text") for h in ("姓名", "职务工资", "交通补贴")],
        [["郑文", 3000, ""], ["张守正", "", 800]], title="工资",
    )  # fmt: skip
    with pytest.raises(Refused, match="第 3 行 张守正"):
        adopt(cast, upload(cast, data, "payroll"))
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", "没有表头\n1,2\n".encode(), b"PK\x03\x04broken"]
)
def test_what_is_no_table_is_refused(data) -> None:
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Refused):
            tables.read(data, name, "statement")


def test_a_statement_of_a_closed_month_waits(owing) -> None:
    actions.close_month(owing.actor("office"), unit=owing.unit("ZB1"), month=AUGUST)
    row = upload(owing, HEAD + "2020-08-30,郑文,77.93,A1,\n2020-09-03,张守正,40,A2,\n")
    assert adopt(owing, row).adopted == 1
    assert "已经结账" in unpacked(queries.upload(everything(), row.pk))["left"][0]["words"][0]


def everything():
    from tongpin.org.scope import Scope

    return Scope.everything()


def test_a_line_beyond_what_is_owed_waits_for_a_person(owing) -> None:
    pay(owing)
    line = judged(upload(owing, HEAD + "2020-09-03,郑文,100,A1,\n"))[0]
    assert (line.how, line.parts) == ("check", [])
