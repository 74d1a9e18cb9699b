"""What is typed about topics, meetings and resolutions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.decisions import queries
from tongpin.ledgers.decisions.actions import Handling, Proposal
from tongpin.ledgers.decisions.models import (
    Category,
    Effect,
    Outcome,
    Recusal,
    Resolution,
    Stance,
    Topic,
)
from tongpin.life.actions import Totals
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm


def _text(label: str, rows: int = 4, **kwargs: Any) -> CleanCharField:
    return CleanCharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _choose(form: forms.Form, name: str, rows: Iterable[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    assert field.queryset is not None
    field.queryset = field.queryset.model._default_manager.filter(pk__in=[r.pk for r in rows])


class Versioned(TongpinForm):
    """A form about a record that somebody else may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class TopicForm(TongpinForm):
    """A topic; the emergency fields stay empty where it waits for the meeting."""

    category = forms.ChoiceField(label="事项类别", choices=Category.choices)
    title = CleanCharField(label="议题", max_length=120)
    proposed_on = ChineseDateField(label="提出日期")
    amount = forms.DecimalField(
        label="金额（元）", required=False, min_value=Decimal(0), max_digits=14, decimal_places=2,
        help_text="大额度资金使用必填。",
    )  # fmt: skip
    department = CleanCharField(label="承办部门", required=False, max_length=60)
    proposer = forms.ModelChoiceField(Person.objects.none(), label="提出人", required=False)
    responsible = forms.ModelChoiceField(
        Person.objects.none(), label="分管负责人", required=False, help_text="讨论时应当到会。"
    )
    summary = _text("内容和建议", 6, required=False, max_length=8000)
    details = _text(
        "需要保密的内容", 4, required=False, max_length=8000,
        help_text="人事议题的内容只写在这里：加密保存，只有班子成员、提出人和登记人能看，每次查看都有记录。",
    )  # fmt: skip
    changes = forms.ModelChoiceField(
        Resolution.objects.none(), label="变更哪项决议", required=False, help_text="新议题不选。"
    )
    handled_on = ChineseDateField(label="紧急处置日期", required=False)
    handled_by = CleanCharField(label="处置人", required=False, max_length=100)
    handling = _text("处置情况", 3, required=False, max_length=4000)

    def __init__(
        self, *args: Any, unit: Unit, topic: Topic | None = None, is_emergency: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        members = queries.team(unit, site_day())
        _choose(self, "proposer", members)
        _choose(self, "responsible", members)
        standing = Resolution.objects.filter(unit=unit, replaced_by__isnull=True)
        _choose(self, "changes", standing.select_related("unit"))
        for name in ("handled_on", "handled_by", "handling"):
            if not is_emergency:
                del self.fields[name]
            else:
                self.fields[name].required = True
        if topic is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def proposal(self) -> Proposal:
        """What was typed, for the action."""
        data = self.cleaned_data
        amount = data["amount"]
        return Proposal(
            amount_fen=None if amount is None else int(amount * 100),
            **{
                name: data[name]
                for name in ("category", "title", "proposed_on", "summary", "details",
                             "department", "proposer", "responsible", "changes")
            },
        )  # fmt: skip

    def emergency(self) -> Handling | None:
        """What was already done."""
        if "handled_on" not in self.fields:
            return None
        data = self.cleaned_data
        return Handling(data["handled_on"], data["handled_by"], data["handling"])


class StepForm(TongpinForm):
    """What was done before the meeting."""

    name = forms.ChoiceField(label="程序")
    on = ChineseDateField(label="日期")
    by = CleanCharField(label="由谁办理", max_length=60, help_text="部门或者人员。")
    result = _text("结果", 3, max_length=2000)
    is_waived = forms.BooleanField(
        label="经同意不需要办", required=False, help_text="在“结果”里写明谁同意、为什么。"
    )

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(n, n) for n in names]


class ReasonForm(TongpinForm):
    """Why something is taken back."""

    reason = CleanCharField(label="理由", max_length=200)


class VersionedReasonForm(Versioned):
    """Why, and of which version."""

    reason = CleanCharField(label="理由", max_length=200)


class AcceptForm(Versioned):
    """The main leader lets it go to the meeting."""

    on = ChineseDateField(label="审定日期")
    by = CleanCharField(label="审定人", max_length=60)


class ReportForm(Versioned):
    """An emergency was reported."""

    on = ChineseDateField(label="报告日期")
    to = CleanCharField(label="向谁报告", max_length=100)


class PutOnForm(TongpinForm):
    """Which meeting, and when its papers went out."""

    gathering = forms.ModelChoiceField(Gathering.objects.none(), label="会议", empty_label=None)
    reporter = CleanCharField(label="汇报人", required=False, max_length=60)
    materials_on = ChineseDateField(label="材料送达日期", required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gathering"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.meetings(unit)


class PrepareForm(Versioned):
    """Who reports, and when the papers went out."""

    reporter = CleanCharField(label="汇报人", required=False, max_length=60)
    materials_on = ChineseDateField(label="材料送达日期", required=False)


# ------------------------------------------------------------------------------- at the meeting


class _AtMeeting(Versioned):
    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        if "person" in self.fields:
            _choose(self, "person", members)


class RecuseForm(_AtMeeting):
    """Who leaves, and why."""

    person = forms.ModelChoiceField(Person.objects.none(), label="回避人", empty_label=None)
    reason = CleanCharField(label="回避事由", max_length=100)
    has_left = forms.BooleanField(label="已离场", required=False, initial=True)


class UnrecuseForm(Versioned):
    """Undo a recusal."""

    recusal = forms.ModelChoiceField(Recusal.objects.none())

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recusal"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class SpeechForm(_AtMeeting):
    """One member's opinion."""

    person = forms.ModelChoiceField(Person.objects.none(), label="发言人", empty_label=None)
    stance = forms.ChoiceField(label="表态", choices=Stance.choices)
    words = _text("发言要点", 2, required=False, max_length=2000)
    is_reserved = forms.BooleanField(label="保留意见", required=False)
    is_reported_up = forms.BooleanField(label="要求向上级反映", required=False)


class RollForm(_AtMeeting):
    """Who is there: fields `h<key>`."""

    def present(self) -> set[int]:
        """The members that are ticked."""
        return {p.pk for p in self.members if f"h{p.pk}" in self.data}


class CountForm(Versioned):
    """The numbers of the vote."""

    yes = forms.IntegerField(label="赞成", min_value=0, max_value=999)
    no = forms.IntegerField(label="不赞成", min_value=0, max_value=999, initial=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, max_value=999, initial=0)
    is_split = forms.BooleanField(label="意见分歧较大", required=False)
    note = CleanCharField(
        label="说明", required=False, max_length=200,
        help_text="票数和发言时的表态不一致的，写明原因。",
    )  # fmt: skip

    def totals(self) -> Totals:
        """For the vote; written opinions do not count in a leading body (党组工作条例)."""
        data = self.cleaned_data
        return Totals(yes=data["yes"], no=data["no"], abstain=data["abstain"])


class CloseForm(Versioned):
    """The conclusion."""

    outcome = forms.ChoiceField(
        label="结论", choices=[c for c in Outcome.choices if c[0]], widget=forms.RadioSelect
    )
    conclusion = _text("决定事项", 3, max_length=4000)


# ------------------------------------------------------------------------------------ afterwards


class TaskForm(TongpinForm):
    """Who does what by when."""

    words = CleanCharField(label="任务", max_length=200)
    to = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label=None)
    person = CleanCharField(label="责任人", max_length=60)
    due_on = ChineseDateField(label="完成时限")

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to", units)


class NoteForm(Versioned):
    """How far a task is."""

    on = ChineseDateField(label="日期")
    words = _text("落实情况", 3, max_length=2000)
    is_done = forms.BooleanField(label="已经完成", required=False)


class EvaluationForm(TongpinForm):
    """How it turned out."""

    on = ChineseDateField(label="评价日期")
    effect = forms.ChoiceField(label="效果", choices=Effect.choices)
    words = _text("评价意见", 4, max_length=2000)
