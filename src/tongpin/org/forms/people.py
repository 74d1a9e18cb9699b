"""A person, and the verbs that change standing, branch and posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.org import queries
from tongpin.org.forms.particulars import KEPT, Particulars
from tongpin.org.identity import checked_name
from tongpin.org.models import BRANCH_KINDS, Person, PostTitle, Sex, Stage, Unit, UnitKind
from tongpin.org.scope import Scope
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

STAGES = [(stage.value, stage.label) for stage in Stage]


class NameField(CleanCharField):
    """A person's name."""

    def to_python(self, value: Any) -> str:
        """Only what belongs in a name."""
        text = super().to_python(value)
        try:
            return checked_name(text) if text else ""
        except Refused as error:
            raise ValidationError(error.message) from error


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit from those offered; its full name in the list."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset=Unit.objects.none(), label=label, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """The name, with the branch before a group."""
        unit: Unit = obj
        return f"{unit.parent} {unit}" if unit.kind == UnitKind.GROUP else str(unit)


class PersonForm(Particulars):
    """The plain particulars. An empty number stays what it was: it is never shown to be edited."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    name = NameField(label="姓名", max_length=50)
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "未填"), *((s.value, s.label) for s in Sex)]
    )
    born_on = ChineseDateField(label="出生日期", required=False)
    nation = CleanCharField(label="民族", max_length=20, required=False)
    education = CleanCharField(label="学历", max_length=20, required=False)
    position = CleanCharField(label="工作岗位", max_length=60, required=False)
    group = UnitField("党小组", required=False, empty_label="不分小组")
    identity_number = CleanCharField(
        label="公民身份号码",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    phone = CleanCharField(
        label="手机号码",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    field_order: tuple[str, ...] = (
        "version", "name", "sex", "born_on", "nation", "native_place", "education", "degree",
        "work_started_on", "position", "group", "identity_number", "phone", "landline",
        "home_address",
    )  # fmt: skip

    def __init__(self, *args: Any, home: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if home is not None:
            self.fields["group"].queryset = (  # type: ignore[attr-defined]
                Unit.objects.filter(
                    parent=home, kind=UnitKind.GROUP, dissolved_on=None
                ).select_related("parent")
            )

    def values(self) -> dict[str, Any]:
        """What the action takes; a number left empty is not touched."""
        data = dict(self.cleaned_data)
        data.pop("version", None)
        for name in KEPT:
            if not data.get(name):
                data.pop(name, None)
        return data


class EditPersonForm(PersonForm):
    """The particulars of somebody on the roster."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, home=person.home, **kwargs)
        for name, field in self.fields.items():
            if name in KEPT:
                if getattr(person, name):
                    field.help_text = "已登记，为保密不显示；要更正才填写新的。"
            else:
                self.initial[name] = getattr(person, name)


class NewPersonForm(PersonForm):
    """Somebody new on a branch's roster."""

    unit = UnitField("所在党支部")
    stage = forms.ChoiceField(label="人员类别", choices=STAGES)
    stage_since = ChineseDateField(
        label="成为该类人员的日期", help_text="正式党员填转正日期，预备党员填支部大会通过之日。"
    )
    since = ChineseDateField(label="进入本支部的日期")
    field_order = ("name", "unit", "stage", "stage_since", "since", "identity_number", "phone")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, home=None, **kwargs)
        del self.fields["version"]
        del self.fields["group"]
        self.fields["unit"].queryset = queries.units(scope).filter(  # type: ignore[attr-defined]
            kind__in=BRANCH_KINDS, dissolved_on=None
        )


class StageForm(TongpinForm):
    """The right stage, and what shows it."""

    stage = forms.ChoiceField(label="更正为", choices=STAGES)
    on = ChineseDateField(label="自哪天起")
    reason = CleanCharField(
        label="更正的依据", max_length=200,
        help_text="如“入党志愿书载明2010年7月1日转正”。发展、转正、停止党籍等请在相应的台账办理，人员类别随之变更。",
    )  # fmt: skip


class MoveForm(TongpinForm):
    """Another branch."""

    to = UnitField("转到")
    on = ChineseDateField(label="自哪天起")

    def __init__(self, *args: Any, scope: Scope, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = (  # type: ignore[attr-defined]
            queries.units(scope)
            .filter(kind__in=BRANCH_KINDS, dissolved_on=None)
            .exclude(pk=person.home_id)
        )


class AppointForm(TongpinForm):
    """A post in a unit."""

    unit = UnitField("在哪个党组织任职")
    title = forms.ChoiceField(label="职务", choices=[(t.value, t.label) for t in PostTitle])
    on = ChineseDateField(label="任职日期")
    term_ends_on = ChineseDateField(
        label="届满日期", required=False, help_text="支部委员会每届任期一般为三年。"
    )
    ends_on = ChineseDateField(
        label="免职日期", required=False, help_text="补记以前的任职时填写，现任的不填。"
    )
    ends_former = forms.BooleanField(
        label="同时免去现任书记", required=False,
        help_text="任命书记时勾选，现任书记任职到新任的前一天为止。",
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = (  # type: ignore[attr-defined]
            queries.units(scope).filter(dissolved_on=None).select_related("parent")
        )
        self.initial.setdefault("unit", person.home_id)


class EndForm(TongpinForm):
    """The end of a post."""

    on = ChineseDateField(label="免职日期")


class WithdrawForm(TongpinForm):
    """Off the roster, with a reason."""

    on = ChineseDateField(label="停用日期")
    reason = CleanCharField(
        label="事由", max_length=200, help_text="例如“重复录入”。历史记录保留，不会删除。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", site_day())
