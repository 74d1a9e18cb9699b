"""What a person types about problems and rounds."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.org.models import Person, Unit
from tongpin.org.queries import members_on
from tongpin.org.scope import Scope
from tongpin.rectification.models import (
    Exemption,
    Level,
    Problem,
    Publication,
    Review,
    Round,
    Source,
)
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm


def words(label: str, *, rows: int = 3, required: bool = False, help_text: str = "") -> Any:
    """A text of several lines."""
    return CleanCharField(
        label=label, required=required, max_length=4000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _person_field() -> forms.ModelChoiceField[Person]:
    return forms.ModelChoiceField(
        Person.objects.none(), label="责任人（在册党员）", required=False,
        empty_label="不在名册，在右边写姓名",
    )  # fmt: skip


def _taker_field() -> forms.ModelChoiceField[Person]:
    return forms.ModelChoiceField(
        Person.objects.none(), label="接手人（在册党员）", required=False,
        empty_label="不在名册，在右边写姓名",
    )  # fmt: skip


def _taken(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    if not data.get("to_person") and not data.get("to_name"):
        form.add_error("to_name", "请选择接手人，或者写明姓名。")
    if data.get("to_person"):
        data["to_name"] = data["to_person"].name
    return data


def _offer_people(form: forms.Form, name: str, unit: Unit) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = members_on(unit, site_day())


class VersionForm(TongpinForm):
    """A verb on a problem; the version of what was on the page comes back with it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ProblemForm(TongpinForm):
    """A problem found."""

    source = forms.ChoiceField(label="来源", choices=Source.choices)
    round = forms.ModelChoiceField(
        Round.objects.none(), label="轮次", required=False, empty_label="不属于某一轮"
    )
    number = CleanCharField(label="序号", required=False, max_length=20)
    category = CleanCharField(
        label="类别", required=False, max_length=60, help_text="如：党的建设、作风建设、财务管理。"
    )
    title = CleanCharField(label="问题", max_length=200, help_text="一句话写清什么事没有做到位。")
    description = words("具体表现")
    root_cause = words("产生原因", rows=2)
    responsible_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="责任党组织", empty_label=None
    )
    found_on = ChineseDateField(label="发现日期")
    lead = CleanCharField(label="牵头领导", required=False, max_length=50)
    measure = words(
        "整改措施", help_text="现在没有的可以以后再定；定了措施、责任人和时限才能开始整改。"
    )
    responsible_name = CleanCharField(label="责任人", required=False, max_length=50)
    due_on = ChineseDateField(label="整改时限", required=False)

    def __init__(self, *args: Any, unit: Unit, units: Any, rounds: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("found_on", site_day())
        kwargs["initial"].setdefault("responsible_unit", unit.pk)
        super().__init__(*args, **kwargs)
        self._set("responsible_unit", units)
        self._set("round", rounds)

    def _set(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class PlanForm(VersionForm):
    """The action plan."""

    root_cause = words("产生原因", rows=2)
    measure = words("整改措施", required=True, rows=4)
    lead = CleanCharField(label="牵头领导", required=False, max_length=50)
    responsible_person = _person_field()
    responsible_name = CleanCharField(
        label="责任人姓名", required=False, max_length=50, help_text="选了在册党员的不用写。"
    )
    due_on = ChineseDateField(label="整改时限")

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, "responsible_person", problem.responsible_unit)
        if problem.started_on is not None:
            self.fields["due_on"].help_text = "已经开始整改，改时限请用“延期”。"

    def clean(self) -> dict[str, Any]:
        """Somebody has to answer for it."""
        data = super().clean() or {}
        if not data.get("responsible_person") and not data.get("responsible_name"):
            self.add_error("responsible_name", "请选择责任人，或者写明姓名。")
        if data.get("responsible_person"):
            data["responsible_name"] = data["responsible_person"].name
        return data


class ProgressForm(VersionForm):
    """One stage of the work."""

    on = ChineseDateField(label="日期")
    note = words("进展", required=True, help_text="写清做了什么、到什么程度、还差什么。")
    papers = FilesField(
        label="佐证材料",
        required=False,
        help_text="文件、截图、台账等都可以，不要求照片，一次最多10个。",
    )


class SubmitForm(VersionForm):
    """A request for closure."""

    note = words("整改结果", required=True)


class ReasonForm(VersionForm):
    """A verb that needs its reason."""

    reason = words("理由", required=True, rows=2)


class CloseForm(VersionForm):
    """Verification: closed, kept up for good, or returned."""

    CLOSE, LONG, RETURN = "close", "long_term", "return"

    outcome = forms.ChoiceField(
        label="核验结果",
        choices=[(CLOSE, "整改到位，销号"), (LONG, "阶段任务完成，长期坚持"), (RETURN, "没有到位，退回")],
    )  # fmt: skip
    note = CleanCharField(
        label="核验意见", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="看了哪些材料、现场看了什么、是否到位；退回的写明还要做什么。",
    )  # fmt: skip
    review_due_on = ChineseDateField(
        label="成效评估日期",
        required=False,
        help_text="销号、长期坚持的填；不填按本单位的规定推算。",
    )


class ReopenForm(ReasonForm):
    """Begin again."""

    due_on = ChineseDateField(label="新的整改时限")


class ExtendForm(ReasonForm):
    """A later deadline."""

    due_on = ChineseDateField(label="新的时限")
    approver = CleanCharField(
        label="批准人", max_length=50, help_text="批准延期的负责人，或者研究同意的会议。"
    )


class HandOverForm(ReasonForm):
    """Somebody else answers."""

    to_person = _taker_field()
    to_name = CleanCharField(label="接手人姓名", required=False, max_length=50)

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, "to_person", problem.responsible_unit)

    def clean(self) -> dict[str, Any]:
        """Somebody has to take it."""
        return _taken(self, super().clean() or {})


class HandOverAllForm(TongpinForm):
    """Everything that somebody answers for goes to somebody else."""

    from_name = forms.ChoiceField(label="原责任人")
    to_person = _taker_field()
    to_name = CleanCharField(label="接手人姓名", required=False, max_length=50)
    reason = words("原因", required=True, rows=2, help_text="如：班子成员调整、岗位变动。")

    def __init__(self, *args: Any, names: list[str], unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, "to_person", unit)
        field = self.fields["from_name"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in names]

    def clean(self) -> dict[str, Any]:
        """Somebody has to take it."""
        return _taken(self, super().clean() or {})


class ReviewForm(VersionForm):
    """A look back."""

    result = forms.ChoiceField(label="评估结果", choices=[c for c in Review.choices if c[0]])
    note = words("评估依据", required=True)
    due_on = ChineseDateField(
        label="新的整改时限", required=False, help_text="问题反弹、需要重新整改的填写。"
    )


class PublishForm(VersionForm):
    """Publication after review."""

    publication = forms.ChoiceField(
        label="公开范围", choices=[c for c in Publication.choices if c[0]]
    )
    exception = forms.ChoiceField(
        label="不公开的情形", required=False, choices=[("", "—"), *Exemption.choices]
    )
    reviewer = CleanCharField(label="审核人", max_length=50)
    on = ChineseDateField(label="日期")


class RoundForm(TongpinForm):
    """A round with its feedback."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    name = CleanCharField(label="轮次", max_length=80, help_text="如：县委第三轮巡察。")
    level = forms.ChoiceField(
        label="层级", required=False, choices=[("", "不是巡察"), *Level.choices],
        help_text="巡察反馈按层级推算整改方案、整改报告的期限。",
    )  # fmt: skip
    team = CleanCharField(label="反馈组", required=False, max_length=60)
    feedback_on = ChineseDateField(label="反馈日期")
    due_on = ChineseDateField(label="反馈文件要求的期限", required=False)
    responsible = CleanCharField(
        label="第一责任人", required=False, max_length=50, help_text="党组织主要负责人。"
    )
    plan_sent_on = ChineseDateField(label="整改方案报送日期", required=False)
    report_sent_on = ChineseDateField(label="整改报告报送日期", required=False)
    report_number = CleanCharField(label="整改报告文号", required=False, max_length=60)
    case_ref = CleanCharField(
        label="对应的办理事项", required=False, max_length=120,
        help_text="已在“程序办理”开了“巡察整改”的，粘贴那一页的地址，报告只计一次。",
    )  # fmt: skip

    def clean_case_ref(self) -> str:
        """The address of a case, or its number, as the reference of the case."""
        text: str = self.cleaned_data["case_ref"].strip()
        if not text:
            return ""
        found = re.search(r"(?:^|[/:])(\d{1,18})/?$", text)
        if found is None:
            raise forms.ValidationError("请粘贴办理事项页面的地址，如 /cases/12/。")
        return f"casework:{found.group(1)}"


def narrowed_units(scope: Scope, unit: Unit) -> Any:
    """The unit and what lies below it, for choosing who puts right."""
    rows = Unit.objects.within(scope).filter(path__startswith=unit.path)
    return rows.exclude(kind="group").order_by("path")
