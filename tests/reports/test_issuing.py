"""半年和年度报告: drawn from the ledgers, written on by hand, issued, taken back."""

from __future__ import annotations

import io
import threading
from datetime import date

import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.reports.conftest import hold
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Refused
from tongpin.capability import Figure
from tongpin.duties.judging import forget
from tongpin.life.models import Gathering
from tongpin.org.scope import Scope
from tongpin.reports import actions
from tongpin.reports.drawing import drawn, one_state, redrawn
from tongpin.reports.models import YearReport
from tongpin.reports.progress import done, placed
from tongpin.reports.queries import plan_of


def draw(cast, period: str = "year"):
    return drawn(Scope.everything(), cast.unit("JU"), year=2020, period=period)


def opened_report(cast):
    return actions.open_report(
        cast.actor("office"), unit=cast.unit("JU"), year=2020, period="year", drawn=draw(cast)
    )


def heading(parts, words: str):
    return next(p for p in parts if words in p["heading"])


def test_a_report_says_what_was_done_how_much_and_who_is_behind(cast, year) -> None:
    found = draw(cast)
    part = heading(found.parts, "主题党日")
    assert "开展主题党日3次。" in part["text"]
    assert "全年应完成" in part["text"]
    assert "1.第二党支部逾期" in part["text"]
    assert part["evidence"] == [["开展主题党日3次", "/life/?kind=theme_day"]]
    assert found.parts[0]["text"].startswith("《2020年党建工作要点》共2个部分、4条措施")
    assert found.as_of == date(2020, 9, 20)
    assert draw(cast, "half").as_of == date(2020, 6, 30)


def test_a_figure_goes_to_the_first_measure_that_asks_for_its_kind(cast, year) -> None:
    plan = plan_of(cast.unit("JU"), 2020)
    figures = [
        Figure("a", "主题", 3, kinds=frozenset({"theme_day"})),
        Figure("b", "别的", 1, "件", frozenset({"publicity"})),
        Figure("c", "党费", 7793, kinds=frozenset({"dues"}), money=True),
    ]
    of = placed(plan, figures)
    first = next(m for m in plan.measures.all() if m.number == "（一）")
    assert [f.key for f in of[f"m{first.pk}"]] == ["a"]
    assert "b" in [f.key for f in of[""]]
    assert done(figures[1:]) == ["别的1件，党费77.93元。"]
    assert done([]) == []


def test_own_words_stay_when_the_numbers_are_drawn_anew(cast, year) -> None:
    client = cast.client("office")
    client.post(reverse("reports:report-new"), {"period": "year", "addressee": "县直机关工委"})
    row = YearReport.objects.get()
    number = next(n for n, p in enumerate(row.parts) if "主题党日" in p["heading"])
    page = reverse("reports:report", args=[row.pk])
    data = {f"part_{n}": p["text"] for n, p in enumerate(row.parts)}
    data |= {"version": row.version, "title": row.title, "addressee": row.addressee}
    response = client.post(page, data | {f"part_{number}": "我们这样过主题党日。"})
    assert response.status_code == 302
    hold(cast, date(2020, 9, 18), "新的主题党日", 张守正="present")
    forget()
    row.refresh_from_db()
    client.post(reverse("reports:report-redraw", args=[row.pk]), {"version": row.version})
    row.refresh_from_db()
    part = row.parts[number]
    assert part["text"] == "我们这样过主题党日。"
    assert "开展主题党日4次。" in part["drawn"]
    body = client.get(page).content.decode()
    assert "各台账现在的数字" in body
    words = "\n".join(
        p.text for p in docx.Document(
            io.BytesIO(client.get(page, {"export": "docx"}).content)
        ).paragraphs
    )  # fmt: skip
    assert "县直机关工委：" in words
    assert "我们这样过主题党日。" in words


def test_what_was_issued_stands_until_it_is_taken_back(cast, year) -> None:
    client = cast.client("office")
    row = opened_report(cast)
    step = {"version": row.version}
    assert client.post(reverse("reports:report-issue", args=[row.pk]), step).status_code == 302
    row.refresh_from_db()
    assert row.issued_on == date(2020, 9, 20)
    page = reverse("reports:report", args=[row.pk])
    assert "textarea" not in client.get(page).content.decode()
    for verb in ("redraw", "discard", "issue"):
        url = reverse(f"reports:report-{verb}", args=[row.pk])
        assert client.post(url, {"version": row.version}).status_code == 400
    with pytest.raises(Refused, match="已经有一份报告"):
        opened_report(cast)
    url = reverse("reports:report-withdraw", args=[row.pk])
    assert client.post(url, {"version": row.version, "reason": ""}).status_code == 400
    assert client.post(url, {"version": row.version, "reason": "数字有误"}).status_code == 302
    assert opened_report(cast).pk != row.pk


def test_two_writers_are_told(cast, year) -> None:
    row = opened_report(cast)
    texts = [p["text"] for p in row.parts]
    office, bureau = cast.actor("office"), cast.unit("JU")
    actions.revise(
        office, unit=bureau, report=row, version=1, title="甲", addressee="", texts=texts
    )
    with pytest.raises(Conflict):
        actions.revise(
            office, unit=bureau, report=row, version=1, title="乙", addressee="", texts=texts
        )
    with pytest.raises(Conflict):
        actions.revise(
            office, unit=bureau, report=row, version=2, title="乙", addressee="", texts=texts[1:]
        )
    actions.discard(office, unit=bureau, report=row, version=2)
    assert not YearReport.objects.exists()


def test_the_database_refuses_two_reports_of_one_period(cast, year) -> None:
    row = opened_report(cast)
    with (
        pytest.raises(IntegrityError), transaction.atomic(),
        opened(cast.actor("office"), "test", "test"),
    ):  # fmt: skip
        YearReport(
            unit=row.unit, year=2020, period="year", title="又一份", as_of=row.as_of,
            drawn_on=row.drawn_on,
        ).save()  # fmt: skip


def test_parts_that_are_gone_are_kept_where_somebody_wrote_them() -> None:
    before = [
        {"key": "甲", "text": "写过", "drawn": "取的"},
        {"key": "乙", "text": "取的", "drawn": "取的"},
    ]
    assert redrawn(before, [{"key": "丙", "text": "新", "drawn": "新"}]) == [
        {"key": "丙", "text": "新", "drawn": "新"},
        before[0],
    ]


def test_a_report_sees_one_state_while_others_write(stage) -> None:
    """What is recorded in the middle of drawing is in the whole report or in none of it."""
    hold(stage, date(2020, 2, 20), "会前", 张守正="present")
    told: list[int] = []

    def write() -> None:
        try:
            hold(stage, date(2020, 3, 20), "取数时登记的", 张守正="present")
        finally:
            connection.close()

    with one_state():
        told.append(Gathering.objects.count())
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(1)
        told.append(Gathering.objects.count())
    writer.join(30)
    assert told == [1, 1]
    assert Gathering.objects.count() == 2
