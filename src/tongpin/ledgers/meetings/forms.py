"""What is typed about a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.casework.forms import StepForm
from tongpin.casework.models import Case
from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.actions import counts
from tongpin.ledgers.meetings.models import Decision, Meeting, Procedure, Source
from tongpin.life.models import Gathering
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.rectification.queries import problems_of
from tongpin.rules.procedure import Step
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

WAYS = "如：座谈会、个别访谈、意见箱、问卷、书面征求。"


def _text(label: str, rows: int, **kwargs: Any) -> CleanCharField:
    kwargs.setdefault("max_length", 20_000)
    return CleanCharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class OpenForm(TongpinForm):
    """Begin the preparation."""

    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2099, help_text="会议对应的年度；次年年初补开的仍填上一年。"
    )  # fmt: skip
    theme = CleanCharField(
        label="主题", max_length=200, help_text="由上级统一确定，或者根据实际确定并报上级同意。"
    )
    planned_on = ChineseDateField(label="计划召开日期", required=False)
    opened_on = ChineseDateField(label="开始筹备日期")
    is_special = forms.BooleanField(
        label="专门召开（出现重要问题、巡察审计发现问题等，年度会议之外再开）", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("opened_on", site_day())
        super().__init__(*args, **kwargs)


class FileForm(OpenForm):
    """The file of a case that is open already."""

    opened_on = None  # type: ignore[assignment]


def procedure_of(unit: Unit) -> str:
    """Which of the two a unit holds."""
    return (Procedure.ORGANIZATIONAL if unit.kind in BRANCH_KINDS else Procedure.DEMOCRATIC).value


class PlanForm(TongpinForm):
    """Theme, plan and day."""

    theme = CleanCharField(label="主题", max_length=200)
    planned_on = ChineseDateField(label="计划召开日期", required=False)
    plan = _text(
        "方案",
        14,
        required=False,
        help_text="指导思想、时间地点、参加人员、会前准备、会议议程、有关要求。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)  # fmt: skip


class TakeForm(StepForm):
    """A step of the case, filled in from what the file holds."""

    def __init__(self, *args: Any, meeting: Meeting, step: Step, **kwargs: Any) -> None:
        kwargs["initial"] = _prefilled(meeting, step) | kwargs.get("initial", {})
        super().__init__(*args, unit=meeting.unit, step=step, **kwargs)
        if step.key == "meeting":
            cited = self.fields["gathering"]
            assert isinstance(cited, forms.ModelChoiceField)
            cited.queryset = queries.meeting_choices(meeting)
            cited.required, cited.empty_label = True, "请选择会议记录"
            cited.label = "会议记录"
            cited.help_text = "先在“组织生活”里登记会议和出席情况，这里引用，一次记录两处都算。"


def _prefilled(meeting: Meeting, step: Step) -> dict[str, Any]:
    """What the file knows: the meeting with its numbers, the last study, the last opinion."""
    if step.key == "meeting":
        held = queries.meeting_choices(meeting).first()
        if held is None:
            return {}
        found = counts(held) or (None, None)
        return {
            "gathering": held.pk, "on": held.held_on, "vote_entitled": found[0],
            "vote_present": found[1],
        }  # fmt: skip
    if step.key == "study":
        cited = queries.studies(meeting)
        return (
            {"on": cited[-1].gathering.held_on, "gathering": cited[-1].gathering_id}
            if cited
            else {}
        )
    if step.key == "opinions":
        last = meeting.remarks.filter(withdrawn_reason="").order_by("-collected_on").first()
        return {"on": last.collected_on} if last else {}
    if step.key == "rectification":
        newest = problems_of(meeting.ref).order_by("-found_on").first()
        return {"on": newest.found_on} if newest else {}
    if step.key == "materials":
        dates = meeting.materials.exclude(handed_in_on=None).values_list("handed_in_on", flat=True)
        return {"on": max(dates)} if dates else {}
    return {}


class StudyForm(TongpinForm):
    """Cite a gathering."""

    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="学习记录", empty_label="请选择",
        help_text="这里列出本党组织近一年登记的学习、会议和党课；没有的请先到“组织生活”登记。",
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["gathering"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = queries.study_choices(meeting)


def _people(field: forms.Field, people: Iterable[Person], empty: str | None) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("search_text")
    field.empty_label = empty


class RemarkForm(TongpinForm):
    """One opinion."""

    source = forms.ChoiceField(label="来自", choices=Source.choices)
    way = CleanCharField(label="方式", required=False, max_length=40, help_text=WAYS)
    about = forms.ModelChoiceField(Person.objects.none(), label="针对", required=False)
    collected_on = ChineseDateField(label="收集日期")
    content = _text("意见建议", 4, max_length=2000)
    given_by = CleanCharField(
        label="提出人", required=False, max_length=50, help_text="可以不填。不填就不保存姓名。"
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("collected_on", site_day())
        super().__init__(*args, **kwargs)
        _people(self.fields["about"], people, "领导班子（支委会）整体")


class MaterialForm(TongpinForm):
    """The words of a material."""

    content = _text(
        "材料内容",
        20,
        max_length=60_000,
        help_text="只有本人、主要负责人和负责审阅的党务部门能看到，每次查阅都留记录。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)  # fmt: skip


class OnPaperForm(TongpinForm):
    """The day a material came in on paper."""

    on = ChineseDateField(label="提交日期")


class ReviewForm(TongpinForm):
    """What the reviewer says."""

    decision = forms.ChoiceField(
        label="审阅结果", choices=Decision.choices, widget=forms.RadioSelect
    )
    comment = _text("审阅意见", 4, required=False, max_length=4000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CriticismForm(TongpinForm):
    """One point of criticism."""

    by = forms.ModelChoiceField(Person.objects.none(), label="提出人")
    about = forms.ModelChoiceField(
        Person.objects.none(), label="对谁", help_text="与提出人相同的，就是自我批评。"
    )
    content = _text("要点", 3, max_length=2000)
    answer = _text("本人表态", 2, required=False, max_length=1000)

    def __init__(self, *args: Any, people: list[Person], me: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [p for p in people if me is None or p.pk == me]
        _people(self.fields["by"], own, None if me else "请选择")
        _people(self.fields["about"], people, "请选择")


class ReasonForm(TongpinForm):
    """Take something back."""

    reason = CleanCharField(label="撤回理由", max_length=200)


class ProblemForm(TongpinForm):
    """One item of the list."""

    title = CleanCharField(label="问题", max_length=200)
    measure = _text("整改措施", 3, max_length=2000)
    person = forms.ModelChoiceField(Person.objects.none(), label="责任人")
    due_on = ChineseDateField(label="整改时限")

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["person"], people, "请选择")


class PaperForm(TongpinForm):
    """A paper that goes out: the report upward, or the notification."""

    to = CleanCharField(label="报送", max_length=100)
    words = _text("内容", 16)
    version = forms.IntegerField(widget=forms.HiddenInput)


def year_of(case: Case) -> int:
    """The year that a case's title names, else the year before for a case of January or February."""
    digits = case.title[:4]
    if digits.isdigit() and digits.isascii() and 2000 <= int(digits) <= 2099:
        return int(digits)
    return case.opened_on.year - (case.opened_on.month <= 2)
