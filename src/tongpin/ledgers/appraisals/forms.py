"""What is typed about an appraisal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.casework.forms import StepForm
from tongpin.ledgers.appraisals.models import Grade, Mark, Participant
from tongpin.org.models import Person
from tongpin.rules.procedure import Step
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MOST = 10_000


def _text(label: str, rows: int, **kwargs: Any) -> CleanCharField:
    return CleanCharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class OpenForm(TongpinForm):
    """Begin, with the day of the roll."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    rolled_on = ChineseDateField(
        label="名单确定日",
        help_text="以这一天本支部的正式党员、预备党员为评议名单，定下后不随以后的转接变化。",
    )
    opened_on = ChineseDateField(label="开始日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("rolled_on", site_day())
        initial.setdefault("opened_on", site_day())
        super().__init__(*args, **kwargs)


class RollForm(OpenForm):
    """The roll of a case that is open already."""

    opened_on = None  # type: ignore[assignment]


class TakeForm(StepForm):
    """A step of the case, by hand."""

    def __init__(self, *args: Any, step: Step, values: dict[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = {"on": site_day()} | values
        super().__init__(*args, step=step, **kwargs)


class ReasonForm(TongpinForm):
    """A reason."""

    reason = CleanCharField(label="理由", max_length=200)


class ExcuseForm(TongpinForm):
    """Why somebody takes no part; empty puts the person back."""

    reason = CleanCharField(
        label="未参加的原因", max_length=100, required=False,
        help_text="如：长期患病、经批准外出流动。清空后保存，恢复参加。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class PaperSelfForm(TongpinForm):
    """The day a self-assessment came in on paper."""

    on = ChineseDateField(label="自评日期")


class SelfForm(TongpinForm):
    """One's own self-assessment."""

    content = _text(
        "个人自评", 16, max_length=20_000,
        help_text="对照党员标准写履行义务、发挥作用和存在的不足。只有本人、支部书记和负责审阅的党务部门能看到。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(TongpinForm):
    """One member's word about another."""

    by = forms.ModelChoiceField(Person.objects.none(), label="评议人")
    about = forms.ModelChoiceField(
        Participant.objects.none(), label="被评议人", empty_label="请选择"
    )
    content = _text("评议意见", 4, max_length=2000)

    def __init__(
        self, *args: Any, roll: list[Participant], me: int | None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        by, about = self.fields["by"], self.fields["about"]
        assert isinstance(by, forms.ModelChoiceField)
        assert isinstance(about, forms.ModelChoiceField)
        people = [p.person_id for p in roll if me is None or p.person_id == me]
        by.queryset = Person.objects.filter(pk__in=people).order_by("search_text")
        by.empty_label = None if me is not None else "请选择"
        others = [p.pk for p in roll if p.person_id != me]
        about.queryset = Participant.objects.filter(pk__in=others).select_related("person")


class BallotForm(TongpinForm):
    """The paper: one mark for every subject, none chosen beforehand."""

    def __init__(self, *args: Any, subjects: list[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in subjects:
            self.fields[f"m{line.pk}"] = forms.ChoiceField(
                label=line.person.name, choices=Mark.choices,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"required": f"请为{line.person.name}选择一项，可以选弃权。"},
            )  # fmt: skip

    def marks(self) -> dict[int, str]:
        """`{participant: mark}`."""
        return {int(name[1:]): mark for name, mark in self.cleaned_data.items() if name != "code"}


class CodeForm(TongpinForm):
    """The code of a slip."""

    code = CleanCharField(label="投票码", max_length=20, help_text="发给您的12位字母和数字。")


class OpenBallotForm(TongpinForm):
    """Begin the ballot."""

    with_probationary = forms.BooleanField(
        label="预备党员也发测评票", required=False, initial=True
    )  # fmt: skip


class TallyForm(TongpinForm):
    """The totals of a ballot on paper."""

    issued = forms.IntegerField(label="发出测评表", min_value=1, max_value=MOST)
    returned = forms.IntegerField(label="收回测评表", min_value=0, max_value=MOST)
    valid = forms.IntegerField(label="有效测评表", min_value=1, max_value=MOST)

    def __init__(self, *args: Any, subjects: list[Participant], **kwargs: Any) -> None:
        self.subjects = subjects
        super().__init__(*args, **kwargs)
        for line in subjects:
            for mark, label in Mark.choices:
                field = forms.IntegerField(
                    label=f"{line.person.name} {label}", min_value=0, max_value=MOST, required=False
                )
                field.widget.attrs |= {"class": "form-control", "inputmode": "numeric"}
                self.fields[f"t{line.pk}_{mark}"] = field

    def lines(self) -> Iterator[tuple[Participant, list[Any]]]:
        """`(participant, [bound fields in the order of marks])` for the grid."""
        for line in self.subjects:
            yield line, [self[f"t{line.pk}_{mark}"] for mark in Mark.values]

    def totals(self) -> dict[int, dict[str, int]]:
        """`{participant: {mark: number}}`; an empty cell is none."""
        data = self.cleaned_data
        return {
            line.pk: {mark: data.get(f"t{line.pk}_{mark}") or 0 for mark in Mark.values}
            for line in self.subjects
        }


class GradesForm(TongpinForm):
    """A grade and a word for every full member."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    cap_approver = CleanCharField(
        label="同意超过比例的组织", required=False, max_length=60,
        help_text="只有优秀超过规定比例、经有权的党组织同意时才填写。",
    )  # fmt: skip
    cap_reason = CleanCharField(label="超过比例的理由", required=False, max_length=200)

    def __init__(self, *args: Any, roll: list[Participant], **kwargs: Any) -> None:
        self.roll = [p for p in roll if p.is_graded_kind]
        super().__init__(*args, **kwargs)
        for line in self.roll:
            name = line.person.name
            grade = forms.ChoiceField(
                label=f"{name}的等次", choices=[("", "未评定"), *Grade.choices], required=False,
                initial=line.grade,
            )  # fmt: skip
            grade.widget.attrs["class"] = "form-select"
            note = CleanCharField(
                label=f"{name}的评定意见", max_length=300, required=False, initial=line.grade_note
            )
            note.widget.attrs["class"] = "form-control"
            self.fields[f"g{line.pk}"], self.fields[f"n{line.pk}"] = grade, note

    def lines(self) -> Iterator[tuple[Participant, Any, Any]]:
        """`(participant, grade, note)` for the grid."""
        for line in self.roll:
            yield line, self[f"g{line.pk}"], self[f"n{line.pk}"]

    def grades(self) -> dict[int, tuple[str, str]]:
        """`{participant: (grade, note)}`."""
        data = self.cleaned_data
        return {p.pk: (data[f"g{p.pk}"], data[f"n{p.pk}"]) for p in self.roll}

    def clean(self) -> dict[str, Any]:
        """Both halves of an override."""
        data = super().clean() or {}
        if bool(data.get("cap_approver")) != bool(data.get("cap_reason")):
            missing = "cap_approver" if not data.get("cap_approver") else "cap_reason"
            self.add_error(missing, "同意的组织和理由要一起填写。")
        return data


class MeasureForm(TongpinForm):
    """What is done for somebody who needs help."""

    measure = _text("帮助教育措施", 4, max_length=500)
    helper = forms.ModelChoiceField(Person.objects.none(), label="帮助人", required=False)
    due_on = ChineseDateField(label="期限")
    result = _text("落实情况", 3, max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, roll: list[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helper = self.fields["helper"]
        assert isinstance(helper, forms.ModelChoiceField)
        helper.queryset = Person.objects.filter(pk__in=[p.person_id for p in roll]).order_by(
            "search_text"
        )
        helper.empty_label = "未指定"


class DecideForm(TongpinForm):
    """The day on which the grades were settled."""

    on = ChineseDateField(label="评定日期")
