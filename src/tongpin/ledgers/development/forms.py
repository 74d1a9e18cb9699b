"""What a person types about a case; the fields of a step follow from its gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings

from tongpin.audit.clock import site_day
from tongpin.casework.actions import Happening
from tongpin.casework.forms import StepForm as GateForm
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.models import Case, Closing, Target
from tongpin.ledgers.development.vocabulary import MEETINGS, NOTES, NUMBERS, PEOPLE, VOTES, WHO
from tongpin.life.models import Vote
from tongpin.org.models import BRANCH_KINDS, Person, Sex, Unit
from tongpin.org.queries import branch_on, branches
from tongpin.org.scope import Scope
from tongpin.rules.procedure import GateKind, Step
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

if TYPE_CHECKING:
    VoteChoice = forms.ModelChoiceField[Vote]
else:
    VoteChoice = forms.ModelChoiceField

MOST = 9_999


class ApplicationForm(TongpinForm):
    """Somebody applies: a person of the roster, or a new one."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="党支部", empty_label="请选择",
        error_messages={"required": "请选择申请人所在的党支部。"},
    )  # fmt: skip
    person = forms.ModelChoiceField(
        Person.objects.none(), label="名册上的人", required=False, empty_label="不在名册上，新登记",
    )  # fmt: skip
    name = CleanCharField(label="姓名", required=False, max_length=50)
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "请选择"), *Sex.choices])
    born_on = ChineseDateField(
        label="出生日期", required=False, help_text="用来核对是否年满十八岁。"
    )
    nation = CleanCharField(label="民族", required=False, max_length=20)
    education = CleanCharField(label="学历", required=False, max_length=20)
    position = CleanCharField(label="工作岗位", required=False, max_length=60)
    applied_on = ChineseDateField(
        label="递交申请书日期", help_text="以党组织收到申请书的日期为准，一个月内要派人谈话。"
    )
    is_front_line = forms.BooleanField(label="在生产、工作一线", required=False)
    papers = FilesField(label="入党申请书（扫描件）", required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = queries.applicants(unit, site_day()).order_by("search_text", "pk")
        place = self.fields["unit"]
        assert isinstance(place, forms.ModelChoiceField)
        if unit.kind in BRANCH_KINDS:
            del self.fields["unit"]
        else:
            place.queryset = branches(Scope(((unit.path, True),)), as_of=site_day())

    def clean(self) -> dict[str, Any]:
        """One of the two ways, whole."""
        data = super().clean() or {}
        chosen, unit = data.get("person"), data.get("unit")
        if chosen is not None and unit is not None and chosen.home_id != unit.pk:
            self.add_error("person", f"{chosen.name}不在{unit}的名册上。")
        if chosen is None:
            for name, label in (("name", "姓名"), ("sex", "性别"), ("born_on", "出生日期")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"新登记的申请人请填写{label}。")
        elif data.get("name"):
            self.add_error("name", "已经选择了名册上的人，这里不用再填。")
        return data

    def particulars(self) -> dict[str, Any]:
        """What goes onto the roster of a new person."""
        keys = ("name", "sex", "born_on", "nation", "education", "position")
        return {key: self.cleaned_data[key] for key in keys}


class RecordForm(GateForm):
    """One step of a case: what its gates read, the people it names, the vote it cites."""

    def __init__(self, *args: Any, case: Case, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, unit=case.person.home, step=step, **kwargs)
        self.case = case
        self.fields["note"].label = NOTES.get(step.key, "说明")
        self._gathering()
        self._extra(step)
        if step.key in PEOPLE:
            del self.fields["count"]
            self._people()
        if step.key in VOTES:
            self._vote()
        first = ["vote", "on", "to", "people", "decision", "months", "who", "number"]
        last = ["note", "gathering", "papers", "approver", "approval_reason"]
        middle = [n for n in self.fields if n not in first and n not in last]
        self.order_fields([*first, *middle, *last])
        for item in self.fields.values():
            item.widget.attrs.setdefault("class", "form-control")

    def clean(self) -> dict[str, Any]:
        """Numbers of a ballot are typed or cited, never neither."""
        data = super().clean()
        self._refuse_strangers(data)
        if self.step.key in VOTES and not data.get("vote"):
            for name, label in (("vote_entitled", "应到人数"), ("vote_present", "实到人数"),
                                ("vote_yes", "赞成票")):  # fmt: skip
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, f"没有引用表决的，请填写{label}。")
        if data.get("decision") == "extend" and not data.get("months"):
            self.add_error("months", "延长预备期的请写明延长几个月。")
        return data

    def arguments(self) -> dict[str, Any]:
        """What the action takes: happening, vote, files."""
        data = self.cleaned_data
        told = self.happening()
        values = dict(told.values)
        values.pop("vote_cited", None)
        chosen = data.get("people")
        if chosen is not None:
            values["people"] = [{"id": p.pk, "name": p.name} for p in chosen]
            values["count"] = len(values["people"])
        vote = data.get("vote")
        if vote is not None:
            values.pop("vote", None)
        happening = Happening(
            told.step, told.on, values, told.note, told.gathering, told.approver,
            told.approval_reason,
        )  # fmt: skip
        return {"happening": happening, "vote": vote, "files": data["papers"]}

    def _gathering(self) -> None:
        if self.step.key not in MEETINGS:
            del self.fields["gathering"]
            return
        field = self.fields["gathering"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.citable(self.case, self.step.key)
        field.help_text = "会议已经在“组织生活”登记的，选上它，日期应当一致。"

    def _extra(self, step: Step) -> None:
        if step.key in WHO:
            self.fields["who"] = CleanCharField(label=WHO[step.key], required=False, max_length=60)
        if step.key in NUMBERS:
            self.fields["number"] = CleanCharField(
                label=NUMBERS[step.key], required=False, max_length=60
            )
        book, day = current_book(), site_day()
        articles = [book.article(g.rule, day) for g in step.gates if g.kind is GateKind.WITHIN]
        if any(a is not None and "special" in a.values for a in articles):
            self.fields["reason"] = CleanCharField(
                label="特殊情况理由", required=False, max_length=100,
                help_text="超过一般期限、仍在特殊情况期限以内的写明。",
            )  # fmt: skip

    def _people(self) -> None:
        self.fields["people"] = forms.ModelMultipleChoiceField(
            queries.sponsors_since(self.case.person, self.case.opened_on, site_day()),
            label=PEOPLE[self.step.key],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            error_messages={"required": f"请选择{PEOPLE[self.step.key]}。"},
            help_text="按填写的日期核对：当天须是所在支部的正式党员。",
        )

    def _refuse_strangers(self, data: dict[str, Any]) -> None:
        """Whoever stands by the person was a full member of the branch on the day of the step."""
        on, chosen = data.get("on"), data.get("people")
        if on is None or not chosen:
            return
        place = branch_on(self.case.person, on) or self.case.person.home
        able = set(queries.sponsors(place, on).values_list("pk", flat=True))
        names = "、".join(p.name for p in chosen if p.pk not in able)
        if names:
            self.add_error(
                "people",
                f"{names}在 {on} 不是{place}有表决权的正式党员，不能作{PEOPLE[self.step.key]}。",
            )

    def _vote(self) -> None:
        for name in ("vote_entitled", "vote_present"):
            self.fields[name].required = False
        field = VoteField(
            queries.citable_votes(self.case, self.step.key),
            label="引用表决", required=False, empty_label="不引用，自己填写票数",
            help_text="党员大会的表决已经在“组织生活”登记的，选上它，日期和票数从那里取。",
            widget=forms.Select(attrs={"class": "form-select"}),
        )  # fmt: skip
        self.fields["vote"] = field
        self.fields["on"].required = False

    def clean_on(self) -> Any:
        """The day of the cited vote where there is one."""
        given = self.cleaned_data.get("on")
        vote = self._cited_vote()
        if vote is not None:
            return vote.gathering.held_on
        if given is None:
            raise forms.ValidationError("请填写日期。")
        return given

    def _cited_vote(self) -> Vote | None:
        field = self.fields.get("vote")
        if field is None:
            return None
        try:
            found: Vote | None = field.clean(self.data.get(self.add_prefix("vote")))
        except forms.ValidationError:
            return None
        return found


class VoteField(VoteChoice):
    """A vote by the day of its meeting and its motion."""

    def label_from_instance(self, obj: Any) -> str:
        """2020-04-10 关于接收王某为预备党员（赞成18票）."""
        return f"{obj.gathering.held_on} {obj.motion}（赞成{obj.yes}票）"


class WithdrawForm(TongpinForm):
    """Take a record back."""

    reason = CleanCharField(label="撤回理由", max_length=200)


class CloseForm(TongpinForm):
    """End a case before its last step."""

    closing = forms.ChoiceField(
        label="结束原因",
        choices=[
            (c.value, c.label) for c in Closing if c not in (Closing.ARCHIVED, Closing.DISQUALIFIED)
        ],
    )
    closed_on = ChineseDateField(label="结束日期")
    note = CleanCharField(
        label="情况说明", max_length=200, help_text="如：支委会哪天研究、什么理由。"
    )


class CaseForm(TongpinForm):
    """What is changed of a case itself."""

    is_front_line = forms.BooleanField(label="在生产、工作一线", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _count(label: str, **extra: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST,
        error_messages={"invalid": "请填写整数。", "min_value": "不能小于0。", "max_value": "数目过大。"},
        **extra,
    )  # fmt: skip


class TargetForm(TongpinForm):
    """The number of a unit's year."""

    total = _count("计划发展人数")
    women = _count("其中女性不少于", initial=0)
    under_35 = _count("其中35岁及以下不少于", initial=0)
    front_line = _count("其中生产、工作一线不少于", initial=0)
    document = CleanCharField(label="下达文号", required=False, max_length=60)
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    def __init__(self, *args: Any, target: Target | None, **kwargs: Any) -> None:
        if target is not None:
            names = ("total", "women", "under_35", "front_line", "document", "version")
            kwargs["initial"] = {name: getattr(target, name) for name in names}
        super().__init__(*args, **kwargs)


class UploadForm(TongpinForm):
    """A spreadsheet of dates."""

    file = forms.FileField(
        label="补录表",
        help_text="用模板填写的 xlsx。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "这个文件是空的。", "required": "请选择补录表。"},
    )

    def clean_file(self) -> Any:
        """Not too large."""
        file = self.cleaned_data["file"]
        if file.size > settings.TONGPIN_MAX_UPLOAD:
            limit = settings.TONGPIN_MAX_UPLOAD // 1024 // 1024
            raise forms.ValidationError(f"文件超过 {limit} MB，请分几次导入。")
        return file
