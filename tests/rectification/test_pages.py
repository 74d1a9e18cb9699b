"""The pages: one query count whatever the number, the whole loop by hand, what waits for whom."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.rectification.problems import PNG, closed, found, fresh, inspection, planned, submitted
from tongpin.formats.docx import extract
from tongpin.formats.xlsx import write_sheet
from tongpin.org.access import PageContext
from tongpin.org.scope import Scope
from tongpin.rectification import papers, queries
from tongpin.rectification.models import Problem, State
from tongpin.rectification.panels import unit_panel, waiting
from tongpin.rectification.sheets import IMPORTER


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_constant_number_of_statements(
    cast, number, settings, django_assert_num_queries
) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)
    round_ = inspection(cast)
    for _ in range(number):
        found(cast, round=round_)
    client = cast.client("office")
    url = reverse("rectification:list")
    client.get(url)
    with django_assert_num_queries(13):
        page = client.get(url)
    assert page.content.decode().count("党小组会记录不完整") == number


@pytest.mark.parametrize("number", [1, 3])
def test_rounds_take_a_constant_number_of_statements(
    cast, number, django_assert_num_queries
) -> None:
    for n in range(number):
        inspection(cast, name=f"第{n + 1}轮巡察")
    client = cast.client("office")
    url = reverse("rectification:rounds")
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)


def test_the_loop_by_hand(cast) -> None:
    office, branch = cast.client("office"), cast.client("secretary1")
    answer = office.post(
        reverse("rectification:new"),
        {"source": "inspection", "title": "党费公示不及时", "responsible_unit": cast.units["ZB1"],
         "found_on": "2020-06-01"},
    )  # fmt: skip
    row = Problem.objects.get()
    assert answer["Location"] == reverse("rectification:detail", args=[row.pk])

    def send(client, name, **data):
        now = fresh(row)
        return client.post(
            reverse(f"rectification:{name}", args=[row.pk]), {"version": now.version} | data
        )

    bad = send(branch, "plan", measure="按季公示", due_on="2020-10-31")
    assert bad.status_code == 400
    assert "请选择责任人" in bad.content.decode()
    send(branch, "plan", measure="按季公示", responsible_name="李组织", due_on="2020-10-31")
    send(branch, "start")
    send(
        branch, "record", on="2020-09-18", note="三季度已公示",
        papers=SimpleUploadedFile("公示.png", PNG, "image/png"),
    )  # fmt: skip
    send(branch, "submit", note="已公示")
    assert fresh(row).state == State.SUBMITTED
    assert send(branch, "verify", outcome="close", note="好").status_code in (400, 403)
    send(office, "verify", outcome="close", note="看了公示照片")
    page = office.get(reverse("rectification:detail", args=[row.pk])).content.decode()
    assert "已销号" in page
    assert "公示.png" in page


def test_a_crafted_request_skips_nothing(cast) -> None:
    row = found(cast)
    client = cast.client("office")
    for name, data in (
        ("verify", {"outcome": "close", "note": "好"}),
        ("submit", {"note": "好"}),
        ("publish", {"publication": "society", "reviewer": "钱", "on": "2020-09-20"}),
        ("record", {"note": "好", "on": "2020-09-20"}),
    ):
        url = reverse(f"rectification:{name}", args=[row.pk])
        answer = client.post(url, {"version": row.version} | data)
        assert answer.status_code == 400, name
    assert fresh(row).state == State.FOUND


def test_ledgers_and_filters_narrow_the_one_list(cast) -> None:
    found(cast, title="甲")
    planned(cast, title="乙")
    closed(cast, title="丙", source="audit")
    client = cast.client("office")

    def shown(query: str) -> str:
        page = client.get(reverse("rectification:list") + query).content.decode()
        return "".join(t for t in "甲乙丙" if f">{t}</a>" in page)

    assert shown("") == "甲乙丙"
    assert shown("?ledger=measures") == "乙丙"
    assert shown("?ledger=closed") == "丙"
    assert shown("?source=audit") == "丙"
    assert shown("?state=found") == "甲"
    assert shown("?q=乙") == "乙"
    assert shown("?late=overdue&as_of=2020-11-01") == "乙"


def _place(cast, who: str, unit: str, day: date) -> PageContext:
    actor = cast.actor(who)
    return PageContext(
        actor, "rectification.view", Scope.of(actor, "rectification.view"), cast.unit(unit),
        day.year, day,
    )  # fmt: skip


def test_what_waits_is_told_to_who_can_do_it(cast) -> None:
    found(cast, title="甲")
    planned(cast, title="乙")
    submitted(cast, title="丙")
    day = date(2020, 10, 25)

    def lines(who: str, unit: str, on: date = day) -> list[str]:
        return sorted(w.words for w in waiting(_place(cast, who, unit, on), cast.unit(unit)))

    assert lines("secretary1", "ZB1") == ["临期：乙", "待制定措施：甲"]
    assert lines("supervisor", "JU") == ["待核验：丙"]
    assert lines("secretary2", "ZB2") == []
    assert "已逾期：乙" in lines("secretary1", "ZB1", date(2020, 11, 2))


def test_papers_that_an_inspection_asks_for_wait(cast) -> None:
    inspection(cast)
    rows = list(waiting(_place(cast, "office", "JU", date(2020, 6, 20)), cast.unit("JU")))
    assert [(w.words, w.due_on) for w in rows] == [
        ("报送整改方案：县委第三轮巡察", date(2020, 7, 1)),
        ("报送整改报告：县委第三轮巡察", date(2020, 9, 1)),
    ]


def test_the_card_of_a_unit_counts(cast) -> None:
    closed(cast)
    found(cast)
    panel = unit_panel(_place(cast, "office", "ZB1", date(2020, 9, 20)), cast.unit("ZB1"))
    assert panel.lines[0].value == "2个，已销号1个，长期坚持0个"


def test_progress_by_source_and_round(cast) -> None:
    closed(cast, round=inspection(cast))
    page = cast.client("leader").get(reverse("rectification:progress")).content.decode()
    assert "巡察反馈" in page
    assert "县委第三轮巡察" in page
    assert 'value="100"' in page


def test_the_table_has_everything_and_read_again_adds_nothing(cast) -> None:
    """As exported, each line is told to be there already; a line without its key by its number."""
    round_ = inspection(cast)
    found(
        cast, round=round_, number="7", category="党的建设", description="抽查四次，缺讨论内容",
        root_cause="要求不严", measure="补记",
    )  # fmt: skip
    found(cast, title="差旅费", source="audit")
    client = cast.client("office")
    for ledger in ("", "&ledger=problems"):
        data = client.get(f"/problems/?unit=JU&export=xlsx{ledger}").content
        heads, *lines = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        first = dict(zip(heads, next(line for line in lines if "差旅费" not in line), strict=True))
        assert first["具体表现"] == "抽查四次，缺讨论内容"
        assert first["产生原因"] == "要求不严"
        assert first["整改措施"] == "补记"
        read = IMPORTER.read(cast.unit("JU"), data, "x.xlsx")
        assert len(read) == 2
        assert all("已经登记" in line["faults"][0] for line in read)
    by_hand = [("序号", "轮次", "来源", "问题", "责任党组织"),
               ("7", "县委第三轮巡察", "巡察反馈", "换了说法", "ZB1"),
               ("8", "县委第三轮巡察", "巡察反馈", "新的问题", "ZB1"),
               ("8", "县委第三轮巡察", "巡察反馈", "又一个", "ZB1")]  # fmt: skip
    data = write_sheet([(h, "text") for h in by_hand[0]], by_hand[1:], title="问题")
    faults = [line["faults"] for line in IMPORTER.read(cast.unit("JU"), data, "x.xlsx")]
    assert "已经登记" in faults[0][0]
    assert faults[1] == []
    assert "上面一行" in faults[2][0]


def test_problems_are_narrowed_by_category(cast) -> None:
    found(cast, title="甲", category="党的建设")
    found(cast, title="乙", category="财务管理")
    page = cast.client("office").get("/problems/?unit=JU&category=财务管理").content.decode()
    assert ">乙</a>" in page
    assert ">甲</a>" not in page


@pytest.mark.parametrize(
    ("source", "level", "who"),
    [
        ("audit", "", "审计机关"),
        ("supervision", "", "督查组"),
        ("inspection", "county", "巡察工作领导小组办公室"),
        ("inspection", "upper", "巡视巡察机构"),
    ],
)
def test_the_report_names_who_gave_the_feedback(cast, source, level, who) -> None:
    row = inspection(cast, source=source, level=level, name="一轮")
    data = papers.report(
        row, queries.problems(Scope.everything()).filter(round=row), row.feedback_on
    )
    text = extract(data)
    assert f"{who}向" in text
    assert ("巡察" in text) == (source == "inspection")
