"""What a person types about posts, service, commendation and honours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.honours.models import (
    HonourKind,
    Nomination,
    Organ,
    Station,
    StationKind,
)
from tongpin.ledgers.honours.models.commendation import NOMINABLE
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

MOST = 2**31 - 1


def words(label: str, *, rows: int = 3, required: bool = True, **more: Any) -> CleanCharField:
    """A field of several lines."""
    more.setdefault("max_length", 2000)
    return CleanCharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def offer(form: forms.Form, name: str, rows: Any) -> None:
    """The rows that a choice offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def gathering_field(label: str, empty: str = "不引用", *, required: bool = False) -> Any:
    """A choice among gatherings."""
    return forms.ModelChoiceField(
        Gathering.objects.none(), label=label, required=required, empty_label=empty
    )


class VersionForm(TongpinForm):
    """The version of what was on the page comes back with the form."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)


class ReasonForm(TongpinForm):
    """A verb that needs its reason."""

    reason = CleanCharField(label="理由", max_length=200)


class VersionReasonForm(VersionForm, ReasonForm):
    """The same, for a record that others may change meanwhile."""


# ---------------------------------------------------------------- posts and teams


class StationForm(TongpinForm):
    """A post or a team."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST
    )
    kind = forms.ChoiceField(label="类别", choices=StationKind.choices)
    name = CleanCharField(
        label="名称", max_length=80, help_text="如：供水服务窗口、管网抢修先锋队。"
    )
    place = CleanCharField(label="岗位（区域）", required=False, max_length=80)
    starts_on = ChineseDateField(label="设立日期")
    ends_on = ChineseDateField(label="期满日期")
    duty = words("职责任务")
    pledge = words("承诺", help_text="向群众公开的承诺，写得具体、能检查。")


class EndForm(VersionForm):
    """Take a post down."""

    on = ChineseDateField(label="撤下日期")
    reason = CleanCharField(label="理由", max_length=200)


class MemberForm(TongpinForm):
    """Somebody joins a post."""

    person = forms.ModelChoiceField(Person.objects.none(), label="成员", empty_label="请选择")
    starts_on = ChineseDateField(label="加入日期")
    is_leader = forms.BooleanField(label="担任岗长（队长）", required=False)
    pledge = words("个人承诺", required=False, max_length=500)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class LeaveForm(TongpinForm):
    """Somebody leaves a post."""

    on = ChineseDateField(label="离岗日期")


class ActivityForm(TongpinForm):
    """A gathering in which the post took part."""

    gathering = gathering_field("组织生活", "请选择", required=True)

    def __init__(self, *args: Any, gatherings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "gathering", gatherings)


class ResultForm(TongpinForm):
    """What a post did."""

    on = ChineseDateField(label="日期")
    text = words("做了什么")
    effect = CleanCharField(label="成效", max_length=300, help_text="尽量写明数字、效果。")
    gathering = gathering_field("依据（岗队的活动）", "不选，上传佐证材料")
    papers = FilesField(label="佐证材料", required=False)

    def __init__(self, *args: Any, gatherings: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)
        offer(self, "gathering", gatherings)


# ---------------------------------------------------------------- service


class HoursForm(TongpinForm):
    """How long."""

    hours = forms.DecimalField(
        label="服务时间（小时）", min_value=Decimal("0.1"), max_value=24, max_digits=4,
        decimal_places=1, help_text="可以填半小时：0.5。",
        error_messages={
            "invalid": "请填写小时数，如2或者1.5。", "min_value": "应大于0。",
            "max_value": "一天不超过24小时。", "max_decimal_places": "最多填一位小数。",
        },
    )  # fmt: skip

    @property
    def minutes(self) -> int:
        """The hours in minutes."""
        return round(self.cleaned_data["hours"] * 60)


class ServiceForm(HoursForm):
    """Service that somebody gave."""

    person = forms.ModelChoiceField(Person.objects.none(), label="服务人", empty_label="请选择")
    on = ChineseDateField(label="日期")
    what = CleanCharField(label="服务内容", max_length=200)
    station = forms.ModelChoiceField(
        Station.objects.none(), label="岗队", required=False, empty_label="不属于岗队"
    )
    field_order = ("person", "on", "hours", "what", "station")

    def __init__(self, *args: Any, people: Any, stations: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)
        offer(self, "station", stations)
        if people is None:  # one's own
            del self.fields["person"]
        else:
            offer(self, "person", people)


class ServeAtForm(HoursForm):
    """Service at a gathering, of those chosen among who was there."""

    station = forms.ModelChoiceField(
        Station.objects.none(), label="岗队", required=False, empty_label="不属于岗队"
    )
    people = forms.MultipleChoiceField(
        label="参加服务的同志", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择参加服务的同志。"},
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Iterable[tuple[str, str]], stations: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(people)
        offer(self, "station", stations)


# ---------------------------------------------------------------- commendation


def _quota(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=1000, help_text="没有限定名额的不填。",
        error_messages={"invalid": "请填写整数。"},
    )  # fmt: skip


class RoundForm(TongpinForm):
    """The plan of a round."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST
    )
    title = CleanCharField(label="名称", max_length=120, help_text="如：2020年“七一”表彰。")
    opened_on = ChineseDateField(label="开始日期")
    nominate_by = ChineseDateField(label="推荐截止日期")
    members = _quota("优秀共产党员名额")
    workers = _quota("优秀党务工作者名额")
    organisations = _quota("先进党组织名额")
    conditions = words("条件和要求", rows=5, required=False, max_length=4000)


class NominateForm(TongpinForm):
    """Whom a unit nominates."""

    kind = forms.ChoiceField(label="类别", choices=NOMINABLE)
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="推荐对象（个人）",
        required=False,
        empty_label="推荐党组织的不选",
    )
    organisation = forms.ModelChoiceField(
        Unit.objects.none(),
        label="推荐对象（党组织）",
        required=False,
        empty_label="推荐个人的不选",
    )
    nominated_on = ChineseDateField(label="推荐日期")
    gathering = gathering_field("推荐的会议")
    deeds = words("主要事迹", rows=6, max_length=4000)

    def __init__(
        self, *args: Any, people: Any, organisations: Any, gatherings: Any, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {}).setdefault("nominated_on", site_day())
        super().__init__(*args, **kwargs)
        offer(self, "person", people)
        offer(self, "organisation", organisations)
        offer(self, "gathering", gatherings)


class AskForm(VersionForm):
    """Which organs are asked."""

    organs = forms.MultipleChoiceField(
        label="征求意见的单位", choices=Organ.choices, widget=forms.CheckboxSelectMultiple,
        initial=[Organ.DISCIPLINE, Organ.PERSONNEL],
        error_messages={"required": "请选择征求意见的单位。"},
    )  # fmt: skip
    on = ChineseDateField(label="征求日期")


class PublicityForm(VersionForm):
    """The first and the last day of the publicity."""

    starts_on = ChineseDateField(label="公示开始日期")
    ends_on = ChineseDateField(label="公示截止日期")
    papers = FilesField(label="公示材料", required=False)
    approver = CleanCharField(
        label="同意缩短的组织或者负责人", required=False, max_length=60,
        help_text="只有确需缩短、经有权的党组织同意时才填写。",
    )  # fmt: skip
    approval_reason = CleanCharField(label="缩短的理由", required=False, max_length=200)


class GridForm(TongpinForm):
    """One choice and one remark for each nominee, on one day."""

    on = ChineseDateField(label="日期")

    def __init__(
        self,
        *args: Any,
        items: Sequence[Nomination],
        choices: Sequence[tuple[str, str]],
        note: str,
        first: Mapping[int, str] | None = None,
        day: str = "日期",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["on"].label = day
        for item in items:
            self.fields[f"view_{item.pk}"] = forms.ChoiceField(
                label=f"{item.named}", required=False, choices=[("", "请选择"), *choices],
                initial=(first or {}).get(item.pk, ""),
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )  # fmt: skip
            self.fields[f"note_{item.pk}"] = CleanCharField(
                label=f"{item.named}{note}", required=False, max_length=500,
                widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
            )  # fmt: skip

    def results(self) -> dict[int, tuple[str, str]]:
        """`{nomination: (choice, remark)}` as the actions take it."""
        data = self.cleaned_data
        return {
            item.pk: (data.get(f"view_{item.pk}") or "", data.get(f"note_{item.pk}") or "")
            for item in self.items
        }

    def lines(self) -> list[tuple[Nomination, Any, Any]]:
        """Each nominee with its two fields, for the page."""
        return [(item, self[f"view_{item.pk}"], self[f"note_{item.pk}"]) for item in self.items]

    def heads(self) -> list[Any]:
        """The fields that stand above the table."""
        return [self[name] for name in self.fields if not name.startswith(("view_", "note_"))]


class DecideForm(GridForm):
    """The decision: the meeting, the number of the paper, one outcome for each."""

    gathering = gathering_field("作出决定的会议", "请选择")
    number = CleanCharField(label="表彰决定文号", required=False, max_length=60)
    papers = FilesField(label="表彰决定等材料", required=False)

    def __init__(self, *args: Any, gatherings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "gathering", gatherings)


# ---------------------------------------------------------------- honours


class HonourForm(TongpinForm):
    """An honour from above or from before."""

    kind = forms.ChoiceField(label="类别", choices=HonourKind.choices)
    title = CleanCharField(label="荣誉名称", max_length=120)
    person = forms.ModelChoiceField(
        Person.objects.none(), label="个人", required=False, empty_label="不是个人荣誉"
    )
    organisation = forms.ModelChoiceField(
        Unit.objects.none(), label="党组织", required=False, empty_label="不是党组织荣誉"
    )
    awarded_on = ChineseDateField(label="表彰日期")
    awarded_by = CleanCharField(label="表彰单位", max_length=100)
    number = CleanCharField(label="文号", required=False, max_length=60)

    def __init__(self, *args: Any, people: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)
        offer(self, "organisation", organisations)


class RevokeForm(VersionForm):
    """Take an honour away."""

    on = ChineseDateField(label="撤销日期")
    decided_by = CleanCharField(
        label="撤销决定", max_length=100, help_text="作出撤销决定的党组织、文号。"
    )
    reason = words("撤销理由", max_length=300)
