"""What a person types about a case and its steps; the fields of a step follow from its gates."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.casework import queries
from tongpin.casework.actions import Happening
from tongpin.duties.rulebook import current_book
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.queries import members_on
from tongpin.rules.procedure import Gate, GateKind, Step
from tongpin.rules.voting import DEVELOPMENT, Meeting
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

MOST = 100_000
DECISIONS = {
    "on_time": "按期转为正式党员", "extend": "延长预备期", "disqualify": "取消预备党员资格",
}  # fmt: skip
YES_NO = [("", "没有写明"), ("yes", "是"), ("no", "否")]


class OpenForm(TongpinForm):
    """Begin a case."""

    procedure = forms.ChoiceField(label="程序")
    title = CleanCharField(label="名称", max_length=120, help_text="如：2026年度民主生活会。")
    person = forms.ModelChoiceField(
        Person.objects.none(), label="人员", required=False,
        help_text="流动党员、失去联系党员等以人为单位的程序要选择。",
    )  # fmt: skip
    opened_on = ChineseDateField(label="开始日期")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("opened_on", site_day())
        super().__init__(*args, **kwargs)
        procedure, person = self.fields["procedure"], self.fields["person"]
        assert isinstance(procedure, forms.ChoiceField)
        assert isinstance(person, forms.ModelChoiceField)
        procedure.choices = [(p.key, p.title) for p in queries.procedures_for(current_book(), unit)]
        person.queryset = members_on(unit, site_day()).order_by("search_text")
        person.empty_label = "不涉及个人"


class StepForm(TongpinForm):
    """One step: its day, what its gates ask for, papers, and who allowed a deviation."""

    on = ChineseDateField(label="日期")
    note = CleanCharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="引用会议记录", required=False, empty_label="不引用"
    )
    papers = FilesField(label="材料", required=False)
    approver = CleanCharField(
        label="同意变通的组织或者负责人", required=False, max_length=60,
        help_text="只有不符合规定、经有权的党组织同意时才填写。",
    )  # fmt: skip
    approval_reason = CleanCharField(label="变通理由", required=False, max_length=200)

    def __init__(self, *args: Any, unit: Unit, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        cited = self.fields["gathering"]
        assert isinstance(cited, forms.ModelChoiceField)
        cited.queryset = queries.gatherings_of(unit)
        if step.papers:
            self.fields[
                "papers"
            ].help_text = f"一般应有：{'、'.join(step.papers)}。可一次选择多份。"
        for gate in step.gates:
            for name, item in _fields(gate).items():
                self.fields.setdefault(name, item)
        self.order_fields(["on", *(n for n in self.fields if n not in self.base_fields)])
        for item in self.fields.values():
            item.widget.attrs.setdefault("class", "form-control")

    def clean(self) -> dict[str, Any]:
        """Both halves of a deviation; not too many papers."""
        data = super().clean() or {}
        if bool(data.get("approver")) != bool(data.get("approval_reason")):
            missing = "approver" if not data.get("approver") else "approval_reason"
            self.add_error(missing, "同意的组织或者负责人和理由要一起填写。")
        if data.get("to") and data.get("on") and data["to"] < data["on"]:
            self.add_error("to", "截止日期早于开始日期。")
        return data

    def happening(self) -> Happening:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        extra = {n: data.get(n) for n in self.fields if n not in self.base_fields}
        return Happening(
            step=self.step.key,
            on=data["on"],
            values=_values(extra),
            note=data["note"],
            gathering=data.get("gathering"),
            approver=data["approver"],
            approval_reason=data["approval_reason"],
        )


class WithdrawForm(TongpinForm):
    """Take a record back."""

    reason = CleanCharField(label="撤回理由", max_length=200)


class CloseForm(TongpinForm):
    """End a case."""

    closed_on = ChineseDateField(label="办结日期")
    note = CleanCharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="还有步骤没有办理的，写明办结的理由。",
    )


def _number(label: str, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, min_value=0, max_value=MOST,
        error_messages={"invalid": "请填写整数。", "min_value": "不能小于0。", "max_value": "数目过大。"},
    )  # fmt: skip


def _choice(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=YES_NO,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def _fields(gate: Gate) -> dict[str, forms.Field]:
    """The fields that a gate reads its values from."""
    match gate.kind:
        case GateKind.VOTE:
            return _vote_fields(Meeting(gate.meeting))
        case GateKind.SECRET:
            return {"vote_secret": _choice("是否无记名投票")}
        case GateKind.WORKDAYS:
            return {"to": ChineseDateField(label="截止日期", required=False)}
        case GateKind.COUNT:
            return {"count": _number("人数")}
        case GateKind.AMOUNT:
            return {"days": _number("天数"), "hours": _number("学时")}
        case GateKind.SHARE:
            return {gate.name: _number(f"{gate.words}人数"), gate.whole: _number("总人数")}
        case GateKind.TOLD:
            return {gate.name: _choice(f"是否{gate.words}")}
        case GateKind.DECISION:
            return {
                "decision": forms.ChoiceField(
                    label="大会决定", choices=[("", "请选择"), *DECISIONS.items()],
                    widget=forms.Select(attrs={"class": "form-select"}),
                    error_messages={"required": "请选择大会决定。"},
                ),
                "months": _number("延长几个月"),
            }  # fmt: skip
        case GateKind.NEVER:
            return {gate.name: forms.BooleanField(label=gate.words, required=False)}
    return {}


def _vote_fields(meeting: Meeting) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "vote_entitled": _number("应到人数", required=True),
        "vote_present": _number("实到人数", required=True),
    }
    if meeting is Meeting.DEMOCRATIC_LIFE_MEETING:
        return fields
    fields["vote_yes"] = _number("赞成票")
    if meeting in DEVELOPMENT:
        fields["vote_written_yes"] = _number("会前书面赞成")
    if meeting is Meeting.ELECTION:
        fields |= {
            "vote_seats": _number("应选名额"),
            "vote_candidates": _number("候选人数"),
            "vote_issued": _number("发出选票"),
            "vote_returned": _number("收回选票"),
        }
    return fields


def _values(extra: dict[str, Any]) -> dict[str, Any]:
    """Typed values as the gates name them: votes together, yes and no as truth, empty ones left out."""
    values: dict[str, Any] = {}
    vote: dict[str, Any] = {}
    for name, value in extra.items():
        if value in (None, "", False):
            continue
        told = {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
        if name.startswith("vote_"):
            vote[name.removeprefix("vote_")] = told
        else:
            values[name] = told
    return {**values, "vote": vote} if vote else values
