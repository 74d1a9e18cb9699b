"""What every form does with dates and hostile text."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2020-4-3",
        "2020-04-03",
        "2020.4.3",
        "2020/4/3",
        "2020年4月3日",
        "20200403",
        "２０２０年４月３日",
        " 2020 - 4 - 3 ",
    ],
)
def test_dates_are_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text) == date(2020, 4, 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2020-13-40", "2020年13月40日不存在"),
        ("昨天", "须写成"),
        ("0000-01-01", "1900"),
        ("2021-2-29", "2021年2月29日不存在"),
        ("9" * 5000, "须写成"),
    ],
)
def test_impossible_dates_say_why(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_date(text)


class _Form(TongpinForm):
    name = CleanCharField(label="姓名", max_length=10)
    on = ChineseDateField(label="日期", required=False)
    note = CleanCharField(label="备注", widget=forms.Textarea, required=False)


@pytest.mark.parametrize("bad", ["张\x00三", "张\u202e三", "张\u200b三"])
def test_invisible_characters_are_refused_with_their_place(bad: str) -> None:
    form = _Form({"name": bad})
    assert not form.is_valid()
    assert (
        "看不见的控制字符" in form.errors["name"][0]
        or "空字符" in form.errors["name"][0]
        or "Null" in form.errors["name"][0]
    )


def test_missing_field_is_named() -> None:
    form = _Form({"name": ""})
    assert form.errors["name"] == ["请填写姓名。"]
