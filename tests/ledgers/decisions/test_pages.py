"""Pages of decisions as their readers use them, and who may know."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from django.db import connection

from tests.ledgers.decisions import table
from tongpin.audit.models import Entry
from tongpin.ledgers.decisions.models import Item, Resolution, Speech, Topic

SECRET = "拟任孙某为灌区所所长"


STATEMENTS = {
    "/decisions/": 9,
    "/decisions/resolutions/": 8,
    "/decisions/meetings/": 8,
    "/decisions/tasks/": 7,
}


@pytest.mark.parametrize("more", [0, 2])
def test_a_list_costs_the_same_for_one_and_for_three(room, more, django_assert_num_queries) -> None:
    client = room.client("leader")
    for number in range(1 + more):
        table.passed(room, title=f"议题{number}")
    client.get("/decisions/")
    for address, number in STATEMENTS.items():
        with django_assert_num_queries(number):
            assert client.get(address).status_code == 200


def test_an_empty_list_teaches_the_next_step(room) -> None:
    page = room.client("office").get("/decisions/").content.decode()
    assert "办完会前程序" in page
    assert "/decisions/topics/new/" in page


def test_a_topic_is_proposed_prepared_and_put_on_the_agenda_by_hand(room) -> None:
    client = room.client("office")
    answer = client.post(
        "/decisions/topics/new/",
        {"category": "funds", "title": "购置水泵", "proposed_on": "2020-09-01"},
    )
    assert answer.status_code == 400
    assert "大额度资金使用要填写金额" in answer.content.decode()
    client.post(
        "/decisions/topics/new/",
        {
            "category": "funds",
            "title": "购置水泵",
            "proposed_on": "2020年9月1日",
            "amount": "120000.50",
        },
    )
    topic = Topic.objects.get()
    assert topic.amount_fen == 12_000_050
    at = f"/decisions/topics/{topic.pk}/"
    page = client.get(at).content.decode()
    assert "120,000.50元" in page
    for name in ("听取意见", "财务审核"):
        assert name in page
        client.post(
            f"{at}steps/new/", {"name": name, "on": "2020-09-08", "by": "财务股", "result": "可行"}
        )
    client.post(f"{at}accept/", {"version": topic.version, "on": "2020-09-10", "by": "钱大海"})
    meeting = table.convene(room)
    client.post(f"{at}meeting/", {"gathering": meeting.pk, "materials_on": "2020-09-15"})
    item = Item.objects.get()
    agenda = client.get(f"/decisions/meetings/{meeting.pk}/").content.decode()
    assert "购置水泵" in agenda
    at = f"/decisions/items/{item.pk}/"
    for name in (*table.TEAM[1:], table.TEAM[0]):
        item.refresh_from_db()
        answer = client.post(
            f"{at}speak/",
            {"version": item.version, "person": room.people[name], "stance": "agree"},
            HTTP_HX_REQUEST="true",
        )
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()
        assert name in answer.content.decode()
    item.refresh_from_db()
    present = {f"h{room.people[n]}": "1" for n in table.TEAM}
    client.post(f"{at}freeze/", {"version": item.version, **present})
    item.refresh_from_db()
    answer = client.post(
        f"{at}count/",
        {"version": item.version, "yes": 5, "no": 0, "abstain": 0},
        HTTP_HX_REQUEST="true",
    )
    assert "决定有效" in answer.content.decode()
    item.refresh_from_db()
    client.post(
        f"{at}close/", {"version": item.version, "outcome": "passed", "conclusion": "同意购置"}
    )
    assert Resolution.objects.get().text == "同意购置"


def test_too_many_votes_are_told_and_nothing_is_lost(room) -> None:
    item = table.discussed(room)
    item = table.vote(room, item, yes=3)
    answer = room.client("office").post(
        f"/decisions/items/{item.pk}/count/",
        {"version": item.version, "yes": 4, "no": 4, "abstain": 0},
    )
    assert answer.status_code == 400
    assert "超过参加表决的5人" in answer.content.decode()
    assert 'value="4"' in answer.content.decode()


def test_a_vote_goes_on_where_a_closed_browser_or_a_restart_left_it(room) -> None:
    """The roll is frozen, then the browser is gone: another one finds it, and numbers count once."""
    item = table.discussed(room)
    at = f"/decisions/items/{item.pk}/"
    roll = {f"h{room.people[n]}": "1" for n in table.TEAM}
    room.client("office").post(f"{at}freeze/", {"version": item.version, **roll})
    item = table.again(item)
    other = room.client("office")
    page = other.get(at).content.decode()
    assert f"{at}count/" in page
    assert other.post(f"{at}freeze/", {"version": item.version, **roll}).status_code == 400
    numbers = {"version": item.version, "yes": 5, "no": 0, "abstain": 0}
    assert other.post(f"{at}count/", numbers).status_code == 302
    again = other.post(f"{at}count/", numbers | {"yes": 4, "no": 1})
    assert again.status_code == 409
    item = table.again(item)
    assert (item.vote.yes, item.vote.no) == (5, 0)
    table.close(room, item)
    late = other.post(f"{at}count/", numbers | {"version": table.again(item).version, "yes": 3})
    assert late.status_code == 400
    assert table.again(item).vote.yes == 5


def test_unknown_verbs_and_foreign_items_do_not_exist(room) -> None:
    item = table.discussed(room)
    assert room.client("office").post(f"/decisions/items/{item.pk}/delete/").status_code == 404
    assert room.client("office").get("/decisions/items/999999/").status_code == 404
    assert room.client("office").get(f"/decisions/items/{2**70}/").status_code == 404


def test_personnel_is_sealed_from_who_need_not_know(room) -> None:
    item = table.passed(room, category="personnel", title="灌区所人事", details=SECRET)
    topic = item.topic
    pages = [
        "/decisions/",
        "/decisions/resolutions/",
        f"/decisions/topics/{topic.pk}/",
        f"/decisions/items/{item.pk}/",
        f"/decisions/resolutions/{item.resolution.pk}/",
        f"/decisions/meetings/{item.gathering_id}/",
        "/decisions/?q=灌区所",
        "/decisions/?export=xlsx",
    ]
    for address in pages:
        answer = room.client("supervisor").get(address)
        assert answer.status_code == 200
        text = _text(answer)
        assert "灌区所人事" not in text, address
        assert SECRET not in text, address
        assert "同意购置" not in text, address
    assert (
        room.client("supervisor").post(f"/decisions/topics/{topic.pk}/details/").status_code == 403
    )
    assert (
        room.client("supervisor")
        .get(f"/decisions/resolutions/{item.resolution.pk}/paper/")
        .status_code
        == 404
    )
    leader = room.client("leader")
    assert SECRET not in leader.get(f"/decisions/topics/{topic.pk}/").content.decode()
    assert SECRET in leader.post(f"/decisions/topics/{topic.pk}/details/").content.decode()
    assert Entry.objects.filter(action="decisions.read").count() == 1
    assert SECRET not in str(list(Entry.objects.values_list("changes", flat=True)))
    life = room.client("office").get(f"/life/{item.gathering_id}/").content.decode()
    assert "灌区所人事" not in life


def _text(answer) -> str:
    if "spreadsheet" in answer["Content-Type"]:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return str([[c.value for c in row] for row in book.active])
    return answer.content.decode()


def test_words_said_at_the_table_are_sealed_at_rest(room) -> None:
    item = table.discussed(room)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {Speech._meta.db_table}")
        stored = [row[0] for row in cursor.fetchall()]
    assert stored
    assert all("同意" not in words for words in stored)
    assert item.speeches.first().words == "同意这个方案"


def test_minutes_tell_report_opinions_numbers_and_decision(room) -> None:
    item = table.passed(room)
    answer = room.client("leader").get(f"/decisions/meetings/{item.gathering_id}/minutes/")
    words = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "一、购置防汛设备" in words
    assert "应到5人，实到5人。表决：赞成5票，不赞成0票，弃权0票。" in words
    assert words.index("冯丽同意") < words.index("钱大海同意")
    assert "会议决定（通过）：同意购置" in words


def test_the_register_opens_in_excel(room) -> None:
    table.passed(room, title="=cmd|' /C calc'!A0")
    answer = room.client("leader").get("/decisions/resolutions/?export=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert "议题" in str(rows)
    assert "〔2020〕1号" in str(rows)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert all(c.data_type != "f" for row in sheet for c in row)
