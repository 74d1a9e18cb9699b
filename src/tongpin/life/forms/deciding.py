"""What is typed about votes and make-up study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tongpin.life.actions import Motion, Totals
from tongpin.life.models import Standing
from tongpin.org.models import Person
from tongpin.rules.voting import Meeting
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm


def _number(label: str, *, required: bool = False, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=9999, required=required, help_text=help_text,
        error_messages={"invalid": "须为整数。", "min_value": "不能小于 0。", "max_value": "不能超过 9999。"},
    )  # fmt: skip


class VoteForm(TongpinForm):
    """A motion, and each member's standing and presence in fields `s<key>` and `h<key>`."""

    motion = CleanCharField(label="表决事项", max_length=200)
    kind = forms.ChoiceField(label="表决种类")
    is_secret = forms.BooleanField(label="无记名投票", required=False, initial=True)
    seats = _number("应选人数", help_text="选举时填写。")
    candidates = _number("候选人数", help_text="选举时填写。")
    is_exclusion_approved = forms.BooleanField(
        label="不计入应到会人数的党员，已报上级党组织同意并经党员大会通过", required=False
    )
    exclusion_approval = CleanCharField(
        label="批准情况", required=False, max_length=100,
        help_text="哪级党组织、何时同意；没有不计入的党员不填。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Sequence[Meeting], people: Sequence[Person],
        standings: Mapping[int, str], present: set[int], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people, self.proposed, self.there = people, standings, present
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(m.value, m.label) for m in kinds]
        if Meeting.ELECTION not in kinds:
            del self.fields["seats"], self.fields["candidates"]

    def standing_of(self, person: Person) -> str:
        """The standing that was typed, or the one proposed."""
        proposed = self.proposed[person.pk]
        typed = self.data.get(f"s{person.pk}", proposed) if self.is_bound else proposed
        return str(typed)

    def is_there(self, person: Person) -> bool:
        """Whether the person is ticked as present."""
        if self.is_bound:
            return f"h{person.pk}" in self.data
        return person.pk in self.there

    def roll(self) -> list[dict[str, Any]]:
        """Rows of the roll for the page."""
        return [
            {"person": p, "standing": self.standing_of(p), "present": self.is_there(p)}
            for p in self.people
        ]

    def clean(self) -> dict[str, Any]:
        """Only known standings."""
        cleaned = super().clean() or {}
        if any(self.standing_of(p) not in Standing.values for p in self.people):
            self.add_error(None, "名单里有认不出的表决资格，请重新选择。")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What the action takes: motion, standings and who is present."""
        motion = {k: v for k, v in self.cleaned_data.items() if k in Motion.__dataclass_fields__}
        return {
            "motion": Motion(**motion),
            "standings": {p.pk: self.standing_of(p) for p in self.people},
            "present": {p.pk for p in self.people if self.is_there(p)},
        }


class CountForm(TongpinForm):
    """The totals of a vote."""

    yes = _number("赞成", required=True)
    no = _number("不赞成")
    abstain = _number("弃权")
    written_yes = _number("会前书面赞成", help_text="没有到会的党员会前提出的书面意见。")
    issued = _number("发出选票")
    returned = _number("收回选票")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def totals(self) -> Totals:
        """The typed numbers; empty ones are nought, ballots that were not counted stay unknown."""
        data = self.cleaned_data
        zero = {n: data.get(n) or 0 for n in ("no", "abstain", "written_yes")}
        return Totals(
            yes=data["yes"], issued=data.get("issued"), returned=data.get("returned"), **zero
        )


class MakeUpForm(TongpinForm):
    """How somebody who was absent studied afterwards."""

    on = ChineseDateField(label="补学日期")
    how = CleanCharField(label="补学方式", max_length=100)
