"""The chain notices every change to it, and its pages tell who did what."""

from __future__ import annotations

import pytest
from django.db import connection

from tongpin.audit import queries
from tongpin.audit.chain import verify
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.audit.models import Entry
from tongpin.org import actions


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_chain_is_whole(cast) -> None:
    seen, breaks = verify()
    assert seen == Entry.objects.count() > 20
    assert breaks == []


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("update audit_entry set actor_name = '别人' where number = 5", "内容与哈希不符"),
        ("update audit_entry set changes = '[]' where number = 5", "内容与哈希不符"),
        ("update audit_entry set at = '2001-01-01 00:00:00' where number = 5", "内容与哈希不符"),
        ("delete from audit_entry where number = 5", "缺少第 5 条"),
        ("delete from audit_entry where number = 1", "缺少第 1 条"),
        (
            "delete from audit_entry where number = (select max(number) from audit_entry)",
            "末尾记录可能被删除",
        ),
        ("update audit_entry set number = 100000 where number = 5", "缺少第 5 条"),
    ],
)
def test_a_changed_removed_or_truncated_row_is_found(cast, statement, reason) -> None:
    sql(statement)
    _, breaks = verify()
    assert any(reason in item.reason for item in breaks), breaks
    page = cast.client("auditor").post("/audit/verify/").content.decode()
    assert "记录链不完整" in page
    assert reason in page


def test_everything_and_its_head_removed_is_still_told_by_the_next_number(cast) -> None:
    sql("delete from audit_entry")
    _, breaks = verify()
    assert breaks


def test_a_refused_action_leaves_nothing(cast) -> None:
    @action("test.refuse", "试", permission=None)
    def refuse(actor) -> None:
        unit = cast.unit("ZB1")
        unit.name = "改名"
        unit.save()
        current().about(unit)
        raise Refused("不行")

    count = Entry.objects.count()
    with pytest.raises(Refused):
        refuse(cast.actor("office"))
    assert Entry.objects.count() == count
    assert cast.unit("ZB1").name == "第一党支部"


def test_verify_says_that_all_is_well(cast) -> None:
    page = cast.client("auditor").post("/audit/verify/").content.decode()
    assert "记录链完整" in page
    assert cast.client("auditor").get("/audit/verify/").status_code == 405


@pytest.mark.parametrize("who", ["office", "system", "security", "leader", "member1"])
def test_only_the_auditor_reads_the_trail(cast, who) -> None:
    for path in ("/audit/", "/audit/1/"):
        assert cast.client(who).get(path).status_code == 403
    assert cast.client(who).post("/audit/verify/").status_code == 403


def change(cast):
    return actions.change_unit(
        cast.actor("office"),
        unit=cast.unit("ZB1"),
        version=1,
        name="改名后的支部",
        theme_day="每月5日",
    )


def test_an_entry_tells_each_field_before_and_after_in_words(cast) -> None:
    change(cast)
    entry = Entry.objects.first()
    page = cast.client("auditor").get(f"/audit/{entry.number}/").content.decode()
    for word in (
        "党组织名称",
        "第一党支部",
        "改名后的支部",
        "固定党日",
        "（空）",
        "每月5日",
        "党办",
        entry.hash,
    ):
        assert word in page
    assert "search_text" not in page
    assert "version" not in page
    assert cast.client("auditor").get(f"/audit/{'9' * 30}/").status_code == 404


def test_related_rows_are_named_and_secrets_are_not(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("ZB1")
    actions.change_person(
        office,
        unit=unit,
        person=cast.person("郑文"),
        version=1,
        sex="female",
        group=cast.unit("ZB1-一"),
        phone="19900001234",
    )
    (entry, *_) = queries.history(cast.person("郑文"))
    lines = {line.label: (line.before, line.after) for line in entry.told[0].lines}
    assert lines["性别"] == ("（空）", "女")
    assert lines["党小组"] == ("（空）", "第一党小组")
    assert lines["手机号码"] == ("（空）", "（已修改，内容保密）")


@pytest.mark.parametrize(
    "query",
    [
        "actor=党办",
        "action=org.change_unit",
        "days=1",
        "q=改名",
        "place={path}",
        "q=党办",
        "sort=-number",
    ],
)
def test_the_trail_is_narrowed(cast, query) -> None:
    change(cast)
    client = cast.client("auditor")
    text = client.get("/audit/?" + query.format(path=cast.unit("ZB1").path)).content.decode()
    assert "改名后的支部" in text
    for hostile in ("q=%00", "days=x", "page=-1", "actor=%27"):
        assert client.get(f"/audit/?{hostile}").status_code == 200


def test_an_auditor_of_one_branch_reads_its_entries_only(cast) -> None:
    account, _ = actions.open_account(
        cast.actor("security"),
        unit=cast.unit("ZB2"),
        username="local",
        display_name="支部审计员",
        role="audit_admin",
    )
    from tongpin.org.access import actor_of

    rows = queries.entries(actor_of(account))
    assert rows.exists()
    assert set(rows.values_list("unit_path", flat=True)) == {cast.unit("ZB2").path}


def test_hostile_words_are_shown_as_words(cast) -> None:
    actions.change_unit(
        cast.actor("office"), unit=cast.unit("ZB1"), version=1, name="<script>alert(1)</script>"
    )
    client = cast.client("auditor")
    for path in ("/audit/", f"/audit/{Entry.objects.first().number}/"):
        assert "<script>alert" not in client.get(path).content.decode()


def test_the_trail_costs_the_same_statements_for_one_and_three(
    cast, django_assert_num_queries
) -> None:
    client = cast.client("auditor")
    for rows in ("action=org.found_bureau", "action=org.grant"):
        client.get(f"/audit/?{rows}")
        with django_assert_num_queries(TRAIL):
            client.get(f"/audit/?{rows}")


TRAIL = 8
