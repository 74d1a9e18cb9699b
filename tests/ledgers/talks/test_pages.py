"""Who may know: pages, addresses guessed, exports, the operations log and what is stored."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import pytest
from django.db import connection

from tests.ledgers.talks import table
from tongpin.audit.models import Entry
from tongpin.ledgers.talks.models import Matter, Step

STRANGERS = ("office", "supervisor", "leader", "committee1", "member1", "secretary2", "system")


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_and_for_three(
    cast, more, django_assert_num_queries
) -> None:
    for _ in range(1 + more):
        table.matter(cast)
    client = cast.client("discipline")
    client.get("/talks/")
    with django_assert_num_queries(11):
        assert client.get("/talks/").status_code == 200


@pytest.mark.parametrize("who", STRANGERS)
def test_a_guessed_address_does_not_exist_for_who_need_not_know(cast, who) -> None:
    row = table.own(cast)
    client = cast.client(who)
    assert client.get(f"/talks/{row.pk}/").status_code in (403, 404)
    for verb in ("words", "paper"):
        assert client.post(f"/talks/{row.pk}/{verb}/").status_code in (403, 404)
    if who in ("leader", "committee1", "secretary2"):
        assert client.get(f"/talks/{row.pk}/").status_code == 404
        assert "郑文" not in client.get("/talks/").content.decode()
        person = client.get(f"/org/people/{row.person_id}/")
        assert "提醒谈话" not in person.content.decode()


def test_the_record_form_holds_the_words_and_its_reading_is_told(cast) -> None:
    row = table.matter(cast, kind="admonish", unit="ZB1")
    table.take(cast, row, "approved", date(2020, 9, 2), by="县纪委")
    table.take(cast, row, "talk", date(2020, 9, 3), by="张守正", place="三楼", words="认识到问题")
    row = table.again(row)
    client = cast.client("discipline")
    assert client.get(f"/talks/{row.pk}/paper/").status_code == 405
    text = words_of(client.post(f"/talks/{row.pk}/paper/"))
    for said in ("诫勉谈话记录表", "郑文", table.SECRET, "2020年9月2日", "县纪委", "三楼", "认识到问题",
                 "影响期至2021年3月3日"):  # fmt: skip
        assert said in text
    entry = Entry.objects.latest("number")
    assert entry.action == "talks.read"
    assert table.SECRET not in str(entry.__dict__)


def test_the_form_of_an_inquiry_tells_the_limit_in_working_days(cast) -> None:
    row = table.matter(cast, kind="inquiry", on=date(2020, 9, 1))
    client = cast.client("discipline")
    text = words_of(client.post(f"/talks/{row.pk}/paper/"))
    assert "函询情况登记表" in text
    assert "2020年9月22日" in text
    sanction = table.sanction(cast)
    assert client.post(f"/talks/{sanction.pk}/paper/").status_code == 404
    assert "记录表（Word）" not in client.get(f"/talks/{sanction.pk}/").content.decode()


def words_of(answer) -> str:
    """The text of a Word paper, tables and all."""
    document = docx.Document(io.BytesIO(answer.content))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_another_branch_secretary_in_the_same_unit_sees_only_the_own_talks(cast) -> None:
    other = table.matter(cast, talker="李组织")
    mine = table.own(cast)
    client = cast.client("secretary1")
    page = client.get("/talks/").content.decode()
    assert str(mine) in page
    assert str(other) not in page
    assert client.get(f"/talks/{other.pk}/").status_code == 404
    assert client.get(f"/talks/{other.pk}/steps/approved/").status_code == 404


def test_a_named_reader_reads_that_case_until_it_is_taken_back(cast) -> None:
    row, other = table.own(cast), table.own(cast)
    reader = table.read_by(cast, row, "leader")
    client = cast.client("leader")
    assert client.get(f"/talks/{row.pk}/").status_code == 200
    assert client.get(f"/talks/{other.pk}/").status_code == 404
    assert client.get(f"/talks/{row.pk}/steps/approved/").status_code == 403
    officer = cast.client("discipline")
    officer.post(f"/talks/{row.pk}/readers/{reader.pk}/dismiss/")
    assert client.get(f"/talks/{row.pk}/").status_code == 404


def test_words_are_shown_when_asked_for_and_the_reading_is_logged(cast) -> None:
    row = table.own(cast)
    client = cast.client("secretary1")
    assert table.SECRET not in client.get(f"/talks/{row.pk}/").content.decode()
    assert not Entry.objects.filter(action="talks.read").exists()
    assert table.SECRET in client.post(f"/talks/{row.pk}/words/").content.decode()
    assert Entry.objects.get(action="talks.read").target_id == str(row.pk)


def test_the_operations_log_tells_neither_whom_nor_why(cast) -> None:
    row = table.matter(cast, kind="admonish", talker="钱大海")
    row = table.take(cast, row, "approved", row.opened_on, by="局党委会")
    entries = Entry.objects.filter(action__startswith="talks.")
    told = "".join(f"{e.title}{e.summary}{e.target_label}{e.changes}" for e in entries)
    assert told
    for secret in ("郑文", "诫勉", "admonish", "局党委会", table.SECRET, "钱大海"):
        assert secret not in told
    assert "（已修改，内容保密）" in told
    person = f"'person_id': [None, {row.person_id}]"
    assert person not in told
    auditor = cast.client("auditor")
    for number in entries.values_list("number", flat=True):
        page = auditor.get(f"/audit/{number}/")
        assert page.status_code == 200
        assert "郑文" not in page.content.decode()


def test_contents_are_sealed_at_rest(cast) -> None:
    row = table.own(cast)
    row = table.take(cast, row, "approved", row.opened_on, by="支部", words="同意谈话")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT brief FROM {Matter._meta.db_table}")
        assert table.SECRET not in str(cursor.fetchall())
        cursor.execute(f"SELECT words FROM {Step._meta.db_table}")
        assert "同意谈话" not in str(cursor.fetchall())


def test_an_export_holds_what_one_may_know_and_is_logged(cast) -> None:
    table.matter(cast, talker="李组织", person="周建国")
    table.own(cast)
    answer = cast.client("secretary1").get("/talks/?export=xlsx")
    rows = str(list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values))
    assert "郑文" in rows
    assert "周建国" not in rows
    assert Entry.objects.get(action="talks.export").summary == "1件"


def test_a_talk_is_run_by_hand(cast) -> None:
    client = cast.client("secretary1")
    page = client.get("/talks/").content.decode()
    assert "只对办理人、谈话人和指定的知情人可见" in page
    values = {
        "kind": "remind", "person": cast.people["郑文"], "cause": "life", "on": "2020-09-01",
        "talker": cast.people["张守正"], "brief": table.SECRET,
    }  # fmt: skip
    assert client.post("/talks/new/", values).status_code == 302
    row = Matter.objects.get()
    at = f"/talks/{row.pk}/"
    answer = client.post(f"{at}steps/talk/", {"version": 1, "on": "2020-09-02", "words": "谈"})
    assert answer.status_code == 400
    assert "请先办完前面的步骤" in answer.content.decode()
    client.post(f"{at}steps/approved/", {"version": 1, "on": "2020-09-01", "by": "支部委员会"})
    client.post(
        f"{at}steps/talk/",
        {"version": 2, "on": "2020-09-02", "by": "张守正", "words": "谈了", "place": "活动室",
         "follow_due_on": "2020-09-10"},
    )  # fmt: skip
    page = client.get(at).content.decode()
    assert "跟踪了解逾期" in page
    assert "第二十一条" in page
    desk = client.get("/").content.decode()
    assert f"跟踪了解逾期：{row}" in desk
    assert "提醒谈话：郑文" not in desk
    client.post(f"{at}steps/followed_up/", {"version": 3, "on": "2020-09-15", "words": "已改"})
    assert "各步已办" in client.get(at).content.decode()
    card = client.get(f"/org/people/{row.person_id}/").content.decode()
    assert f"提醒谈话{row}" in card


def test_the_forms_page_names_nobody(cast) -> None:
    table.own(cast)
    page = cast.client("leader").get("/talks/forms/").content.decode()
    assert "第七条" in page
    assert "郑文" not in page
    assert "/talks/1" not in page
