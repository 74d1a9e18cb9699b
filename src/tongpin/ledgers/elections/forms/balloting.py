"""What a person types about ballots: the roll, the count, seats left vacant, the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from tongpin.ledgers.elections.actions import Counted
from tongpin.ledgers.elections.actions.declaring import DIVISION
from tongpin.ledgers.elections.forms.file import BARE, UpperForm, VersionForm, one_named, whole
from tongpin.ledgers.elections.models import Tally
from tongpin.life.models import Gathering, Standing
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

WRITE_INS = 5


class MeetingForm(TongpinForm):
    """At which meeting the ballot is held."""

    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="选举会议", empty_label="请选择"
    )

    def __init__(self, *args: Any, gatherings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gathering"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = gatherings


class RollForm(VersionForm):
    """Who is there, who is left out and why, who counts: one select for each on the roll."""

    scrutineers = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="监票人", help_text="从不是候选人的选举人中推选。",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tellers = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="计票人", help_text="在监票人监督下工作，不能是候选人。",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_secret = forms.BooleanField(label="无记名投票", required=False, initial=True)
    exclusion_agreed = CleanCharField(
        label="上级同意不计入的情况", required=False, max_length=100,
        help_text="有不计入应到会人数的党员时填写：哪级党组织、何时同意。",
    )  # fmt: skip
    is_exclusion_adopted = forms.BooleanField(label="不计入的党员已经党员大会通过", required=False)

    def __init__(
        self, *args: Any, roll: Mapping[Person, str], names: Iterable[Person],
        present: set[int] | None, kinds: Sequence[str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.roll_of, self.kinds = roll, kinds
        standing = {p.pk for p in names}
        free = [p.pk for p in roll if p.pk not in standing]
        for name in ("scrutineers", "tellers"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = Person.objects.filter(pk__in=free).order_by("search_text", "pk")
        places = [("present", "到会"), ("absent", "没有到会")]
        left_out = [(f"out{n}", f"不计入：{kind}") for n, kind in enumerate(kinds)]
        for person, stand in roll.items():
            there = present is None or person.pk in present
            self.fields[f"at_{person.pk}"] = forms.ChoiceField(
                label=f"{person.name}到会情况",
                choices=places + (left_out if stand == Standing.VOTING else []),
                initial="present" if there else "absent",
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def lines(self) -> list[tuple[Person, str, Any]]:
        """Each on the roll, the standing in words and the field."""
        return [
            (p, "" if s == Standing.VOTING else Standing(s).label, self[f"at_{p.pk}"])
            for p, s in self.roll_of.items()
        ]

    def heads(self) -> list[Any]:
        """The fields beside the roll."""
        return [self[n] for n in self.fields if not n.startswith(("at_", "version"))]

    def arguments(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        at = {p.pk: data.pop(f"at_{p.pk}") for p in self.roll_of}
        return data | {
            "present": [key for key, place in at.items() if place == "present"],
            "excluded": {
                key: self.kinds[int(place[3:])] for key, place in at.items() if place[:3] == "out"
            },
            "scrutineers": list(data["scrutineers"]), "tellers": list(data["tellers"]),
        }  # fmt: skip


class CountForm(VersionForm):
    """The votes by name; declared by hand only where the rulebook holds no rule of the day."""

    issued = whole("发出选票")
    returned = whole("收回选票")
    invalid = whole("其中废票", required=False)
    has_proxy = forms.BooleanField(label="有委托他人投票的", required=False)

    def __init__(
        self, *args: Any, tallies: Sequence[Tally], others: Any, unit: Unit, can_tell: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.tallies, self.unit, self.can_tell = tallies, unit, can_tell
        for tally in tallies:
            name = tally.person.name
            for key, label, needed in (
                ("yes", "赞成", True), ("no", "不赞成", True), ("abstain", "弃权", False),
            ):  # fmt: skip
                field = whole(f"{name}{label}", required=needed)
                field.widget.attrs["class"] = BARE["class"]
                self.fields[f"{key}_{tally.person_id}"] = field
            if not can_tell:
                self.fields[f"declared_{tally.person_id}"] = forms.BooleanField(
                    label=f"会议宣布{name}当选", required=False,
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                )  # fmt: skip
        for place in range(1, WRITE_INS + 1):
            self.fields[f"write_{place}"] = self._other(place, others)
            field = whole(f"另选他人{place}的票数", required=False, least=1)
            field.widget.attrs["class"] = BARE["class"]
            self.fields[f"wrote_{place}"] = field

    def _other(self, place: int, others: Any) -> forms.Field:
        label = f"另选他人{place}"
        if self.unit.kind in BRANCH_KINDS:
            return forms.ModelChoiceField(
                others, label=label, required=False, empty_label="没有",
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )  # fmt: skip
        return CleanCharField(
            label=label, required=False, max_length=80, widget=forms.TextInput(attrs=BARE)
        )

    def lines(self) -> list[tuple[Tally, Any, Any, Any, Any]]:
        """Each name with its fields."""
        return [
            (
                t, self[f"yes_{t.person_id}"], self[f"no_{t.person_id}"],
                self[f"abstain_{t.person_id}"],
                None if self.can_tell else self[f"declared_{t.person_id}"],
            )
            for t in self.tallies
        ]  # fmt: skip

    def others(self) -> list[tuple[Any, Any]]:
        """The fields of those written in."""
        return [(self[f"write_{n}"], self[f"wrote_{n}"]) for n in range(1, WRITE_INS + 1)]

    def heads(self) -> list[Any]:
        """The numbers of ballots."""
        return [self[n] for n in ("issued", "returned", "invalid", "has_proxy")]

    def clean(self) -> dict[str, Any]:
        """Who is written in, each once and with votes."""
        data = super().clean() or {}
        found: dict[int, int] = {}
        for place in range(1, WRITE_INS + 1):
            who, votes = data.get(f"write_{place}"), data.get(f"wrote_{place}")
            if isinstance(who, str) and who:
                named = one_named(self.unit, who)
                if isinstance(named, str):
                    self.add_error(f"write_{place}", named)
                    continue
                who = named
            if bool(who) != bool(votes):
                self.add_error(f"write_{place}", "另选他人的姓名和票数要一起填写。")
            elif isinstance(who, Person) and votes:
                if who.pk in found:
                    self.add_error(f"write_{place}", f"{who.name}重复填写。")
                found[who.pk] = votes
        data["write_ins"] = found
        return data

    def counted(self) -> Counted:
        """What the action takes."""
        data = self.cleaned_data
        keys = [t.person_id for t in self.tallies]
        return Counted(
            issued=data["issued"], returned=data["returned"], invalid=data["invalid"] or 0,
            votes={k: (data[f"yes_{k}"], data[f"no_{k}"], data[f"abstain_{k}"]) for k in keys},
            write_ins=data["write_ins"], has_proxy=data["has_proxy"],
            declared=[k for k in keys if data.get(f"declared_{k}")],
        )  # fmt: skip


class CutForm(VersionForm):
    """Seats that are left vacant."""

    cut = whole("减少的名额", least=1, most=31)
    agreed = whole("同意减少名额的选举人数")


class DeclareForm(VersionForm):
    """The result of a meeting; for the first meeting of a committee also who does which work."""

    approver = CleanCharField(
        label="同意变通的组织或者负责人", required=False, max_length=60,
        help_text="只有不符合规定、经有权的党组织同意时才填写。",
    )  # fmt: skip
    approval_reason = CleanCharField(label="变通理由", required=False, max_length=200)

    def __init__(self, *args: Any, members: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for person in members:
            self.fields[f"title_{person.pk}"] = forms.ChoiceField(
                label=f"{person.name}的分工",
                choices=[(t.value, t.label) for t in DIVISION],
                initial="member",
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.order_fields([n for n in self.fields if n.startswith("title_")])

    def arguments(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        titles = {p.pk: data.pop(f"title_{p.pk}") for p in self.members}
        return data | {"titles": titles}


class ApproveForm(UpperForm):
    """The approval of the result."""

    expires_on = ChineseDateField(
        label="新一届届满日期", help_text="按规则库的任期推算好，批复另有规定的请改。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = True
        self.fields["number"].label = "批复文号"
        self.order_fields(["version", "on", "number", "expires_on"])
