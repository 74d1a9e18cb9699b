"""The tokenizer of the search."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongpin.formats.bigrams import MOST_TOKENS, excerpt, folded, tokens, unbroken, wanted

CHINESE = st.text(alphabet="党员大会作风整顿学习条例", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("作风整顿", ["作风", "风整", "整顿", "顿"]),
        ("党", ["党"]),
        ("学习PPT 2020年", ["学习", "习", "ppt", "2020", "年"]),
        ("a_b，<b>会议</b>", ["a", "b", "会议", "议"]),
        ("", []),
    ],
)
def test_pairs_and_whole_words(text, found) -> None:
    assert tokens(folded(text)) == found


def test_blanks_inside_chinese_go_and_lines_stay_apart() -> None:
    assert folded("党 课　Ｐ２ \x00 a b\r\n\n会 议 ") == "党课 P2 a b\n会议"
    assert folded("学习， 讨论（①）") == "学习，讨论（1）"
    assert tokens(folded("大会\n议题")) == ["大会", "会", "议题", "题"]
    assert unbroken("加强作\n风建设。\n第二段") == "加强作风建设。\n第二段"


@settings(deadline=None)
@given(CHINESE, CHINESE, CHINESE)
def test_a_word_of_two_signs_or_more_is_found_wherever_it_stands(before, word, after) -> None:
    asked = wanted(word)
    have = set(tokens(folded(f"{before}{word}{after}")))
    assert set(asked.exact) <= have
    assert all(any(t.startswith(b) for t in have) for b in asked.beginning)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_tokenizer_and_no_token_breaks_a_query(text) -> None:
    shown = folded(text)
    assert folded(shown) == shown
    for token in tokens(shown):
        assert token
        assert not set(token) & set(" '\"\\*:&|!()")


def test_a_long_word_asks_for_its_pairs_and_for_itself() -> None:
    asked = wanted("作风整顿  PPT 党")
    assert asked.exact == ("作风", "风整", "整顿")
    assert asked.beginning == ("ppt", "党")
    assert asked.phrases == ("作风整顿",)
    assert not wanted("，。!?  ")


def test_a_document_of_any_size_stays_within_the_limits() -> None:
    dice = random.Random(1)
    signs = "".join(chr(0x4E00 + dice.randrange(20_000)) for _ in range(300_000))
    assert len(tokens(signs)) == MOST_TOKENS
    assert len(folded("长" * 300_000)) == 200_000


def test_an_excerpt_marks_every_word_around_the_first() -> None:
    text = "一" * 100 + "开展作风整顿，整顿到底" + "二" * 200
    parts = excerpt(text, ("整顿",))
    assert [p for p, is_word in parts if is_word] == ["整顿", "整顿"]
    assert parts[0] == ("……", False)
    assert parts[-1] == ("……", False)
    assert excerpt("没有那个词", ("整顿",)) == [("没有那个词", False)]
    assert excerpt("<script>整顿</script>", ("整顿",))[0] == ("<script>", False)
