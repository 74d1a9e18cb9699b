"""What is typed: questions, papers, sittings, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms

from tongpin.ledgers.examinations.actions import Draft, Rule, Terms
from tongpin.ledgers.examinations.keys import read_key, written_key
from tongpin.ledgers.examinations.models import (
    LETTERS,
    Difficulty,
    Kind,
    Paper,
    Partial,
    Question,
)
from tongpin.life.clock import at
from tongpin.org.models import Account, Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

RULE_LINES = 8
ANY_DIFFICULTY = [(0, "不限"), *Difficulty.choices]


class QuestionForm(TongpinForm):
    """A question."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="题型", choices=Kind.choices)
    topic = CleanCharField(
        label="专题", max_length=40, help_text="例如：党章、支部工作条例、党员教育管理。"
    )
    difficulty = forms.TypedChoiceField(
        label="难度", choices=Difficulty.choices, coerce=int, initial=Difficulty.MEDIUM
    )
    stem = CleanCharField(
        label="题干", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="填空题用四个下划线 ____ 标出每个空。",
    )  # fmt: skip
    options = CleanCharField(
        label="选项", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="单选题、多选题每行一个选项，不写字母；其他题型不填。",
    )  # fmt: skip
    key = CleanCharField(
        label="答案", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="单选写 B，多选写 ACD，判断写“正确”或“错误”；填空每个空一行，"
        "几种写法都算对的用 | 隔开；简答写参考答案和给分点。",
    )  # fmt: skip
    explanation = CleanCharField(
        label="解析", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = CleanCharField(
        label="依据", required=False, max_length=100, help_text="法规或者文件名称。"
    )
    article = CleanCharField(
        label="条款", required=False, max_length=60, help_text="例如：第十六条。"
    )
    is_practice = forms.BooleanField(label="可以用来练习", required=False, initial=True)

    @staticmethod
    def initial_of(row: Question) -> dict[str, Any]:
        """A question as its form is filled in."""
        return {
            **row.content, "options": "\n".join(row.options), "version": row.version,
            "key": written_key(row.kind, row.key), "is_practice": row.is_practice,
        }  # fmt: skip

    @property
    def draft(self) -> Draft:
        """The question that was typed; its rules are the action's."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        lines = [
            re.sub(rf"^[{LETTERS}][.．、:：]\s*", "", x.strip())
            for x in data["options"].split("\n")
        ]
        kind = data["kind"]
        return Draft(
            **data | {"options": [x for x in lines if x], "key": read_key(kind, data["key"])}
        )


class ReasonForm(TongpinForm):
    """Why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = CleanCharField(label="原因", max_length=200)


class PaperForm(TongpinForm):
    """A paper's name."""

    title = CleanCharField(label="试卷名称", max_length=100)
    note = CleanCharField(
        label="卷首说明", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


def worth_field(**kwargs: Any) -> forms.DecimalField:
    """Points of a question, to one place."""
    return forms.DecimalField(min_value=0, max_value=100, max_digits=4, decimal_places=1, **kwargs)


class DrawForm(TongpinForm):
    """Lines of a drawing; a line without a number of questions is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seed = forms.IntegerField(
        label="抽题种子", required=False, min_value=0, max_value=2**31 - 2,
        help_text="不填由系统给定并记下；题库和种子相同，抽出的题也相同，可以复核。",
    )  # fmt: skip

    def __init__(self, *args: Any, topics: Sequence[str], rules: Sequence[dict[str, Any]] = (),
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        chosen = [("", "不限"), *((t, t) for t in topics)]
        for n in range(RULE_LINES):
            rule = rules[n] if n < len(rules) else {}
            fields = {
                "kind": forms.ChoiceField(label="题型", choices=Kind.choices, required=False),
                "topic": forms.ChoiceField(label="专题", choices=chosen, required=False),
                "difficulty": forms.TypedChoiceField(
                    label="难度", choices=ANY_DIFFICULTY, coerce=int, required=False
                ),
                "count": forms.IntegerField(label="题数", min_value=1, max_value=200, required=False),
                "worth": worth_field(label="每题分值", required=False),
            }  # fmt: skip
            for name, field in fields.items():
                css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
                field.widget.attrs |= {"class": css, "aria-label": f"第{n + 1}行{field.label}"}
                value = rule.get(name)
                field.initial = value / 10 if name == "worth" and value else value
                self.fields[f"{name}{n}"] = field

    @property
    def lines(self) -> list[list[Any]]:
        """The lines as bound fields."""
        names = ("kind", "topic", "difficulty", "count", "worth")
        return [[self[f"{name}{n}"] for name in names] for n in range(RULE_LINES)]

    def clean(self) -> dict[str, Any]:
        """A line with a number of questions needs its points."""
        data = super().clean() or {}
        for n in range(RULE_LINES):
            if data.get(f"count{n}") and not data.get(f"worth{n}"):
                self.add_error(f"worth{n}", f"第{n + 1}行请填写每题分值。")
        return data

    @property
    def rules(self) -> list[Rule]:
        """The lines that draw something."""
        data = self.cleaned_data
        return [
            Rule(
                kind=data[f"kind{n}"], topic=data[f"topic{n}"], difficulty=data[f"difficulty{n}"] or 0,
                count=data[f"count{n}"], worth=int(data[f"worth{n}"] * 10),
            )
            for n in range(RULE_LINES)
            if data.get(f"count{n}")
        ]  # fmt: skip


class SittingForm(TongpinForm):
    """Everything that is declared before a sitting."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = CleanCharField(label="考试名称", max_length=100)
    paper = forms.ModelChoiceField(Paper.objects.none(), label="试卷", empty_label=None)
    opens_on = ChineseDateField(label="开考日期")
    opens_time = forms.TimeField(
        label="开考时间",
        initial=time(9),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    closes_on = ChineseDateField(label="截止日期")
    closes_time = forms.TimeField(
        label="截止时间",
        initial=time(18),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(label="答题时长（分钟）", min_value=1, max_value=300, initial=60,
                                 help_text="从本人点“开始答题”起算，到截止时间为止。")  # fmt: skip
    grace_seconds = forms.IntegerField(label="宽限（秒）", min_value=0, max_value=300, initial=30,
                                       help_text="到时后网络慢，这几秒内送到的答案仍然收。")  # fmt: skip
    partial = forms.ChoiceField(label="多选题给分", choices=Partial.choices, initial=Partial.HALF)
    pass_percent = forms.IntegerField(label="合格线（%）", min_value=1, max_value=100, initial=60)
    tolerance_percent = forms.IntegerField(
        label="简答题两评允许相差（%）", min_value=0, max_value=100, initial=20,
        help_text="超过的由第三人评定。",
    )  # fmt: skip
    is_shuffled = forms.BooleanField(label="每人题目和选项次序不同", required=False, initial=True)
    instructions = CleanCharField(
        label="考试须知", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="参加考试的党支部", widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, papers: Any, units: Sequence[Unit] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        paper, asked = self.fields["paper"], self.fields["units"]
        assert isinstance(paper, forms.ModelChoiceField)
        assert isinstance(asked, forms.ModelMultipleChoiceField)
        if units is None:
            del self.fields["units"], self.fields["paper"]
            return
        paper.queryset = papers
        asked.queryset = Unit.objects.filter(pk__in=[u.pk for u in units]).order_by("path")

    @property
    def terms(self) -> Terms:
        """What is declared."""
        data = self.cleaned_data
        names = ("title", "minutes", "instructions", "grace_seconds", "is_shuffled", "partial",
                 "pass_percent", "tolerance_percent")  # fmt: skip
        opens: tuple[date, time] = (data["opens_on"], data["opens_time"])
        return Terms(
            **{name: data[name] for name in names},
            opens_at=at(*opens),
            closes_at=at(data["closes_on"], data["closes_time"]),
        )


class ExtendForm(TongpinForm):
    """More time for one person."""

    minutes = forms.IntegerField(label="延长（分钟）", min_value=1, max_value=120, initial=10)
    reason = CleanCharField(
        label="原因", max_length=200, help_text="例如：停电、网络中断，写明起止时间。"
    )


class ExcuseForm(TongpinForm):
    """Why somebody is excused; empty puts them back."""

    reason = CleanCharField(label="免考原因", max_length=200, required=False,
                            help_text="例如：长期病休。留空表示恢复参加考试。")  # fmt: skip


class PeopleForm(TongpinForm):
    """More people on the roll."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="增加的考生", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by(
            "search_text"
        )


class _AccountsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Accounts by the names people know."""

    def label_from_instance(self, obj: Any) -> str:
        """The name that is shown."""
        return str(obj.display_name)


class MarkersForm(TongpinForm):
    """Who marks."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    accounts = _AccountsField(
        Account._default_manager.none(), label="评卷人", widget=forms.CheckboxSelectMultiple,
        help_text="至少两人，各自评分，互相看不到；相差超过规定的由第三人评定，最好选三人。",
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Sequence[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["accounts"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        keys = [a.pk for a in accounts]
        field.queryset = Account._default_manager.filter(pk__in=keys).order_by("display_name")


class MarkForm(TongpinForm):
    """Points for a short answer."""

    points = worth_field(label="得分")


class KeyForm(TongpinForm):
    """The right key of an item, and why the old one was wrong."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = CleanCharField(
        label="正确答案", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = CleanCharField(label="更正原因", max_length=200)
