"""Forms of the reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tongpin.reports.carrying import OpenProblem
from tongpin.reports.models import Period, YearReport
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MOST_WORDS = 8000


class DrawForm(TongpinForm):
    """Which report to draw."""

    period = forms.ChoiceField(label="报告期", choices=Period.choices, initial=Period.YEAR)
    addressee = CleanCharField(
        label="主送机关",
        required=False,
        max_length=100,
        help_text="例如：县直机关工委。可以以后再填。",
    )


class ReportForm(TongpinForm):
    """The words of a report, one box for each part."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = CleanCharField(label="标题", max_length=120)
    addressee = CleanCharField(label="主送机关", required=False, max_length=100)

    def __init__(self, *args: Any, report: YearReport, **kwargs: Any) -> None:
        initial = {
            "version": report.version, "title": report.title, "addressee": report.addressee,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        for number, part in enumerate(report.parts):
            text = part["text"]
            rows = min(24, 2 + sum(1 + len(line) // 42 for line in text.splitlines()))
            field = CleanCharField(
                label=part["heading"], required=False, max_length=MOST_WORDS, initial=text,
                widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
            )  # fmt: skip
            self.fields[f"part_{number}"] = field

    def texts(self) -> list[str]:
        """The words of the parts in their order."""
        names = [name for name in self.fields if name.startswith("part_")]
        return [self.cleaned_data[name] for name in names]


class StepForm(TongpinForm):
    """A step that needs nothing but the version it was seen in."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(StepForm):
    """Why a report is taken back."""

    reason = CleanCharField(label="撤回理由", max_length=200)


class SaveQueryForm(TongpinForm):
    """A name for a question, and its address."""

    name = CleanCharField(label="名称", max_length=60)
    address = CleanCharField(widget=forms.HiddenInput, max_length=2000, required=False)


class CarryForm(TongpinForm):
    """What goes on into the next year: duties, unfinished ones, problems with a later deadline."""

    due_on = ChineseDateField(label="续办期限")
    going_on = forms.MultipleChoiceField(required=False)
    unfinished = forms.MultipleChoiceField(required=False)
    problems = forms.MultipleChoiceField(required=False)
    approver = CleanCharField(
        label="批准延期的负责人或者会议", required=False, max_length=60,
        help_text="延长了问题的整改时限才需要填写。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, duties: list[str], owed: list[str], problems: list[OpenProblem],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        open_ones = [item for item in problems if item.later is not None]
        keys = [str(item.problem.pk) for item in open_ones]
        for name, known in (("going_on", duties), ("unfinished", owed), ("problems", keys)):
            self.fields[name].choices = [(key, key) for key in known]  # type: ignore[attr-defined]
        for item in open_ones:
            self.fields[f"later_{item.problem.pk}"] = ChineseDateField(
                label=f"“{item.problem.title[:20]}”的新时限", required=False, initial=item.later
            )

    def day_of(self, problem: int) -> forms.BoundField | None:
        """The box of a problem's new deadline; None where it gets none."""
        name = f"later_{problem}"
        return self[name] if name in self.fields else None

    def later(self, problem: int) -> date:
        """The new deadline that was given to a problem."""
        day: date = self.cleaned_data[f"later_{problem}"]
        return day

    def clean(self) -> dict[str, Any]:
        """A later deadline of a problem needs who allowed it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("problems") and not cleaned.get("approver"):
            self.add_error("approver", "请写明批准延期的负责人或者会议。")
        for key in cleaned.get("problems", ()):
            name = f"later_{key}"
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, "请填写新的整改时限。")
        return cleaned
