"""What every form shares: tidy text, Chinese dates, bootstrap classes, the version of the record."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MAX_TEXT = 20_000
PLAIN_LINE = 200


def parse_date(text: str) -> date:
    """A date as people write it: 2020-4-3, 2020.4.3, 2020/4/3, 2020年4月3日, 20200403, full width too."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    match = DATE.fullmatch(folded) or COMPACT.fullmatch(folded)
    if match is None:
        raise ValueError("须写成 2020-04-03 这样的日期。")
    year, month, day = (int(g) for g in match.groups())
    if not 1900 <= year <= 2099:
        raise ValueError("年份须在 1900 至 2099 之间。")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}年{month}月{day}日不存在，请核对。") from None


class ChineseDateField(forms.DateField):
    """A date in any of the usual Chinese ways of writing."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """Read what was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value)[:30])
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class CleanCharField(forms.CharField):
    """Text without control or direction characters, at most `max_length` characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "max_length",
            MAX_TEXT if isinstance(kwargs.get("widget"), forms.Textarea) else PLAIN_LINE,
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Fold line ends and refuse invisible characters with the place named."""
        text = super().to_python(value) or ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        found = CONTROL.search(text)
        if found:
            raise forms.ValidationError(
                f"第 {found.start() + 1} 个字处有看不见的控制字符，请删除后重新输入。",
                code="control",
            )
        return text


class _ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list of `(name, bytes)`, at most `most` of them."""

    widget = _ManyFiles

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Read what was sent; the content is checked where it is stored."""
        files = [f for f in (data if isinstance(data, list | tuple) else [data]) if f]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(f"一次最多上传 {self.most} 个文件。", code="too_many")
        return [(f.name or "附件", f.read()) for f in files]


class TongpinForm(forms.Form):
    """A form in the house style; `version` carries the record's version for the conflict check."""

    required_css_class = "required"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for item in self.fields.values():
            item.widget.attrs.setdefault("class", _css(item.widget))
            if item.error_messages["required"] is forms.Field.default_error_messages["required"]:
                item.error_messages["required"] = f"请填写{item.label or '此项'}。"


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"
