"""The centre group's archive and a printed paper in a real LibreOffice."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from tests.ledgers.examinations import hall
from tests.ledgers.study import desk
from tongpin.ledgers.examinations import queries, sheets

pytestmark = pytest.mark.office


def words_of(data: bytes, folder, name: str) -> str:
    """The text of a paper as LibreOffice sets it."""
    (folder / f"{name}.docx").write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to",
         "pdf", "--outdir", str(folder), str(folder / f"{name}.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    found = subprocess.run(
        ["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return found.stdout


def test_archive_and_paper_open(cast, tmp_path) -> None:
    desk.adopted(cast, "JU", "office")
    desk.gathering(
        cast, "JU", "office", kinds=("theory_study",), topic="专题学习", held_on=date(2020, 9, 10),
        attendance={cast.person("钱大海").pk: ("leave", "出差")},
    )  # fmt: skip
    archive = cast.client("office").get("/study/archive.docx?unit=JU").content
    text = words_of(archive, tmp_path, "archive")
    for words in ("学习档案", "一、组成人员", "专题学习", "补学日期"):
        assert words in text
    paper = hall.paper(cast)
    printed = sheets.printed(paper, queries.items(paper.pk), with_key=False)
    text = words_of(printed, tmp_path, "paper")
    assert "一、单选题" in text
    assert "____" in text
