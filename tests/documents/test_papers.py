"""Word papers: filled in safely, by the unit's own template where it has one."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.sheets import TEXT, body_of, changed, declared, word
from tongpin import capability
from tongpin.audit.errors import Forbidden, Refused
from tongpin.capability import Capability, register
from tongpin.documents import actions, papers, queries
from tongpin.formats import paper as paper_format
from tongpin.formats.errors import FormatError
from tongpin.formats.paper import compiled, inspected
from tongpin.formats.paper_text import typeset
from tongpin.formats.sandbox import run_limited

KEY = "sample.talk"
VALUES = {
    "to": "局党委", "name": "王某", "sex": "女", "on": date(2020, 4, 3), "branch": "第一党支部",
    "rows": [{"on": date(2020, 1, 2), "words": "第一次"}, {"on": None, "words": "第二次"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _paper(request, tmp_path, monkeypatch):
    """A ledger with one paper, and a store of its own."""
    request.getfixturevalue("settings").MEDIA_ROOT = tmp_path
    monkeypatch.setattr(capability, "_registry", dict(capability._registry))
    monkeypatch.setattr(papers, "built_in", lambda _: typeset(TEXT))
    papers._built_in.cache_clear()
    papers._own.clear()
    monkeypatch.setattr(paper_format, "run_limited", lambda _, *given, **limits: inspected(*given))
    register(Capability(key="sample", title="样例台账", papers=(declared(),)))
    yield
    papers._built_in.cache_clear()


def words(data: bytes) -> list[str]:
    paper = docx.Document(io.BytesIO(data))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return [p.text for p in paper.paragraphs if p.text] + cells


def upload(cast, data: bytes, *, by: str = "office", unit: str = "JU", name: str = "样式.docx"):
    return actions.set_template(cast.actor(by), unit=cast.unit(unit), key=KEY, name=name, data=data)


def test_a_paper_says_its_values_and_repeats_its_rows(cast) -> None:
    said = words(papers.rendered(cast.unit("ZB1"), KEY, VALUES))
    assert said == [
        "谈话记录", "局党委：", "王某同志，女，于2020年4月3日谈话。", "第一党支部", "2020年4月3日",
        "日期", "内容", "2020年1月2日", "第一次", "", "第二次",
    ]  # fmt: skip


def test_what_is_missing_stays_blank_and_what_is_unknown_is_a_defect(cast) -> None:
    assert "同志，，于谈话。" in words(papers.rendered(cast.unit("ZB1"), KEY, {}))
    with pytest.raises(LookupError):
        papers.rendered(cast.unit("ZB1"), KEY, {"nmae": "x"})


HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("{}%#<>&\"'=+-@\x00\x0b\ud800\uffff\r\n\t\a")
    ),
    max_size=60,
)


FORM = compiled(typeset(TEXT))


@settings(max_examples=40)
@given(HOSTILE, HOSTILE)
def test_hostile_values_stay_text(name: str, note: str) -> None:
    data = FORM.render(
        {"姓名": name, "备注": note, "记录": [{"日期": name, "内容": note}], "党支部": "{{姓名}}"}
    )
    said = words(data)
    assert "{{姓名}}" in said
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None


def test_a_value_of_many_lines_becomes_paragraphs_of_the_same_look(cast) -> None:
    data = papers.rendered(cast.unit("ZB1"), KEY, {"note": "甲\r\n乙\n丙", "name": "{{ 7*7 }}"})
    said = words(data)
    at = said.index("备注：甲")
    assert said[at : at + 3] == ["备注：甲", "乙", "丙"]
    assert "{{ 7*7 }}同志，，于谈话。" in said
    lines = [p for p in docx.Document(io.BytesIO(data)).paragraphs if p.text in {"备注：甲", "丙"}]
    assert lines[0]._p.pPr.xml == lines[1]._p.pPr.xml


def test_a_huge_value_is_cut(cast) -> None:
    data = papers.rendered(cast.unit("ZB1"), KEY, {"name": "长" * 1_000_000})
    assert body_of(data).decode().count("长") == 20_000


def test_equal_papers_are_equal_bytes(cast) -> None:
    unit = cast.unit("ZB1")
    assert papers.rendered(unit, KEY, VALUES) == papers.rendered(unit, KEY, VALUES)


def test_the_nearest_template_is_used_and_can_be_taken_back(cast) -> None:
    first, second = cast.unit("ZB1"), cast.unit("ZB2")
    upload(cast, word("{{姓名}}，局里的样式"))
    upload(cast, word("{{姓名}}，支部的样式"), by="office2", unit="ZB2")
    assert "王某，局里的样式" in words(papers.rendered(first, KEY, VALUES))
    assert "王某，支部的样式" in words(papers.rendered(second, KEY, VALUES))
    actions.revert_template(cast.actor("office2"), unit=second, key=KEY)
    assert "王某，局里的样式" in words(papers.rendered(second, KEY, VALUES))
    actions.revert_template(cast.actor("office"), unit=cast.unit("JU"), key=KEY)
    assert "谈话记录" in words(papers.rendered(second, KEY, VALUES))
    assert len(queries.template_history(second, KEY)) == 1
    with pytest.raises(Refused, match="没有自己的模板"):
        actions.revert_template(cast.actor("office"), unit=cast.unit("JU"), key=KEY)


def test_a_secretary_may_not_replace_a_template(cast) -> None:
    with pytest.raises(Forbidden):
        upload(cast, word("{{姓名}}"), by="secretary1", unit="ZB1")


GOOD = word("{{姓名}}")
LINK = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r9" Type="image" Target="http://example.com/x.png" TargetMode="External"/></Relationships>'
)
FIELD = body_of(GOOD).replace(
    b"<w:body>",
    b'<w:body><w:p><w:r><w:instrText>INCLUDETEXT "C:/x.txt"</w:instrText></w:r></w:p>',
)
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + body_of(GOOD)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"not a zip", "不是有效的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为 docx"),
        (b"x" * (3 * 1024 * 1024 + 1), "超过 3 MB"),
        (changed(GOOD, word__vbaProject_bin=b"x"), "含有宏"),
        (changed(GOOD, word__embeddings__a_docx=b"x"), "嵌入了其他文件"),
        (changed(GOOD, word___rels__document_xml_rels=LINK), "链接了外部文件"),
        (changed(GOOD, word__document_xml=FIELD), "INCLUDETEXT"),
        (changed(GOOD, word__document_xml=ENTITY), "格式异常"),
        (changed(GOOD, word__document_xml=b"<w:document"), "损坏|无法打开"),
        (changed(GOOD, word__document_xml=b"<a>" + b"x" * 3_000_000 + b"</a>"), "过长"),
        (word("{{谈话日}}"), "是不是“谈话日期”"),
        (word("{{籍贯}}"), "可用的有：上级党组织"),
        (word("{{姓名"), "“{{姓名”附近"),
        (word("{{姓名|upper}}"), "不能写运算"),
        (word("{{姓名.__class__}}"), "不在重复的行里"),
        (word("{% set a = 1 %}"), "不能写运算"),
        (word("{{range(9)}}"), "不能写运算"),
        (word("% for 行 in 姓名\n{{行.日期}}\n% endfor"), "“姓名”不是"),
        (word("% for 行 in 记录\n% for 列 in 记录\nx\n% endfor\n% endfor"), "不能套在"),
        (word("% for 行 in 记录\n{{行.时间}}\n% endfor"), "“时间”不是"),
        (word("{{姓名}}{% if 备注 %}</w:t>"), "花括号标记不完整"),
        (word("% if 备注\n甲"), "花括号标记不完整"),
        (word("{% if 备注 %}甲\n|= 154\n| 乙{% endif %}"), "各占一段"),
    ],
)  # fmt: skip
def test_a_hostile_template_is_refused_with_the_cure(cast, data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says) as found:
        upload(cast, data)
    assert found.value.field == "file"
    assert queries.own_templates(cast.unit("JU")) == {}


def test_a_template_is_looked_at_in_a_process_of_its_own() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper_format, "run_limited", run_limited)
        paper_format.checked(GOOD, "样式.docx", {"姓名": ()})
        with pytest.raises(FormatError, match="“姓名”不是"):
            paper_format.checked(GOOD, "样式.docx", {"性别": ()})


def test_placeholders_split_by_a_word_processor_are_joined(cast) -> None:
    split = body_of(GOOD).replace(
        "{{姓名}}".encode(),
        "{</w:t></w:r><w:r><w:t>{姓</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>名}}".encode(),
    )
    upload(cast, changed(GOOD, word__document_xml=split))
    assert "王某" in words(papers.rendered(cast.unit("ZB1"), KEY, VALUES))


def test_a_lost_template_is_named_not_a_fault(cast) -> None:
    row = upload(cast, GOOD)
    queries.place_of(row.stored.sha256).unlink()
    with pytest.raises(Refused, match="重新上传"):
        papers.rendered(cast.unit("ZB1"), KEY, VALUES)


def test_many_papers_in_one_file_with_names_that_do_not_collide(
    cast, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        made = list(papers.rendered_many(cast.unit("ZB1"), KEY, [VALUES] * 3))
    data = papers.bundle(zip(["王某 谈话记录", "王某 谈话记录", "../王/某"], made, strict=True))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [
            "王某 谈话记录.docx", "王某 谈话记录（2）.docx", "_王_某.docx",
        ]  # fmt: skip
        assert "王某同志，女，于2020年4月3日谈话。" in words(
            archive.read("王某 谈话记录（2）.docx")
        )


def test_an_office_replaces_and_reverts_a_template_on_the_page(cast) -> None:
    client = cast.client("office")
    page = client.get(f"/files/papers/{KEY}/").content.decode()
    assert "内置模板" in page
    assert "{{谈话日期}}" in page
    file = io.BytesIO(word("{{谈话日}}"))
    file.name = "样式.docx"
    answer = client.post(f"/files/papers/{KEY}/", {"file": file})
    assert answer.status_code == 400
    assert "是不是“谈话日期”" in answer.content.decode()
    file = io.BytesIO(client.get(f"/files/papers/{KEY}/template/").content)
    file.name = "样式.docx"
    assert client.post(f"/files/papers/{KEY}/", {"file": file}).status_code == 302
    page = client.get("/files/papers/?q=谈话").content.decode()
    assert "局党委的模板" in page
    assert client.post(f"/files/papers/{KEY}/revert/").status_code == 302
    assert "内置模板" in client.get(f"/files/papers/{KEY}/").content.decode()
    assert "〔姓名〕同志" in "".join(words(client.get(f"/files/papers/{KEY}/sample/").content))
    assert cast.client("secretary1").post(f"/files/papers/{KEY}/").status_code == 403
