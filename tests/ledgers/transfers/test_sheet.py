"""Letters that came in as a table: judged line by line, entered at once, sealed, taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from tongpin.audit.errors import Refused
from tongpin.documents.sheet_import import adopt_sheet, preview_sheet, undo_sheet
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.transfers.models import Transfer
from tongpin.ledgers.transfers.views.sheet import COLUMNS, IMPORTER

NUMBER = "110101199003074539"  # of nobody, with a right check digit
GOOD = {
    "sender": "中共白石县农业局委员会", "from_branch": "机关党支部", "number": "农组〔2020〕第8号",
    "issued_on": "2020-09-01", "valid_until": "2020-11-30", "name": "阿依·古丽", "sex": "男",
    "identity_number": NUMBER, "stage": "正式党员", "joined_on": "2015-07-01",
    "full_on": "2016-07-01", "paid_until": "2020-09", "cause": "", "arrived_on": "2020-09-10",
}  # fmt: skip


def table(*rows: dict[str, str]) -> bytes:
    return write_sheet(
        [(c.head, "text") for c in COLUMNS],
        [[row.get(c.key, "") for c in COLUMNS] for row in rows], title="来信",
    )  # fmt: skip


def kept(cast, *rows):
    unit = cast.unit("JU")
    lines = IMPORTER.read(unit, table(*rows), "来信.xlsx")
    return preview_sheet(
        cast.actor("office"), unit=unit, importer=IMPORTER, file_name="来信.xlsx", rows=lines
    )


def test_a_table_comes_in_at_once_and_goes_back(cast) -> None:
    second = GOOD | {"number": "农组〔2020〕第9号", "name": "林二", "identity_number": ""}
    row = kept(cast, GOOD)
    with connection.cursor() as cursor:
        cursor.execute("select sealed from documents_sheetimport")
        assert NUMBER not in cursor.fetchone()[0]
    page = cast.client("office").get(reverse("transfers:sheet", args=[row.pk])).content.decode()
    assert NUMBER not in page
    assert "阿依·古丽" in page
    assert IMPORTER.read(cast.unit("JU"), table(second), "来信.xlsx")[0]["faults"] == [
        "H2 公民身份号码：没有填写"
    ]
    adopt_sheet(cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, sheet=row)
    made = Transfer.objects.get()
    assert (made.name, made.state, made.other_committee) == ("阿依·古丽", "issued", GOOD["sender"])
    undo_sheet(cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, sheet=row)
    assert Transfer.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"stage": "党外"}, "没有“党外”"),
        ({"full_on": ""}, "请填写转正日期"),
        ({"full_on": "2015-06-01"}, "须晚于入党日期"),
        ({"identity_number": NUMBER[:-1] + "1"}, "校验"),
        ({"paid_until": "九月"}, "党费交至"),
    ],
)
def test_what_is_wrong_is_named(cast, cells, words) -> None:
    (line,) = IMPORTER.read(cast.unit("JU"), table(GOOD | cells), "来信.xlsx")
    assert words in "".join(line["faults"])


def test_one_letter_twice_and_a_branch_that_receives_none(cast) -> None:
    lines = IMPORTER.read(cast.unit("JU"), table(GOOD, GOOD), "来信.xlsx")
    assert "同一封介绍信" in lines[1]["faults"][0]
    with pytest.raises(Refused, match="不接收介绍信"):
        IMPORTER.read(cast.unit("ZB1"), table(GOOD), "来信.xlsx")
