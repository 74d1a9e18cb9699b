"""What a person types about business work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.capability import Linkable
from tongpin.ledgers.integration.models import Link, LinkKind, MarkKind
from tongpin.org.models import Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

MOST = 2**31 - 1


class VersionForm(TongpinForm):
    """The version of what was on the page comes back with the form."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)


class ItemForm(TongpinForm):
    """A business item."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST
    )
    name = CleanCharField(label="业务工作", max_length=120, help_text="如：城区老旧供水管网改造。")
    category = CleanCharField(label="类别", required=False, max_length=40)
    department = CleanCharField(label="承办科室（单位）", max_length=80)
    owner = forms.ModelChoiceField(
        Person.objects.none(), label="责任人（在册党员）", required=False,
        empty_label="不在名册，在右边写姓名",
    )  # fmt: skip
    owner_name = CleanCharField(label="责任人姓名", required=False, max_length=50)
    starts_on = ChineseDateField(label="开始日期")
    due_on = ChineseDateField(label="完成时限")
    goal = CleanCharField(
        label="目标要求", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class StepForm(VersionForm):
    """How far it has come."""

    on = ChineseDateField(label="日期")
    percent = forms.IntegerField(
        label="完成比例（%）", min_value=0, max_value=100, help_text="填100就是已经完成。",
        error_messages={
            "invalid": "请填写0到100的整数。", "min_value": "不能小于0。", "max_value": "不能大于100。",
        },
    )  # fmt: skip
    note = CleanCharField(label="进展", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    papers = FilesField(label="材料", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)


class ReasonForm(TongpinForm):
    """A verb that needs its reason."""

    reason = CleanCharField(label="理由", max_length=200)


class StopForm(VersionForm):
    """Call an item off."""

    reason = CleanCharField(label="终止理由", max_length=200)


class LinkForm(TongpinForm):
    """What an item is linked to: any number of the fields, one thing each."""

    measure = forms.ChoiceField(label="党建措施（年度工作意见）", required=False)
    branch = forms.ModelChoiceField(
        Unit.objects.none(), label="党支部", required=False, empty_label="不选"
    )

    def __init__(
        self,
        *args: Any,
        measures: Iterable[tuple[str, str]] | None,
        branches: Any,
        records: Iterable[tuple[str, list[Linkable]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        measure, branch = self.fields["measure"], self.fields["branch"]
        assert isinstance(measure, forms.ChoiceField)
        assert isinstance(branch, forms.ModelChoiceField)
        measure.choices = [("", "不选"), *(measures or ())]
        if measures is None:  # only who keeps the item links measures
            del self.fields["measure"]
        branch.queryset = branches
        self.owners: dict[str, int] = {}
        for number, (title, rows) in enumerate(records, 1):
            self.owners |= {row.ref: row.unit for row in rows}
            self.fields[f"record{number}"] = forms.ChoiceField(
                label=title, required=False,
                choices=[("", "不选"), *((row.ref, row.label) for row in rows)],
                widget=forms.Select(attrs={"class": "form-select"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """At least one thing."""
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("请至少选一项。", code="nothing")
        return data

    def chosen(self) -> list[tuple[str, int | None]]:
        """`(reference, key of the unit whose it is)`; None for a measure."""
        data = self.cleaned_data
        found: list[tuple[str, int | None]] = []
        if data.get("measure"):
            found.append((data["measure"], None))
        if data["branch"] is not None:
            found.append((f"{LinkKind.BRANCH.value}:{data['branch'].pk}", data["branch"].pk))
        records = (data[name] for name in self.fields if name.startswith("record"))
        return found + [(ref, self.owners[ref]) for ref in records if ref]


class MarkForm(TongpinForm):
    """One of the four marks."""

    kind = forms.ChoiceField(label="环节", choices=MarkKind.choices)
    on = ChineseDateField(label="日期")
    note = CleanCharField(
        label="怎样一起做的", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如：局党委会把管网改造和支部攻坚任务一并研究。",
    )  # fmt: skip
    link = forms.ModelChoiceField(
        Link.objects.none(),
        label="依据（已经关联的记录）",
        required=False,
        empty_label="不选，上传材料",
    )
    papers = FilesField(label="依据材料", required=False)

    def __init__(self, *args: Any, links: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)
        field = self.fields["link"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = links
