"""What is typed about a matter."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.audit.actor import Actor
from tongpin.ledgers.talks import queries
from tongpin.ledgers.talks.actions import Decision, Opening, Taken
from tongpin.ledgers.talks.models import Cause, Matter
from tongpin.ledgers.talks.models.sanction import KINDS
from tongpin.org.models import Account, Person, Unit
from tongpin.org.queries import members_on
from tongpin.rules.procedure import Step
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

SEALED = "加密保存，只有办理人和指定的知情人能看，每次查看都有记录。"


def _text(label: str, rows: int = 4, **kwargs: Any) -> CleanCharField:
    return CleanCharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _rows(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class Versioned(TongpinForm):
    """A form about a matter that somebody else may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class OpenForm(TongpinForm):
    """A talk or an inquiry."""

    kind = forms.ChoiceField(label="方式")
    person = forms.ModelChoiceField(Person.objects.none(), label="谈话对象")
    cause = forms.ChoiceField(label="事由", choices=Cause.choices)
    on = ChineseDateField(label="开始日期", help_text="函询填发出日期。")
    talker = forms.ModelChoiceField(Person.objects.none(), label="谈话人", required=False)
    brief = _text(
        "简要情况", 3, required=False, max_length=500, help_text=f"写核实过的事实。{SEALED}"
    )

    def __init__(self, *args: Any, actor: Actor, unit: Unit, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [c for c in queries.opens(actor, unit) if c[0] != "sanction"]
        people = members_on(unit, day)
        _rows(self, "person", people.exclude(pk=actor.person_id) if actor.person_id else people)
        if actor.can("talks.all", unit.path):
            _rows(self, "talker", people)
        else:
            _rows(self, "talker", Person.objects.filter(pk=actor.person_id or 0))
            self.fields["talker"].initial = actor.person_id

    def opening(self) -> Opening:
        """What was typed, for the action."""
        return Opening(**self.cleaned_data)


class SanctionForm(TongpinForm):
    """A sanction as it was decided."""

    person = forms.ModelChoiceField(Person.objects.none(), label="受处分党员")
    kind = forms.ChoiceField(label="处分种类", choices=KINDS)
    on = ChineseDateField(label="决定日期")
    body = CleanCharField(label="决定机关", max_length=60)
    document = CleanCharField(label="文号", max_length=60)
    years = forms.TypedChoiceField(
        label="察看年数", choices=[(1, "1年"), (2, "2年")], coerce=int, initial=1,
        help_text="留党察看才用。",
    )  # fmt: skip
    has_no_post = forms.BooleanField(
        label="没有担任党内职务", required=False,
        help_text="应撤销党内职务而没有职务的，给予严重警告，影响期按撤销党内职务计算。",
    )  # fmt: skip
    is_criminal = forms.BooleanField(label="涉嫌违法犯罪，已移送", required=False)

    def __init__(self, *args: Any, actor: Actor, unit: Unit, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = members_on(unit, day)
        _rows(self, "person", people.exclude(pk=actor.person_id) if actor.person_id else people)

    def opening(self) -> Opening:
        """The matter."""
        data = self.cleaned_data
        return Opening("sanction", data["person"], Cause.DECISION, data["on"])

    def decision(self) -> Decision:
        """The decision."""
        data = self.cleaned_data
        return Decision(
            kind=data["kind"], body=data["body"], document=data["document"], years=data["years"],
            held_post=not data["has_no_post"], is_criminal=data["is_criminal"],
        )  # fmt: skip


BY = {
    "approved": "批准的组织或者负责人",
    "talk": "谈话人",
    "sent_up": "报送给",
    "announced": "宣布范围",
}


class StepForm(Versioned):
    """One step; only the fields that it needs."""

    on = ChineseDateField(label="日期")
    by = CleanCharField(label="办理人", required=False, max_length=60)
    place = CleanCharField(label="地点", required=False, max_length=60)
    signed_by = CleanCharField(label="所在党组织主要负责人签字", required=False, max_length=60)
    reason = CleanCharField(
        label="不能按期回复的理由", required=False, help_text="按期回复的不填。"
    )
    follow_due_on = ChineseDateField(label="了解改正情况的期限", required=False)
    words = _text("内容", 5, required=False, max_length=8000, help_text=SEALED)

    def __init__(self, *args: Any, matter: Matter, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step.key
        is_signed = step.key == "statement" or (matter.kind == "inquiry" and step.key == "replied")
        for name, wanted in (
            ("place", step.key == "talk"),
            ("signed_by", is_signed),
            ("reason", step.key == "replied"),
            ("follow_due_on", step.key == "talk"),
        ):
            if not wanted:
                del self.fields[name]
        self.fields["by"].label = BY.get(step.key, "办理人")

    def taken(self) -> Taken:
        """What was typed, for the action."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return Taken(step=self.step, **data)


class ExtendForm(Versioned):
    """留党察看 is prolonged."""

    years = forms.TypedChoiceField(label="延长", choices=[(1, "1年")], coerce=int)
    decision = CleanCharField(label="延长决定的机关和文号", max_length=120)


class HandOverForm(Versioned):
    """To the discipline organ."""

    on = ChineseDateField(label="移交日期")
    to = CleanCharField(label="移交给", max_length=60, help_text="例如：县纪委监委第二纪检监察室。")


class ReasonForm(Versioned):
    """Why something is taken back."""

    reason = CleanCharField(label="理由", max_length=200)


class ReaderForm(TongpinForm):
    """Who may read, and why."""

    account = forms.ModelChoiceField(Account.objects.none(), label="知情人")
    reason = CleanCharField(label="理由", max_length=200)

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "account", queries.possible_readers(matter))
