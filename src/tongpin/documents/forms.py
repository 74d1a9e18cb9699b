"""The upload of a template."""

from __future__ import annotations

from django import forms

from tongpin.ui.forms import TongpinForm


class TemplateForm(TongpinForm):
    """A Word template changed in a word processor."""

    file = forms.FileField(
        label="模板文件",
        help_text="用 WPS 或 Word 修改后保存的 docx，不超过 3 MB，不含宏和外部链接。",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"empty": "这个文件是空的。", "required": "请选择模板文件。"},
    )
