"""What a person types about elections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.elections.actions import Counted
from tongpin.ledgers.elections.actions.declaring import DIVISION
from tongpin.ledgers.elections.models import Candidate, Office, Review, Tally
from tongpin.ledgers.elections.queries import named_person
from tongpin.life.models import Gathering, Standing
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

MOST = 2**31 - 1
WRITE_INS = 5
BARE = {"class": "form-control form-control-sm"}


def whole(
    label: str, *, required: bool = True, least: int = 0, most: int = 9999, **more: Any
) -> Any:
    """A whole number."""
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=most,
        error_messages={
            "invalid": "须为整数。", "min_value": f"不能小于{least}。", "max_value": f"不能超过{most}。",
        }, **more,
    )  # fmt: skip


class VersionForm(TongpinForm):
    """The version of what was on the page comes back with the form."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)


class PlanForm(TongpinForm):
    """What is to be elected."""

    title = CleanCharField(label="名称", max_length=120)
    opened_on = ChineseDateField(label="开始日期")
    number = whole("新一届是第几届", required=False, least=1, most=99)
    expires_on = ChineseDateField(
        label="本届届满日期", required=False, help_text="按登记的届次或者任职填好，有误请改。"
    )
    seats = whole("委员名额", most=31, help_text="不设委员会、由党员大会直接选举书记的填0。")
    deputies = whole("副书记名额", most=9)
    by_congress = forms.BooleanField(
        label="召开党员代表大会选举", required=False,
        help_text="党员500人以上或者所辖党组织分散的，经上级批准可以召开。",
    )  # fmt: skip


class ReviseForm(VersionForm, PlanForm):
    """Correct it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["title"], self.fields["opened_on"]


class StepForm(VersionForm):
    """A step of the unit itself."""

    on = ChineseDateField(label="日期")
    note = CleanCharField(
        label="说明", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    papers = FilesField(label="材料", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)


class UpperForm(StepForm):
    """A step of the organisation above."""

    number = CleanCharField(label="文号", required=False, max_length=60)

    def __init__(self, *args: Any, outside: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["version", "on", "number"])
        if outside:
            self.fields["papers"].help_text = "上级党组织不在系统中，请上传批复文件。"


class SubmitForm(StepForm):
    """The candidates go up."""

    approver = CleanCharField(
        label="同意变通的组织或者负责人", required=False, max_length=60,
        help_text="差额不足等不符合规定、经有权的党组织同意时才填写。",
    )  # fmt: skip
    approval_reason = CleanCharField(label="变通理由", required=False, max_length=200)


class ReasonForm(VersionForm):
    """A verb that needs its reason."""

    reason = CleanCharField(label="理由", max_length=200)


class CandidateForm(VersionForm):
    """One candidate: chosen in a branch, typed by name in a larger unit."""

    office = forms.ChoiceField(label="职务")
    person = forms.ModelChoiceField(Person.objects.none(), label="候选人", empty_label="请选择")
    name = CleanCharField(
        label="候选人姓名", max_length=80,
        help_text="重名的在姓名后空一格写所在支部，如：张伟 第二党支部。",
    )  # fmt: skip
    position = whole(
        "选票上的次序", required=False, least=1, most=99,
        help_text="候选人以姓氏笔画为序；不填的排在最后。",
    )  # fmt: skip
    proposed_on = ChineseDateField(label="推荐日期")
    proposal = CleanCharField(
        label="推荐、考察情况", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, offices: Any, people: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("proposed_on", site_day())
        super().__init__(*args, **kwargs)
        self.unit = unit
        office, person = self.fields["office"], self.fields["person"]
        assert isinstance(office, forms.ChoiceField)
        assert isinstance(person, forms.ModelChoiceField)
        office.choices = list(offices)
        if unit.kind in BRANCH_KINDS:
            person.queryset = people
            del self.fields["name"]
        else:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        """The person behind the name."""
        data = super().clean() or {}
        if "name" in self.fields and data.get("name"):
            found = one_named(self.unit, data["name"])
            if isinstance(found, str):
                self.add_error("name", found)
            else:
                data["person"] = found
            data.pop("name", None)
        return data


def one_named(unit: Unit, text: str) -> Person | str:
    """The one member with the name, or what is wrong."""
    found = named_person(unit, text, site_day())
    if len(found) == 1:
        return found[0]
    if not found:
        return f"名册中没有“{text.strip()}”，请核对姓名和支部。"
    branches = "、".join(sorted({str(p.home) for p in found}))
    return f"有{len(found)}名“{text.strip()}”（{branches}），请在姓名后空一格写所在支部。"


class DelegatesForm(VersionForm):
    """The delegates, one name a line."""

    names = CleanCharField(
        label="代表名单", max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="每行一名；重名的在姓名后空一格写所在支部。",
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_names(self) -> list[Person]:
        """The people, in order; the first name that is not clear is told with its line."""
        people = []
        lines = [line for line in self.cleaned_data["names"].splitlines() if line.strip()]
        for place, line in enumerate(lines[:1_001], 1):
            found = one_named(self.unit, line)
            if isinstance(found, str):
                raise forms.ValidationError(f"第{place}行：{found}")
            people.append(found)
        return people


class GridForm(UpperForm):
    """One choice and one remark for each candidate."""

    def __init__(self, *args: Any, items: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"view_{item.pk}"] = forms.ChoiceField(
                label=f"对{item.person.name}的审查", choices=Review.choices,
                initial=Review.APPROVED.value,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )  # fmt: skip
            self.fields[f"note_{item.pk}"] = CleanCharField(
                label=f"对{item.person.name}的审查说明",
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs=BARE),
            )

    def results(self) -> dict[int, tuple[str, str]]:
        """`{candidate: (review, words)}`."""
        data = self.cleaned_data
        return {i.pk: (data[f"view_{i.pk}"], data.get(f"note_{i.pk}") or "") for i in self.items}

    def lines(self) -> list[tuple[Candidate, Any, Any]]:
        """Each candidate with its two fields."""
        return [(i, self[f"view_{i.pk}"], self[f"note_{i.pk}"]) for i in self.items]

    def heads(self) -> list[Any]:
        """The fields that stand above the table."""
        return [self[n] for n in self.fields if not n.startswith(("view_", "note_", "version"))]


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


OFFICES = dict(Office.choices)
