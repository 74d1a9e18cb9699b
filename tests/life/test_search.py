"""Searching titles, agendas, contents and attachments: exact, within the scope, harmless."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import pytest

from tongpin.life import actions, queries
from tongpin.life.actions import Minutes, Upload
from tongpin.life.indexing import rebuild, text_of
from tongpin.life.models import FileText, SearchText
from tongpin.org.scope import Scope
from tongpin.project.cli import main

DAY = date(2020, 9, 10)


def record(cast, topic: str = "专题学习", *, code: str = "ZB1", files=(), **values):
    return actions.record_gathering(
        cast.actor("office"), unit=cast.unit(code), files=files,
        minutes=Minutes(**({"kinds": ("study",), "topic": topic, "held_on": DAY} | values)),
    )  # fmt: skip


def found(text: str, scope: Scope | None = None) -> list[str]:
    rows = queries.matching(queries.readable(scope or Scope.everything()), text)
    return sorted(r.topic for r in rows)


def test_words_of_two_signs_are_found_exactly(cast) -> None:
    record(cast, "甲", content="开展作风整顿工作")
    record(cast, "乙", content="工作作法，风貌一新；整理资料")
    record(cast, "丙", agenda="一、整顿软弱涣散支部\n二、作风通报")
    assert found("作风") == ["丙", "甲"]
    assert found("整顿") == ["丙", "甲"]
    assert found("作风整顿") == ["甲"]
    assert found("作风 支部") == ["丙"]
    assert found("风貌") == ["乙"]
    assert found("风整理") == []
    assert found("软") == ["丙"]
    assert found("不存在的词") == []


def test_pairs_that_stand_apart_are_no_longer_word(cast) -> None:
    record(cast, "甲", content="民主生活，生活会议")
    assert found("民主生活会") == []
    assert found("生活会") == ["甲"]


@pytest.mark.parametrize(
    "text", ['"', "'; DROP TABLE life_gathering; --", "a OR b", "NEAR(", "*", "学习'", '党"课', "\\", "：*", "&|!"],
)  # fmt: skip
def test_hostile_words_do_no_harm(cast, text) -> None:
    record(cast, "学习党课")
    found(text)
    assert cast.client("secretary1").get("/life/search/", {"q": text}).status_code == 200
    assert found("学习") == ["学习党课"]


def test_letters_and_digits_by_their_beginning(cast) -> None:
    record(cast, "甲", content="学习强国APP，文号〔2020〕12号")
    assert found("app") == ["甲"]
    assert found("AP") == ["甲"]
    assert found("2020") == ["甲"]
    assert found("020") == []


def test_changed_words_are_found_and_old_ones_are_not(cast) -> None:
    row = record(cast, "甲", content="讨论防汛")
    actions.change_gathering(
        cast.actor("office"), unit=row.unit, gathering=row, version=row.version,
        minutes=Minutes(kinds=("study",), topic="甲", held_on=DAY, content="讨论抗旱"),
    )  # fmt: skip
    assert found("抗旱") == ["甲"]
    assert found("防汛") == []


def test_a_refused_record_leaves_no_words(cast) -> None:
    with pytest.raises(Exception, match="格式不能上传"):
        record(cast, "没存上的", files=[Upload("坏.html", b"<html><script>1</script>")])
    assert not SearchText.objects.exists()
    assert found("没存上") == []


# -------------------------------------------------------------------------------- attachments


def word_file(text: str) -> bytes:
    paper, stream = docx.Document(), io.BytesIO()
    paper.add_paragraph(text)
    paper.save(stream)
    return stream.getvalue()


def sheet_file(text: str) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "首表"
    book.create_sheet("第二")["C5"] = text
    book.create_sheet("藏").sheet_state = "hidden"
    book["藏"]["A1"] = "隐藏内容"
    book.save(stream)
    return stream.getvalue()


@pytest.mark.slow
def test_words_of_attachments_are_found_until_the_file_is_taken_off(
    cast, settings, tmp_path
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    client = cast.client("secretary1")
    files = [
        SimpleUploadedFile("讲稿.docx", word_file("守初心担使命")),
        SimpleUploadedFile("名册.xlsx", sheet_file("先锋岗台账")),
        SimpleUploadedFile("说明.txt", "补充说明材料".encode("gb18030")),
    ]
    typed = {"kinds": ["study"], "topic": "带附件的", "held_on": "2020-09-10", "attachments": files}
    answer = client.post("/life/new/", typed)
    assert answer.status_code == 302
    for text in ("初心", "锋岗", "补充", "讲稿"):
        assert found(text) == ["带附件的"], text
    assert found("隐藏内容") == []
    page = client.get("/life/search/?q=先锋岗").content.decode()
    assert "<mark>先锋岗</mark>台账" in page
    row = queries.matching(queries.readable(Scope.everything()), "初心").get()
    from tongpin.documents.queries import attachments

    item = next(a for a in attachments(row.ref) if a.name == "讲稿.docx")
    client.post(f"/life/{row.pk}/files/{item.pk}/remove/")
    assert found("初心") == []
    assert found("锋岗") == ["带附件的"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data"),
    [("坏.pdf", b"%PDF-1.4 nonsense"), ("坏.docx", b"PK\x03\x04" + b"0" * 99), ("旧.doc", b"\xd0\xcf\x11\xe0" * 9)],
)  # fmt: skip
def test_files_that_cannot_be_read_have_no_words(name, data) -> None:
    assert text_of(data, name) == ""


def test_rebuilding_reads_what_was_left_and_indexes_everything(
    cast, settings, tmp_path, capsys
) -> None:
    settings.MEDIA_ROOT = tmp_path
    record(cast, "甲", files=[Upload("材料.txt", "乡村振兴".encode())])
    assert found("乡村") == []
    SearchText.objects.all().delete()
    assert found("甲") == []
    assert main(["search", "rebuild"]) == 0
    assert "已重建 1 条组织生活的检索，新读取附件 1 个" in capsys.readouterr().out
    assert found("乡村") == ["甲"]
    assert rebuild() == (1, 0)
    assert FileText.objects.get().text == "乡村振兴"


# ------------------------------------------------------------------------------ scope and pages


def test_only_what_lies_within_the_scope_is_found(cast) -> None:
    record(cast, "一支部的秘密")
    record(cast, "两家一起的秘密", joint=(cast.unit("ZB2"),))
    second = cast.client("secretary2")
    page = second.get("/org/search/?q=秘密").content.decode()
    assert "两家一起的" in page
    assert "一支部的" not in page
    listed = second.get("/life/search/?q=秘密").content.decode()
    assert "一支部的" not in listed
    assert "共 1 条" in listed


def test_the_search_at_the_top_marks_words_and_escapes_scripts(cast) -> None:
    record(
        cast, "学习<script>alert(1)</script>条例", content="<img src=x onerror=alert(1)>学习条例"
    )
    page = cast.client("secretary1").get("/org/search/?q=条例").content.decode()
    assert "<mark>条例</mark>" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "没有找到" not in page


def test_the_list_is_searched_by_content_too(cast) -> None:
    record(cast, "甲", content="讨论防汛抢险")
    record(cast, "乙", content="讨论供水")
    page = cast.client("secretary1").get("/life/?q=防汛").content.decode()
    assert "共 1 条" in page
    export = cast.client("secretary1").get("/life/search/?q=防汛&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(export.content)).active
    assert sheet["B2"].value == "甲"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_the_same_statements_for_one_hit_and_three(
    cast, rows, django_assert_num_queries
) -> None:
    for n in range(rows):
        record(cast, f"防汛{n}")
    client = cast.client("secretary1")
    client.get("/life/search/?q=防汛")
    with django_assert_num_queries(10):
        client.get("/life/search/?q=防汛")


def test_an_empty_search_explains_itself(cast) -> None:
    page = cast.client("secretary1").get("/life/search/").content.decode()
    assert "两个字也能找准" in page


def test_a_page_beyond_the_last_shows_the_last_with_the_number_of_all(cast) -> None:
    for n in range(22):
        record(cast, f"防汛{n}")
    page = cast.client("secretary1").get("/life/search/?q=防汛&page=99").content.decode()
    assert "共 22 条" in page
    assert page.count("<mark>防汛</mark>") == 2
