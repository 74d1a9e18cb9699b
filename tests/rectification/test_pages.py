"""The pages: one query count whatever the number, the whole loop by hand, what waits for whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.rectification.problems import PNG, closed, found, fresh, inspection, planned, submitted
from tongpin.org.access import PageContext
from tongpin.org.scope import Scope
from tongpin.rectification.models import Problem, State
from tongpin.rectification.panels import unit_panel, waiting


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
    with django_assert_num_queries(12):
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
