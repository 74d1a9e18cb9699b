"""Long titles turn their lines between words, and the lines are balanced."""

from __future__ import annotations

import io

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tongpin.formats.paper import compiled
from tongpin.formats.paper_text import typeset
from tongpin.formats.titles import title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("会议纪要", ["会议纪要"]),
        (
            "中共青禾县水务局委员会2019年度民主生活会征求意见汇总表",
            ["中共青禾县水务局委员会2019年度", "民主生活会征求意见汇总表"],
        ),
        (
            "中共青禾县水务局机关第一支部委员会2020年度民主评议党员结果汇总",
            ["中共青禾县水务局机关第一支部委员会", "2020年度民主评议党员结果汇总"],
        ),
        (
            "青禾县水务局关于2020年度党费收缴、使用和管理情况的报告",
            ["青禾县水务局关于2020年度", "党费收缴、使用和管理情况的报告"],
        ),
    ],
)
def test_lines_end_where_a_phrase_ends(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


@given(st.text("党支部委员会学习2020年度（第）、谈心话abc", min_size=1, max_size=120))
def test_nothing_is_lost_and_no_line_is_too_long(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(sum(0.5 if c.isascii() else 1 for c in line) <= 20 for line in lines)
    assert lines == title_lines(title)


def test_the_title_of_a_template_turns_where_its_names_let_it() -> None:
    paper = compiled(typeset("# 关于{{党组织}}换届候选人预备人选的请示\n正文{{党组织}}"))

    def title(name: str) -> str:
        made = Document(io.BytesIO(paper.render({"党组织": name})))
        return made.paragraphs[0].text

    assert title("县供水公司党支部") == "关于县供水公司党支部\n换届候选人预备人选的请示"
    assert title("机关支部") == "关于机关支部换届候选人预备人选的请示"
    assert title("甲&乙<丙>党支部") == "关于甲&乙<丙>党支部\n换届候选人预备人选的请示"
