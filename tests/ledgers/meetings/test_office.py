"""LibreOffice opens the papers of a meeting and of an appraisal; nothing is cut off."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ledgers.appraisals import scene as appraisal
from tests.ledgers.meetings import scene
from tests.office import laid_out
from tongpin.ledgers.appraisals import queries as rolls
from tongpin.ledgers.appraisals import sheets as forms
from tongpin.ledgers.meetings import queries, sheets

pytestmark = pytest.mark.office


def test_the_table_of_opinions_is_laid_out_whole(cast, tmp_path) -> None:
    scene.team(cast)
    row = scene.democratic(cast)
    for number in range(30):
        scene.remark(
            cast, row, content=f"意见{number}：" + "办事流程再公开一些，" * 8 + f"完{number}。"
        )
    data = sheets.paper(row, "opinions", queries.Reader(None, True), scene.TODAY)
    text = laid_out(tmp_path, {"paper.docx": data})["paper.docx"].text
    assert all(f"完{number}。" in text for number in range(30))


def test_the_results_of_an_appraisal_are_laid_out_whole(cast, tmp_path) -> None:
    row = appraisal.graded(cast)
    roll = rolls.participants(row)
    data = forms.results_paper(row, roll, "最多3人")
    text = laid_out(tmp_path, {"paper.docx": data})["paper.docx"].text
    assert all(name in text for name in appraisal.NAMES)
    assert Counter(p.grade for p in roll) == {"excellent": 3, "qualified": 6}
