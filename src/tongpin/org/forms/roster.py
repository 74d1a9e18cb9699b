"""The upload of a roster and the choice of its rows."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from tongpin.org import queries
from tongpin.org.forms.people import UnitField
from tongpin.org.models import UnitKind
from tongpin.org.scope import Scope
from tongpin.ui.forms import CleanCharField, TongpinForm

ENDINGS = (".xlsx", ".csv", ".txt")
BIGGEST_ROW = 1_048_576


class UploadForm(TongpinForm):
    """A file and the unit whose roster it is."""

    unit = UnitField("导入到", help_text="表中各人的支部须是它本身或它的下级。")
    file = forms.FileField(
        label="名册文件",
        help_text="xlsx 或 csv。列的先后不限，表头上方可以有标题。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": "这个文件是空的。", "required": "请选择名册文件。"},
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = (  # type: ignore[attr-defined]
            queries.units(scope).filter(dissolved_on=None).exclude(kind=UnitKind.GROUP)
        )

    def clean_file(self) -> Any:
        """A spreadsheet by its ending, and not too large."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError("只能导入 xlsx 或 csv 表格；请在表格软件里另存为 xlsx 后上传。")
        if file.size > settings.TONGPIN_MAX_UPLOAD:
            limit = settings.TONGPIN_MAX_UPLOAD // 1024 // 1024
            raise ValidationError(f"文件超过 {limit} MB，请删去图片或分几次导入。")
        return file


class ConfirmForm(TongpinForm):
    """All importable rows, those without a warning, or chosen ones by tick or number."""

    choice = forms.ChoiceField(
        label="导入哪些行",
        choices=[
            ("all", "全部可以导入的行"),
            ("clean", "只导入没有提醒的行"),
            ("chosen", "只导入下面勾选或写明行号的行"),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    numbers = CleanCharField(
        label="行号",
        required=False,
        max_length=500,
        help_text="选“只导入下面勾选或写明行号的行”时填写，例如“4-20，25”。",
    )
    again = forms.BooleanField(label="这份文件以前导入过，仍要再导入", required=False)

    def clean_numbers(self) -> frozenset[int]:
        """`4-20，25` as row numbers."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["numbers"])
        found: set[int] = set()
        for part in re.split(r"[,、;\s]+", text):
            if not part:
                continue
            match = re.fullmatch(r"(\d{1,7})(?:[-—~至到](\d{1,7}))?", part)
            if match is None:
                raise ValidationError(f"“{part[:20]}”不是行号，请写成“4-20，25”。")
            first, last = int(match[1]), int(match[2] or match[1])
            if not 1 <= first <= last <= BIGGEST_ROW:
                raise ValidationError(f"“{part[:20]}”不是有效的行号范围。")
            if last - first > 100_000:
                raise ValidationError("行号范围过大。")
            found.update(range(first, last + 1))
        return frozenset(found)
