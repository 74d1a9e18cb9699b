"""What a person types about an election's plan, steps, candidates and delegates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.elections.models import Candidate, Review
from tongpin.ledgers.elections.queries import named_person
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

MOST = 2**31 - 1
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
