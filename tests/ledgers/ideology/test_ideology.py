"""The organisation's duties counted, nothing about what anybody thinks, and numbers that stay private."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.apps import apps
from django.db import connection

from tests.ledgers.ideology import work
from tongpin.audit.errors import Refused
from tongpin.audit.models import Entry
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.ideology import actions, facts, queries
from tongpin.ledgers.ideology.learning import guessed, judged, read
from tongpin.ledgers.ideology.models import Activity, Import, KeyDay, Participation
from tongpin.org.scope import Scope
from tongpin.rectification.models import Problem

YEAR = (date(2020, 1, 1), date(2020, 12, 31))
OPINIONS = (
    "opinion", "view", "thought", "attitude", "remark", "speech", "comment", "belief", "stance",
    "观点", "言论", "思想", "态度", "立场", "倾向", "评价", "发言", "表现",
)  # fmt: skip


def test_no_field_holds_a_persons_opinion() -> None:
    models = list(apps.get_app_config("ideology").get_models())
    assert len(models) == 6
    for model in models:
        for item in model._meta.get_fields():
            words = f"{item.name} {getattr(item, 'verbose_name', '')}".lower()
            assert not any(word in words for word in OPINIONS), f"{model.__name__}.{item.name}"
            if model is not Participation and item.is_relation and item.related_model:
                # A line of work never points at a person, so that no personal file can grow of it.
                assert item.related_model._meta.label not in ("org.Person", "org.Account"), item
    free_text = {
        (model.__name__, item.name)
        for model in models
        for item in model._meta.concrete_fields
        if item.get_internal_type() == "TextField"
    }
    assert free_text == {
        ("Activity", "arrangement"), ("Import", "cells"), ("Participation", "points")
    }  # fmt: skip


def test_what_the_year_asks_and_what_was_done(cast) -> None:
    work.activity(cast)
    work.activity(cast, "report", addressee="县委宣传部", title="半年报告")
    found = {row.kind.value: row for row in queries.asked(current_book(), cast.unit("JU"), 2020)}
    assert {k: (r.times, r.done, r.next_due) for k, r in found.items()} == {
        "agenda": (2, 0, date(2020, 6, 30)),
        "analysis": (4, 1, date(2020, 6, 30)),
        "report": (1, 1, None),
        "inform": (1, 0, date(2020, 12, 31)),
    }
    assert found["agenda"].is_late(date(2020, 9, 20))
    page = cast.client("office").get("/ideology/").content.decode()
    assert "应2次，已0次" in page
    assert "由本单位规定" in page


def test_an_agenda_item_cites_its_meeting_and_is_counted_once(cast) -> None:
    with pytest.raises(Refused, match="要选会议记录"):
        work.activity(cast, "agenda")
    tagged = work.meeting(cast, tags=("ideology",))
    plain = work.meeting(cast, on=date(2020, 6, 9))
    work.activity(cast, "agenda", gathering=tagged)
    work.activity(cast, "agenda", gathering=plain, on=date(2020, 6, 9))
    work.activity(cast)
    told = [f.kind for f in facts.collect([cast.unit("JU")], *YEAR)]
    # The meeting whose content is ideology is told by the meeting itself.
    assert sorted(told) == ["ideology.agenda", "ideology.analysis"]
    (asked,) = [
        a for a in queries.asked(current_book(), cast.unit("JU"), 2020) if a.kind == "agenda"
    ]
    assert asked.done == 2


def test_a_line_taken_back_counts_no_more(cast) -> None:
    row = work.activity(cast)
    client = cast.client("office")
    client.post(f"/ideology/work/{row.pk}/withdraw/", {"reason": "重复"})
    assert list(facts.collect([cast.unit("JU")], *YEAR)) == []
    assert "已撤回：重复" in client.get("/ideology/work/").content.decode()
    assert client.post(f"/ideology/work/{row.pk}/withdraw/", {"reason": "再"}).status_code == 400


def test_an_event_is_approved_before_it_is_held(cast) -> None:
    with pytest.raises(Refused, match="先审批后举办"):
        work.approval(cast, approved_on=date(2020, 9, 11))
    work.approval(cast)
    assert (
        "省水利厅高级工程师" in cast.client("leader").get("/ideology/approvals/").content.decode()
    )


def test_a_risk_goes_into_the_problem_loop(cast) -> None:
    answer = cast.client("office").post(
        "/ideology/risks/new/", {"title": "公众号没有三审记录", "to": cast.units["ZB1"]}
    )
    row = Problem.objects.get()
    assert answer["Location"] == f"/problems/{row.pk}/"
    assert (row.source, row.responsible_unit_id) == ("ideology", cast.units["ZB1"])


def test_a_key_day_waits_on_the_workbench_until_it_is_ready(cast) -> None:
    row = work.key_day(cast)
    client = cast.client("office")
    assert "重要节点准备：国庆节" in client.get("/").content.decode()
    client.post(f"/ideology/days/{row.pk}/ready/")
    assert KeyDay.objects.get().ready_on == date(2020, 9, 20)
    assert "重要节点准备" not in client.get("/").content.decode()


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(("part", "make"), [("work", work.activity), ("charges", work.charge)])
def test_a_list_costs_the_same_for_one_and_for_three(
    cast, more, part, make, django_assert_num_queries
) -> None:
    for _ in range(1 + more):
        make(cast)
    client = cast.client("leader")
    client.get(f"/ideology/{part}/")
    with django_assert_num_queries(8):
        assert client.get(f"/ideology/{part}/").status_code == 200


# ---------------------------------------------------------------------------------- 学习强国


def test_a_sheet_is_looked_at_adopted_and_forgotten(cast) -> None:
    client = cast.client("office")
    file = io.BytesIO(work.sheet())
    file.name = "八月.xlsx"
    answer = client.post("/ideology/learning/imports/", {"month": "2020-08-15", "file": file})
    row = Import.objects.get()
    at = answer["Location"]
    page = client.get(at).content.decode()
    assert "4人对得上，1行对不上" in page
    assert "812" not in page
    assert client.get(f"{at}?name=1&points=0").status_code == 200
    client.post(at, {"name": 0, "points": 1})
    row.refresh_from_db()
    assert (row.state, row.count, row.cells) == ("done", 4, "")
    file.seek(0)
    again = client.post("/ideology/learning/imports/", {"month": "2020-08-20", "file": file})
    assert again.status_code == 400
    assert "要重导请先撤销" in again.content.decode()
    client.post(f"{at}undo/")
    assert not Participation.objects.exists()


def test_the_meaning_of_heads_is_remembered_for_the_next_sheet(cast) -> None:
    client, heads = cast.client("office"), ("学员", "八月得数", "积分")
    rows = (("张守正", 12, 900), ("李组织", 3, 800))
    at = _sent(client, work.sheet(rows, heads), "2020-07-31")
    page = client.get(at).context["form"]
    assert page.initial == {"name": None, "points": 2, "branch": None}
    assert client.post(at, {"name": 0, "points": 1}).status_code == 302
    assert Import.objects.get().columns == {"学员": "name", "八月得数": "points"}
    at = _sent(client, work.sheet(rows, heads), "2020-08-31")
    assert client.get(at).context["form"].initial == {"name": 0, "points": 1, "branch": None}


def _sent(client, data: bytes, month: str) -> str:
    """Where the look at an uploaded sheet is."""
    file = io.BytesIO(data)
    file.name = "学习.xlsx"
    return client.post("/ideology/learning/imports/", {"month": month, "file": file})["Location"]


def test_nobody_sees_anothers_number(cast) -> None:
    work.adopted(cast, (("张守正", 81273), ("李组织", 81274), ("郑文", 81275), ("冯丽", 81276)))
    own = cast.client("member1").get("/ideology/learning/own/").content.decode()
    assert "81275" in own
    addresses = (
        "/ideology/learning/?month=8", "/ideology/learning/imports/", "/ideology/", "/",
        "/ideology/learning/own/", f"/ideology/learning/imports/{Import.objects.get().pk}/",
        "/ideology/work/?export=xlsx", "/org/people/?export=xlsx", "/org/people/",
        f"/org/people/{cast.people['李组织']}/", "/ideology/learning/?month=8&export=xlsx",
    )  # fmt: skip
    own_number = {"secretary1": "81273", "committee1": "81274", "member1": "81275",
                  "secretary2": "81276"}  # fmt: skip
    for who in ("office", "leader", "supervisor", "secretary1", "secretary2", "member1", "auditor"):
        client = cast.client(who)
        for address in addresses:
            text = _text(client.get(address))
            for number in ("81273", "81274", "81275", "81276"):
                if number != own_number.get(who):
                    assert number not in text, (who, address)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT points FROM {Participation._meta.db_table}")
        assert "8127" not in str([row[0][-4:] for row in cursor.fetchall()])
    assert "8127" not in str(list(Entry.objects.filter(action__startswith="ideology").values()))


def _text(answer) -> str:
    if answer.status_code == 200 and "spreadsheet" in answer["Content-Type"]:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return str(list(book.active.values))
    return answer.content.decode()


def test_shares_by_branch_without_ranking_and_small_branches_hidden(cast) -> None:
    work.adopted(cast)
    rows = queries.shares(Scope.everything(), date(2020, 8, 1))
    assert [(r.branch, r.members, r.active, r.percent) for r in rows] == [
        ("第一党支部", 3, 2, 67), ("第二党支部", 1, None, None)
    ]  # fmt: skip


def test_sheets_of_other_makes_and_wrong_ones(cast) -> None:
    found = read(
        '导出时间,2020\n组织,学员姓名,总积分\n一支部,张三,"1,024"\n'.encode("gb18030"), "a.csv", {}
    )
    columns = guessed(found.heads, {})
    assert columns == {"name": 1, "points": 2, "branch": 0}
    (line,) = judged(found, columns, {"张三": [(7, "一支部"), (8, "二支部")]})
    assert (line.number, line.points, line.person) == (3, 1024, 7)
    (line,) = judged(found, columns | {"branch": None}, {"张三": [(7, "一"), (8, "二")]})
    assert "同名" in line.fault
    with pytest.raises(Refused, match="没有找到表头"):
        read(b"a,b\n1,2\n", "b.csv", {})
    with pytest.raises(Refused):
        read(b"not a workbook", "c.xlsx", {})
    row = work.upload(cast)
    with pytest.raises(Refused, match="没有一行能对上"):
        actions.adopt(
            cast.actor("office"), unit=row.unit, upload=row, columns={"name": 1, "points": 0}
        )
    assert Activity.objects.count() == 0
