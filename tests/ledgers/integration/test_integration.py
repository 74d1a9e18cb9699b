"""Business work and its Party side: linked both ways, marked four times, the gaps shown."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from tests.ledgers.integration.work import PNG, fresh, held, item, linked, marked, stepped
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.capability import linkable, names
from tongpin.documents.sheet_import import adopt_sheet, preview_sheet, undo_sheet
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.integration import actions, queries
from tongpin.ledgers.integration.facts import collect
from tongpin.ledgers.integration.models import Link, WorkItem
from tongpin.ledgers.integration.panels import waiting
from tongpin.ledgers.integration.sheets import COLUMNS, IMPORTER
from tongpin.ledgers.integration.standing import Stage, standing
from tongpin.life.actions import withdraw_gathering
from tongpin.org.access import PageContext
from tongpin.org.scope import Scope

DAY = date(2020, 9, 20)
LISTED = 12
EVERYTHING = Scope.everything()


def place(cast, who="office", unit="JU"):
    actor = cast.actor(who)
    scope = Scope.of(actor, "integration.view")
    return PageContext(actor, "integration.view", scope, cast.unit(unit), 2020, DAY)


def board(cast, who="office", unit="JU"):
    scope = Scope.of(cast.actor(who), "integration.view")
    return queries.board(scope, cast.unit(unit), 2020, DAY)


def withdraw(cast, row):
    withdraw_gathering(cast.actor("secretary1"), unit=row.unit, gathering=row, reason="记错")


@pytest.mark.parametrize(
    ("day", "done", "stopped", "stage", "why"),
    [
        ("2020-02-01", None, False, Stage.AHEAD, ""),
        ("2020-09-20", None, False, Stage.DOING, ""),
        ("2020-11-15", None, False, Stage.SOON, ""),
        ("2020-11-30", None, False, Stage.SOON, ""),
        ("2020-12-03", None, False, Stage.OVERDUE, "已过时限3天"),
        ("2020-12-03", "2020-11-30", False, Stage.DONE, ""),
        ("2020-12-03", "2020-12-01", False, Stage.DONE_LATE, "晚了1天"),
        ("2020-12-03", None, True, Stage.STOPPED, ""),
    ],
)
def test_where_it_stands_follows_from_the_dates(day, done, stopped, stage, why) -> None:
    found = standing(
        day=date.fromisoformat(day), starts_on=date(2020, 3, 1), due_on=date(2020, 11, 30),
        done_on=date.fromisoformat(done) if done else None, is_stopped=stopped,
    )  # fmt: skip
    assert (found.stage, found.why) == (stage, why)


def test_filters_agree_with_the_standing(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    late = {"starts_on": date(2020, 1, 1), "due_on": date(2020, 6, 30)}
    rows = [
        item(cast, name="甲"), item(cast, name="乙", due_on=date(2020, 9, 25)),
        item(cast, name="丙", **late), item(cast, name="丁", **late), item(cast, name="戊", **late),
        item(cast, name="己", starts_on=date(2020, 10, 1)), item(cast, name="庚"),
    ]  # fmt: skip
    for row, on in ((rows[3], date(2020, 6, 30)), (rows[4], date(2020, 7, 1))):
        actions.record_step(office, unit=unit, item=row, version=1, on=on, percent=100, note="完工")
    actions.stop_item(office, unit=unit, item=rows[6], version=1, reason="并入甲")
    found = {stage: {r.name for r in queries.in_stage(queries.items(EVERYTHING), stage, DAY)}
             for stage in Stage}  # fmt: skip
    assert found == {
        Stage.DOING: {"甲"}, Stage.SOON: {"乙"}, Stage.OVERDUE: {"丙"}, Stage.DONE: {"丁"},
        Stage.DONE_LATE: {"戊"}, Stage.AHEAD: {"己"}, Stage.STOPPED: {"庚"},
    }  # fmt: skip
    for row in queries.items(EVERYTHING):
        assert row.name in found[queries.standing_of(row, DAY).stage]


def test_progress_finishes_it_and_taking_it_back_opens_it_again(cast) -> None:
    row, office = stepped(cast), cast.actor("office")
    step = actions.record_step(
        office, unit=row.unit, item=row, version=row.version, on=date(2020, 9, 1), percent=100,
        note="全线通水",
    )  # fmt: skip
    assert (fresh(row).done_on, fresh(row).percent) == (date(2020, 9, 1), 100)
    actions.withdraw_step(office, unit=row.unit, item=row, step=step, reason="还有一段没有验收")
    assert (fresh(row).done_on, fresh(row).percent) == (None, 40)


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"on": date(2020, 9, 21)}, "on", "不能晚于今天"),
        ({"on": date(2020, 2, 1)}, "on", "早于这项工作的开始日期"),
        ({"on": date(2020, 5, 1)}, "on", "已经登记了2020-06-01的进展"),
        ({"percent": 101}, "percent", "0到100"),
        ({"note": " "}, "note", "写明进展"),
    ],
)
def test_progress_that_cannot_be_is_refused(cast, values, field, why) -> None:
    row = stepped(cast)
    given = {"on": date(2020, 9, 1), "percent": 60, "note": "好"} | values
    with pytest.raises(Refused, match=why) as caught:
        actions.record_step(
            cast.actor("office"), unit=row.unit, item=row, version=row.version, **given
        )
    assert caught.value.field == field


def test_the_later_of_two_editors_is_told(cast) -> None:
    row = stepped(cast)
    with pytest.raises(Conflict):
        actions.revise_item(cast.actor("office"), unit=row.unit, item=row, version=1, name="改名")


# ---------------------------------------------------------------- linked both ways


def test_a_secretary_links_a_gathering_on_its_page_in_one_step(cast) -> None:
    row, meeting = item(cast), held(cast)
    client = cast.client("secretary1")
    url = reverse("life:detail", args=[meeting.pk])
    page = client.get(url).content.decode()
    assert "关联到业务工作" in page
    answer = client.post(
        reverse("integration:attach") + f"?ref={meeting.ref}", {"choice": row.pk}, follow=True
    )
    assert answer.request["PATH_INFO"] == url
    assert "已关联到“城区供水管网改造”" in answer.content.decode()
    link = row.links.get()
    assert (link.kind, link.unit, link.gathering) == ("life", cast.unit("ZB1"), meeting)
    shown = client.get(reverse("integration:detail", args=[row.pk])).content.decode()
    assert "管网攻坚主题党日" in shown
    assert url in shown
    branch = cast.client("office").get(reverse("org:unit", args=[cast.units["ZB1"]]))
    assert "城区供水管网改造" in branch.content.decode()


@pytest.mark.parametrize(
    ("ref", "choice", "status"),
    [("life:999999", "1", 404), ("life:x", "1", 404), ("plan:1", "1", 404), ("", "1", 404),
     ("life:", "9" * 30, 404)],
)  # fmt: skip
def test_a_forged_link_is_refused(cast, ref, choice, status) -> None:
    item(cast)
    answer = cast.client("secretary1").post(
        reverse("integration:attach") + f"?ref={ref}", {"choice": choice}
    )
    assert answer.status_code == status
    assert not Link.objects.exists()


def test_only_ones_own_records_are_linked(cast) -> None:
    row, meeting = item(cast), held(cast)
    second = cast.actor("secretary2")
    with pytest.raises(Forbidden):
        actions.link_item(second, unit=cast.unit("ZB1"), item=row, ref=meeting.ref)
    for ref in (meeting.ref, f"unit:{cast.units['ZB1']}", "measure:nothing", "honours:7", "bad"):
        with pytest.raises(Refused, match="没有找到要关联的记录"):
            actions.link_item(second, unit=cast.unit("ZB2"), item=row, ref=ref)
    actions.link_item(second, unit=cast.unit("ZB2"), item=row, ref=f"unit:{cast.units['ZB2']}")
    with pytest.raises(Refused, match="已经关联过了"):
        actions.link_item(second, unit=cast.unit("ZB2"), item=row, ref=f"unit:{cast.units['ZB2']}")
    own = item(cast, unit="ZB1")
    with pytest.raises(Refused, match="上级、下级"):
        actions.link_item(second, unit=cast.unit("ZB2"), item=own, ref=f"unit:{cast.units['ZB2']}")


def test_a_link_falls_with_the_record_it_names(cast) -> None:
    row = marked(cast)
    assert (row.support, row.marked) == (1, 1)
    withdraw(cast, row.links.get().gathering)
    assert (fresh(row).support, fresh(row).marked) == (0, 0)
    (found,) = queries.links(row)
    assert not found.is_standing
    assert not queries.marks(row, [found])[0].is_standing
    assert list(collect([row.unit], date(2020, 1, 1), DAY)) == []
    page = cast.client("office").get(reverse("integration:detail", args=[row.pk])).content.decode()
    assert "这条记录后来撤回了，不计入" in page
    assert "依据已撤回" in page


def test_taking_a_link_back_asks_for_a_reason_and_spares_evidence(cast) -> None:
    row, secretary = marked(cast), cast.actor("secretary1")
    link, unit = row.links.get(), cast.unit("ZB1")
    with pytest.raises(Refused, match="四同记录的依据"):
        actions.unlink_item(secretary, unit=unit, item=row, link=link, reason="错")
    actions.withdraw_mark(
        cast.actor("office"), unit=row.unit, item=row, mark=row.marks.get(), reason="日期有误"
    )
    with pytest.raises(Refused, match="理由"):
        actions.unlink_item(secretary, unit=unit, item=row, link=link, reason=" ")
    with pytest.raises(Refused, match="只能取消本党组织"):
        actions.unlink_item(
            cast.actor("secretary2"), unit=cast.unit("ZB2"), item=row, link=link, reason="错"
        )
    actions.unlink_item(secretary, unit=unit, item=row, link=link, reason="关联错了")
    assert fresh(row).support == 0
    assert Link.objects.get().withdrawn_reason == "关联错了"


def test_the_hub_names_only_what_stands(cast) -> None:
    meeting = held(cast)
    offered = {r.ref for _, rows in linkable(EVERYTHING) for r in rows}
    assert meeting.ref in offered
    assert names([meeting.ref, "life:999", "nobody:1", "plan:x"]) == {
        meeting.ref: "管网攻坚主题党日（第一党支部）"
    }
    withdraw(cast, meeting)
    assert names([meeting.ref]) == {}
    assert meeting.ref not in {r.ref for _, rows in linkable(EVERYTHING) for r in rows}


# ---------------------------------------------------------------- the four marks


def test_each_mark_has_its_day_and_its_proof(cast) -> None:
    row, office = marked(cast), cast.actor("office")

    def mark(kind, on, **more):
        return actions.record_mark(
            office, unit=row.unit, item=row, kind=kind, on=on, note="一并", **more
        )

    with pytest.raises(Refused, match="作依据，或者上传"):
        mark("deployed", date(2020, 5, 20))
    with pytest.raises(Refused, match="早于已经登记的同谋划"):
        mark("deployed", date(2020, 5, 1), link=row.links.get())
    with pytest.raises(Refused, match="“同谋划”已经登记"):
        mark("planned", date(2020, 5, 10), link=row.links.get())
    with pytest.raises(Refused, match="没有这个环节"):
        mark("praised", date(2020, 5, 20), link=row.links.get())
    mark("assessed", date(2020, 9, 18), files=[("考核表.png", PNG)])
    with pytest.raises(Refused, match="晚于已经登记的同考核"):
        mark("checked", date(2020, 9, 19), link=row.links.get())
    assert fresh(row).marked == 2
    facts = list(collect([row.unit], date(2020, 1, 1), DAY))
    assert [(f.kind, f.on, f.ref) for f in facts] == [
        ("integration.planned", date(2020, 5, 10), row.ref),
        ("integration.assessed", date(2020, 9, 18), row.ref),
    ]


def test_the_evidence_is_the_items_own(cast) -> None:
    row, other = linked(cast), item(cast, name="别的工作")
    with pytest.raises(Refused, match="已经关联的会议"):
        actions.record_mark(
            cast.actor("office"), unit=other.unit, item=other, kind="planned",
            on=date(2020, 5, 10), note="一并", link=row.links.get(),
        )  # fmt: skip


# ---------------------------------------------------------------- pages


def test_the_board_shows_both_kinds_of_gaps(cast) -> None:
    linked(cast)
    item(cast, name="农村饮水安全")
    found = board(cast)
    assert {r.item.name for r in found.rows} == {"城区供水管网改造", "农村饮水安全"}
    assert [r.item.name for r in found.unsupported] == ["农村饮水安全"]
    assert [str(b) for b in found.branches] == ["第二党支部"]
    assert not found.has_paper
    # A branch reads the bureau's work, but answers for itself only.
    assert {r.item.name for r in board(cast, "secretary2", "ZB2").rows} == {
        "城区供水管网改造", "农村饮水安全",
    }  # fmt: skip
    assert [str(b) for b in board(cast, "secretary1", "ZB1").branches] == []


def test_the_list_takes_the_same_statements_for_any_number(cast, django_assert_num_queries) -> None:
    client, url = cast.client("office"), reverse("integration:list") + "?unit=JU"
    linked(cast)
    client.get(url)
    with django_assert_num_queries(LISTED):
        client.get(url)
    for name in ("甲", "乙"):
        linked(cast, item(cast, name=name))
    with django_assert_num_queries(LISTED):
        client.get(url)
    sheet = load_workbook(io.BytesIO(client.get(url + "&export=xlsx").content)).active
    assert [c.value for c in sheet[1]][:2] == ["业务工作", "类别"]
    assert sheet.max_row == 4


def test_the_pages_carry_the_year_through(cast) -> None:
    client = cast.client("office")
    new = reverse("integration:new") + "?unit=JU"
    answer = client.post(new, {"name": "管网", "department": "供水公司", "owner_name": "王",
                               "starts_on": "2020-3-1", "due_on": "2020-02-01"})  # fmt: skip
    assert answer.status_code == 400
    assert "完成时限早于开始日期" in answer.content.decode()
    answer = client.post(new, {"name": "管网", "department": "供水公司", "owner_name": "王",
                               "starts_on": "2020年3月1日", "due_on": "2020-11-30"})  # fmt: skip
    row = WorkItem.objects.get()
    assert answer.url == reverse("integration:link", args=[row.pk])
    assert client.post(answer.url, {}).status_code == 400
    client.post(answer.url, {"branch": cast.units["ZB1"]})
    client.post(reverse("integration:step", args=[row.pk]), {
        "version": WorkItem.objects.get().version, "on": "2020-09-01", "percent": "30",
        "note": "开工", "papers": SimpleUploadedFile("现场.png", PNG),
    })  # fmt: skip
    client.post(reverse("integration:mark", args=[row.pk]), {
        "kind": "planned", "on": "2020-03-10", "note": "党委会一并研究",
        "papers": SimpleUploadedFile("纪要.png", PNG),
    })  # fmt: skip
    page = client.get(reverse("integration:detail", args=[row.pk])).content.decode()
    for words in ("第一党支部", "现场.png", "纪要.png", "30%", "1 / 4"):
        assert words in page, words
    stop = reverse("integration:stop", args=[row.pk])
    client.post(stop, {"version": WorkItem.objects.get().version, "reason": "并入县级工程"})
    client.post(reverse("integration:resume", args=[row.pk]))
    assert WorkItem.objects.get().stopped_on is None


def test_what_is_due_waits_on_the_workbench(cast) -> None:
    item(cast, due_on=date(2020, 9, 10))
    (line,) = waiting(place(cast), cast.unit("JU"))
    assert line.words == "业务工作：城区供水管网改造"
    assert line.why == "供水公司王建民，逾期（已过时限10天）"


# ---------------------------------------------------------------- tables


def _table(*rows):
    heads = [(c.head, "text") for c in COLUMNS]
    return write_sheet(heads, [list(row) for row in rows], title="任务")


GOOD = ("管网", "供水", "供水公司", "王", "2020-03-01", "2020-11-30", "", "", "第一党支部")


def test_a_table_is_linked_as_it_is_read_and_taken_back_whole(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    rows = IMPORTER.read(unit, _table(GOOD, ("河道", *GOOD[1:])), "任务.xlsx")
    assert [r["faults"] for r in rows] == [[], []]
    sheet = preview_sheet(office, unit=unit, importer=IMPORTER, file_name="任务.xlsx", rows=rows)
    adopt_sheet(office, unit=unit, importer=IMPORTER, sheet=sheet)
    assert [r.support for r in queries.items(EVERYTHING)] == [1, 1]
    sheet.refresh_from_db()
    undo_sheet(office, unit=unit, importer=IMPORTER, sheet=sheet)
    assert set(WorkItem.objects.values_list("stopped_reason", flat=True)) == {"撤销表格导入"}


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        (0, "", "A2 业务工作：没有填写"),
        (5, "2020-02-30", "F2 完成时限：2020年2月30日不存在，请核对。"),
        (5, "2020-02-01", "F2 完成时限：早于开始日期"),
        (7, "（九十）", "H2 党建措施：2020年度工作意见里没有“（九十）”这一条措施"),
        (8, "第三党支部", "I2 党支部：没有找到“第三党支部”，请写支部的全称或者简称"),
        (3, "王" * 51, "D2 责任人：超过50字，请缩短"),
    ],
)
def test_a_bad_cell_is_named_with_its_cure(cast, column, value, fault) -> None:
    row = list(GOOD)
    row[column] = value
    (line,) = IMPORTER.read(cast.unit("JU"), _table(row), "任务.xlsx")
    assert line["faults"] == [fault]


@pytest.mark.parametrize(
    "broken",
    [
        {"due_on": date(2020, 2, 1)},
        {"done_on": date(2020, 1, 1)},
        {"stopped_on": date(2020, 5, 1)},
        {"stopped_on": date(2020, 5, 1), "stopped_reason": "错", "done_on": date(2020, 5, 1)},
    ],
)
def test_the_database_holds_what_must_hold(cast, broken) -> None:
    row = item(cast)
    with opened(cast.actor("office"), "test", "测试"), transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkItem.objects.filter(pk=row.pk).update(**broken)
        transaction.set_rollback(True)
