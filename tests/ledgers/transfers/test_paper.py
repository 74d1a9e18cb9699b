"""The letter in a real LibreOffice: one A4 page whatever it says."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.transfers import desk
from tests.office import laid_out
from tongpin.ledgers.transfers import outbox, papers

pytestmark = pytest.mark.office
LONG = "中共青禾县农业农村和乡村振兴发展服务中心机关第一联合委员会"


def pages(data: bytes, folder, name: str) -> tuple[int, str]:
    """How many pages a paper has, and its text."""
    found = laid_out(folder, {f"{name}.docx": data})[f"{name}.docx"]
    return found.pages, found.text


def test_a_letter_is_one_page_also_with_long_names(cast, tmp_path) -> None:
    row = desk.issued(cast)
    letter = row.letters.get()
    count, text = pages(
        outbox.letter_paper(cast.actor("office"), unit=cast.unit("JU"), letter=letter),
        tmp_path, "letter",
    )  # fmt: skip
    assert count == 1
    for words in ("存根", "骑缝章", "该同志党费已交到", "回"):
        assert words in text
    said = letter.said
    said["sender"] = said["recipient"] = LONG
    said["person"] |= {"name": "买买提江·阿不都热合曼", "stage": "probationary"}
    said["letter"] |= {"materials": [f"材料名称第{n}项" for n in range(12)], "to_branch": LONG,
                       "from_branch": LONG, "address": "青禾县" * 12}  # fmt: skip
    assert pages(papers.letter(said, void="遗失，重新开具"), tmp_path, "long")[0] == 1
    filled = papers.receipt(said, organ=LONG, on=date(2020, 9, 10), handler="甲", telephone="1")
    assert pages(filled, tmp_path, "receipt")[0] == 1
