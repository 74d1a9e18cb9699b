"""The centre group's archive and a printed paper in a real LibreOffice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.examinations import hall
from tests.ledgers.study import desk
from tests.office import laid_out
from tongpin.ledgers.examinations import queries, sheets

pytestmark = pytest.mark.office


def test_archive_and_paper_open(cast, tmp_path) -> None:
    desk.adopted(cast, "JU", "office")
    desk.gathering(
        cast, "JU", "office", kinds=("theory_study",), topic="专题学习", held_on=date(2020, 9, 10),
        attendance={cast.person("钱大海").pk: ("leave", "出差")},
    )  # fmt: skip
    archive = cast.client("office").get("/study/archive.docx?unit=JU").content
    text = laid_out(tmp_path, {"archive.docx": archive})["archive.docx"].text
    for words in ("学习档案", "一、组成人员", "专题学习", "补学日期"):
        assert words in text
    paper = hall.paper(cast)
    printed = sheets.printed(paper, queries.items(paper.pk), with_key=False)
    text = laid_out(tmp_path, {"paper.docx": printed})["paper.docx"].text
    assert "一、单选题" in text
    assert "____" in text
