"""Files that strangers send: each is refused in Chinese, none takes the process with it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongpin.formats.errors import FormatError
from tongpin.formats.plan import parse_plan, read_plan
from tongpin.formats.xlsx import read_sheet, write_sheet

BOMB = b"0" * 60_000_000
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"\x00\x01\x02\x03" * 200, "binary"),
        (bytes(range(128, 256)) * 9 + b"\xff", "encoding"),
        (b"%PDF-1.7 nothing", "broken"),
        (b"PK\x03\x04 nothing", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old_format"),
        (archive({"a.txt": b"x"}), "wrong_kind"),
        (archive({"word/document.xml": BOMB}), "too_large"),
        (archive({"word/document.xml": b"<w:broken"}), "broken"),
        (b"a" * 9_000_000, "too_large"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_papers_that_cannot_be_read(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as error:
        read_plan(data, "文件.docx")
    assert error.value.code == code
    assert "请" in error.value.message or "未予读取" in error.value.message


def test_entities_of_a_docx_read_no_local_file() -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f"{WORD}<w:p><w:r><w:t>2020年工作要点&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        got = read_plan(archive({"word/document.xml": text.encode()}), "x.docx")
    except FormatError:
        return
    with open("/etc/hostname", encoding="utf8") as handle:
        assert handle.read().strip() not in got.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_gives_the_same(encoding: str) -> None:
    text = "2020年工作要点\n一、学习\n（一）主题党日。各党支部每月开展一次主题党日。\n"
    assert read_plan(text.encode(encoding), "x.txt").duties == parse_plan(text).duties


def test_docx_with_automatic_numbers_and_a_table_reads_like_its_text() -> None:
    paper = docx.Document()
    paper.add_paragraph("2024年党建工作要点")
    paper.add_paragraph("一、组织生活")
    paper.add_paragraph("（一）主题党日。各党支部每月开展一次主题党日。")
    stream = io.BytesIO()
    paper.save(stream)
    got = read_plan(stream.getvalue(), "x.docx")
    assert [m.title for m in got.measures] == ["主题党日"]
    table = docx.Document()
    table.add_paragraph("2024年党建任务清单")
    grid = table.add_table(rows=2, cols=4)
    for cell, text in zip(
        grid.rows[0].cells, ("序号", "重点任务", "具体措施", "完成时限"), strict=True
    ):
        cell.text = text
    for cell, text in zip(
        grid.rows[1].cells, ("1", "换届", "完成2个支部换届选举", "6月底前"), strict=True
    ):
        cell.text = text
    stream = io.BytesIO()
    table.save(stream)
    (duty,) = read_plan(stream.getvalue(), "x.docx").as_dict("x")["duties"]
    assert (duty["kind"], duty["deadline"]) == ("election", "2024-06-30")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            ["一、", "二、", "（一）", "（二）", "1.", "2、", "——", "一是", "每月", "1次", "主题党日", "6月底前", "，", "。",
             "\n", "|", "“", "”", "（", "）", "各党支部", "召开", "不少于", "9" * 400, "十" * 30, "《", "》", "附件：", "\t"]
        ),
        max_size=60,
    )
    | st.text(max_size=200)
)  # fmt: skip
def test_nothing_typed_breaks_the_reader_and_quotes_are_the_papers_words(parts) -> None:
    got = parse_plan(parts if isinstance(parts, str) else "".join(parts))
    for duty in got.duties:
        assert 0 <= duty.start < duty.end <= len(got.text)
    json.dumps(got.as_dict("x"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["“", "（", "每", "一、", "1.", "|", "9", "《", "，", "至少1次、"]
)
def test_a_megabyte_of_one_thing_does_not_hang(piece: str) -> None:
    started = time.process_time()
    parse_plan(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 60


def test_command_answers_the_good_and_names_the_bad(tmp_path) -> None:
    good, bad = tmp_path / "好.txt", tmp_path / "坏.pdf"
    good.write_text("2020年工作要点\n一、学习\n（一）主题党日。每月开展一次主题党日。", "utf8")
    bad.write_bytes(b"%PDF-1.4 no")
    run = [sys.executable, "-m", "tongpin", "plan", "parse"]
    result = subprocess.run(
        [*run, str(good), str(bad)], capture_output=True, text=True, check=False
    )
    answers = json.loads(result.stdout)
    assert result.returncode == 1
    assert answers[0]["duties"][0]["kind"] == "theme_day"
    assert answers[1]["error"]["code"] == "broken"
    nothing = subprocess.run(
        [*run, str(tmp_path / "无.txt")], capture_output=True, text=True, check=False
    )
    assert nothing.returncode == 2
    assert "Traceback" not in nothing.stderr
    piped = subprocess.run([*run, "-"], input=good.read_bytes(), capture_output=True, check=False)
    assert piped.returncode == 0


def test_sheet_round_trip_keeps_text_that_looks_like_a_formula() -> None:
    rows = [["=1+1", None], ["@SUM(A1)", "+86"], ["-2", "x"]]
    data = write_sheet([("甲", "text"), ("乙", "text")], rows, title="表")
    assert read_sheet(data)[1:] == rows
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "broken"),
        (b"not a sheet", "broken"),
        (archive({"xl/workbook.xml": BOMB}), "too_large"),
        (archive({"x": b""}), "wrong_kind"),
        (
            archive({"xl/workbook.xml": b"<workbook/>",
                     "xl/worksheets/sheet1.xml": b'<worksheet><sheetData><row r="1"><c r="ZZZZ99999999"/></row></sheetData></worksheet>'}),
            "too_large",
        ),
    ],
    ids=["empty", "text", "bomb", "other", "far"],
)  # fmt: skip
def test_sheets_that_cannot_be_read(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as error:
        read_sheet(data, name="名册.xlsx")
    assert error.value.code == code
    assert os.getpid()
