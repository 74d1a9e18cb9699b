"""The wizard from the founding document to duties in force, and every paper that cannot be read."""

from __future__ import annotations

import io
import zipfile
from importlib import resources

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongpin.duties import queries
from tongpin.duties.models import Plan, PlanState
from tongpin.org.scope import Scope

NAME = "2020年党建工作意见.txt"
FOUNDING = (resources.files("tongpin.project.sample") / NAME).read_bytes()
URL = "/plans/upload/"


def send(client, data: bytes, name: str = NAME, **form):
    return client.post(
        URL, {"file": SimpleUploadedFile(name, data), "text": "", "year": "", **form}
    )


def test_the_founding_document_becomes_a_living_year(
    cast, django_capture_on_commit_callbacks
) -> None:
    client = cast.client("office")
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, FOUNDING)
    plan = Plan.objects.get()
    assert response["Location"] == reverse("duties:check", args=[plan.pk])
    assert (plan.title, plan.year) == ("2020年党建工作意见", 2020)
    assert (plan.sections.count(), plan.measures.count()) == (6, 10)
    assert [m.number for m in plan.measures.all()] == [f"（{n}）" for n in "一二三四五六七八九十"]
    for duty in plan.duties.all():
        assert plan.text[duty.start : duty.end] == duty.quote
    assert client.get(response["Location"]).status_code == 200
    adopt = reverse("duties:adopt", args=[plan.pk])
    assert client.get(adopt).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(adopt, {"reason": "经局党委会研究同意", "version": plan.version})
    plan.refresh_from_db()
    assert plan.state == PlanState.ADOPTED
    rows = queries.findings(Scope.everything(), year=2020)
    unit = cast.unit("ZB1").pk
    assert {"支部党员大会", "组织生活会", "主题党日"} <= {
        r.title for r in rows if r.unit_id == unit
    }
    assert any(
        r.title == "党员领导干部民主生活会" and r.unit_id == cast.unit("JU").pk for r in rows
    )


def test_the_same_words_pasted_read_the_same(cast) -> None:
    client = cast.client("office")
    send(client, FOUNDING)
    client.post(URL, {"text": FOUNDING.decode("utf-8-sig"), "year": ""})
    client.post(URL, {"text": FOUNDING.decode("utf-8-sig"), "year": "2021"})
    first, second, third = Plan.objects.order_by("pk")
    words = [list(p.duties.values_list("quote", flat=True)) for p in (first, second, third)]
    assert words[0] == words[1] == words[2]
    assert third.year == 2021


def test_gb18030_is_read(cast) -> None:
    send(cast.client("office"), FOUNDING.decode("utf-8-sig").encode("gb18030"))
    assert Plan.objects.get().measures.count() == 10


def test_a_second_paper_of_the_year_is_compared(cast, adopted) -> None:
    response = send(cast.client("office"), FOUNDING)
    plan = Plan.objects.get(state=PlanState.DRAFT)
    assert response["Location"] == reverse("duties:compare", args=[plan.pk])
    page = cast.client("office").get(response["Location"]).content.decode()
    assert "新增" in page


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return stream.getvalue()


def broken_docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<not xml")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b""),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("零.txt", b"\x00" * 4000),
        ("乱.docx", b"PK\x03\x04" + b"\xff" * 500),
        ("坏.docx", broken_docx()),
        ("加密.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000),
        ("坏.pdf", b"%PDF-1.7\n" + b"garbage" * 100),
        ("程序.exe", b"MZ" + b"\x90" * 4000),
        ("炸弹.docx", bomb()),
        ("../../etc/passwd", b"\xff\xfe\xfa" * 50),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_what_cannot_be_read_is_told_in_chinese_and_leaves_nothing(cast, name, data) -> None:
    response = send(cast.client("office"), data, name)
    assert response.status_code in (400, 413)
    page = response.content.decode()
    assert "field-error" in page
    assert "Traceback" not in page
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"text": "", "year": ""},
        {"text": "   \n ", "year": ""},
        {"text": "没有年度的文件", "year": ""},
        {"text": "2020年党建工作要点\x00", "year": "2020"},
        {"text": "2020年党建工作要点", "year": "9" * 5000},
        {"text": "2020年党建工作要点", "year": "二〇二〇"},
        {"text": "字" * 1_000_001, "year": "2020"},
    ],
    ids=["nothing", "blank", "no year", "nul", "digits", "words", "long"],
)
def test_what_was_typed_wrong_is_told_beside_the_field(cast, form) -> None:
    response = cast.client("office").post(URL, form)
    assert response.status_code == 400
    assert "field-error" in response.content.decode()
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "2020年党建工作要点\n" + "（一）" * 3000,
        "2020年党建工作要点\n"
        + "\n".join(f"（{n}）每月开展{'9' * 300}次党课。" for n in range(50)),
        "2020年" * 5000,
        "2020年党建工作要点\n一、<script>alert(1)</script>\n（一）{{ 7|add:7 }}。每月开展1次主题党日。",
        "2020年党建工作要点\n（一）党课。2020年2月30日前，各党支部于13月45日讲党课99999999999999次。",
    ],
    ids=["numbers", "counts", "years", "markup", "dates"],
)
def test_hostile_words_are_read_or_refused_but_never_break(cast, text) -> None:
    client = cast.client("office")
    response = client.post(URL, {"text": text, "year": "2020"})
    assert response.status_code in (302, 400)
    if response.status_code == 302:
        plan = Plan.objects.get()
        for name in ("check", "adopt", "plan"):
            page = client.get(reverse(f"duties:{name}", args=[plan.pk]))
            assert page.status_code == 200
            assert "<script>alert" not in page.content.decode()


def test_only_the_office_uploads(cast) -> None:
    for name in ("secretary1", "member1", "leader", "supervisor", "system"):
        assert send(cast.client(name), FOUNDING).status_code == 403
    assert not Plan.objects.exists()
