"""What is typed about transfers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.capability import dues_paid_until
from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.exchange import Letter, Particulars, StageSince
from tongpin.ledgers.transfers.models import Cause, Peer, Refusal, Transfer
from tongpin.org.identity import checked_identity
from tongpin.org.models import Person, Sex, Stage, Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

MONTH = re.compile(r"(20\d\d)[-./年]?(0?[1-9]|1[0-2])月?")
TRANSFERRED = [(s.value, s.label) for s in Stage if s != Stage.APPLICANT]


class MonthField(forms.CharField):
    """A month written 2020-09 or 2020年9月; its first day as value."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2020-09"})

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        """Read what was typed."""
        if value in self.empty_values:
            return None
        text = "".join(unicodedata.normalize("NFKC", str(value)[:20]).split())
        match = MONTH.fullmatch(text)
        if match is None:
            raise forms.ValidationError("月份须写成 2020-09 这样。", code="invalid")
        return date(int(match[1]), int(match[2]), 1)

    def prepare_value(self, value: Any) -> Any:
        """A day as its month."""
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class BranchField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A branch of this site with its full name."""

    def label_from_instance(self, obj: Any) -> str:
        """The full name."""
        return str(obj.name)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person with the branch."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and branch."""
        return f"{obj.name}（{obj.home}）"


class DraftForm(TongpinForm):
    """Who goes where: a branch of this site, or another committee."""

    person = PersonField(Person.objects.none(), label="转接人员", empty_label="请选择")
    branch = BranchField(
        Unit.objects.none(), label="转入支部（本单位内部）", required=False,
        empty_label="转往外单位", help_text="在本单位内部转接的选这里，转往外单位的不选。",
    )  # fmt: skip
    peer = forms.ModelChoiceField(
        Peer.objects.none(), label="对方站点", required=False, empty_label="没有，用纸质介绍信",
        help_text="对方也用同频、已经交换过密钥的，可以用文件代替邮寄。",
    )  # fmt: skip
    committee = CleanCharField(
        label="对方党委全称", max_length=100, required=False,
        help_text="有审批预备党员权限的基层党委，例如“中共××县××局委员会”。",
    )  # fmt: skip
    branch_name = CleanCharField(label="对方党支部", max_length=100, required=False)
    cause = forms.ChoiceField(label="转接原因", choices=Cause.choices)
    requested_on = ChineseDateField(label="提出日期")
    note = CleanCharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, people: ScopedQuerySet, unit: Unit, peers: ScopedQuerySet,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.initial.setdefault("requested_on", site_day())
        for name, rows in (("person", people), ("branch", queries.targets(unit)), ("peer", peers)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two kinds of destination; a site known by its key has its name from there."""
        data = super().clean() or {}
        peer = data.get("peer")
        if peer is not None and not data.get("committee"):
            data["committee"] = peer.name
        if data.get("branch") and (data.get("committee") or peer):
            self.add_error("committee", "转入支部和对方党委只能填一个。")
        return data


class StepForm(TongpinForm):
    """The day of a step, a word on it, and the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    on = ChineseDateField(label="日期")

    def __init__(self, *args: Any, transfer: Transfer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transfer = transfer
        self.initial.setdefault("on", site_day())
        self.initial.setdefault("version", transfer.version)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class NoteForm(StepForm):
    """A step with a word."""

    note = CleanCharField(label="说明", max_length=200, required=False)


class ReasonForm(StepForm):
    """A step that needs a reason."""

    reason = CleanCharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmForm(StepForm):
    """Dues and papers."""

    paid_until = MonthField(
        label="党费交至", required=False,
        help_text="最后一个已交的月份。这个月以前由本支部收，以后由接收支部收。",
    )  # fmt: skip
    materials = CleanCharField(
        label="随转材料", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一份。预备党员、发展对象、积极分子必须列明，例如入党申请书、入党志愿书、培养教育考察登记表。",
    )  # fmt: skip

    def __init__(self, *args: Any, transfer: Transfer, **kwargs: Any) -> None:
        super().__init__(*args, transfer=transfer, **kwargs)
        self.initial.setdefault("materials", transfer.materials)
        known = dues_paid_until(transfer.person) if transfer.person is not None else None
        self.initial.setdefault("paid_until", transfer.paid_until or known)
        if not queries.is_member(transfer):
            del self.fields["paid_until"]
        elif known is not None:
            self.fields["paid_until"].help_text += f"党费台账上交至 {known:%Y-%m}。"

    def values(self) -> dict[str, Any]:
        """The papers as lines."""
        data = dict(self.cleaned_data)
        return {"paid_until": None} | data | {"materials": data["materials"].split("\n")}


class IssueForm(StepForm):
    """Validity and where the receipt goes."""

    days = forms.IntegerField(label="有效期（天）", min_value=1, max_value=3660)
    address = CleanCharField(label="本党委通讯地址", max_length=100, required=False)
    telephone = CleanCharField(label="本党委联系电话", max_length=30, required=False)

    def __init__(self, *args: Any, transfer: Transfer, **kwargs: Any) -> None:
        super().__init__(*args, transfer=transfer, **kwargs)
        most = queries.validity_days(site_day())
        self.initial.setdefault("days", min(30, most))
        self.fields["days"].help_text = f"最长 {most} 天，由本单位在规则库里设定。"


class RefuseForm(ReasonForm):
    """Why it is given back."""

    code = forms.ChoiceField(label="退回理由", choices=[("", "请选择"), *Refusal.choices])
    field_order = ("version", "on", "code", "reason")


class AssignForm(StepForm):
    """Which branch."""

    branch = BranchField(Unit.objects.none(), label="编入支部", empty_label="请选择")

    def __init__(self, *args: Any, transfer: Transfer, **kwargs: Any) -> None:
        super().__init__(*args, transfer=transfer, **kwargs)
        assert transfer.receiver is not None
        self.fields["branch"].queryset = queries.targets(  # type: ignore[attr-defined]
            transfer.unit
        ).filter(path__startswith=transfer.receiver.path)
        self.initial.setdefault("branch", transfer.target_id)


class ReturnReceiptForm(StepForm):
    """Who signs the receipt."""

    handler = CleanCharField(label="经办人", max_length=60)
    telephone = CleanCharField(label="联系电话", max_length=30, required=False)


class ReceiptForm(ReturnReceiptForm):
    """What the receipt that came says."""

    received_on = ChineseDateField(
        label="对方接收日期", help_text="回执上的日期。从这一天起由对方负责管理。"
    )
    field_order = ("version", "received_on", "on", "handler", "telephone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "收到回执日期"


class IncomingForm(TongpinForm):
    """A paper letter that came in."""

    unit = BranchField(Unit.objects.none(), label="接收党委", empty_label=None)
    sender = CleanCharField(label="转出党委全称", max_length=100)
    from_branch = CleanCharField(label="转出党支部", max_length=100)
    number = CleanCharField(label="介绍信编号", max_length=60)
    issued_on = ChineseDateField(label="开具日期")
    valid_until = ChineseDateField(label="有效期至")
    name = CleanCharField(label="姓名", max_length=50)
    sex = forms.ChoiceField(label="性别", choices=[("", "未填"), *Sex.choices], required=False)
    identity_number = CleanCharField(label="公民身份号码", max_length=30)
    nation = CleanCharField(label="民族", max_length=20, required=False)
    phone = CleanCharField(label="本人电话", max_length=30, required=False)
    stage = forms.ChoiceField(label="人员类别", choices=TRANSFERRED, initial=Stage.FULL)
    joined_on = ChineseDateField(
        label="入党日期", required=False, help_text="支部大会通过为预备党员之日，党员必填。"
    )
    full_on = ChineseDateField(label="转正日期", required=False, help_text="正式党员必填。")
    stage_on = ChineseDateField(
        label="成为积极分子或者发展对象的日期", required=False, help_text="不是党员的必填。"
    )
    paid_until = MonthField(label="党费交至", required=False, help_text="党员必填。")
    cause = forms.ChoiceField(label="转接原因", choices=Cause.choices)
    materials = CleanCharField(
        label="随转材料", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一份。",
    )  # fmt: skip
    arrived_on = ChineseDateField(label="收到日期")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [unit.pk for unit in queries.committees(scope)]
        self.fields["unit"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            pk__in=keys
        ).order_by("path")
        self.initial.setdefault("arrived_on", site_day())

    def clean(self) -> dict[str, Any]:
        """The dates that the stage asks for, in order."""
        data = super().clean() or {}
        stage = data.get("stage")
        needed = {
            Stage.FULL: ("joined_on", "full_on", "paid_until"),
            Stage.PROBATIONARY: ("joined_on", "paid_until"),
        }.get(Stage(stage) if stage else Stage.FULL, ("stage_on",))
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"请填写{self.fields[name].label}。")
        joined, full = data.get("joined_on"), data.get("full_on")
        if stage == Stage.FULL and joined and full and full <= joined:
            self.add_error("full_on", "转正日期须晚于入党日期。")
        return data

    def particulars(self) -> Particulars:
        """Who the letter is about."""
        data = self.cleaned_data
        number = checked_identity(data["identity_number"], sex=data["sex"])
        assert number is not None
        return Particulars(
            name=data["name"], sex=number.sex, born_on=number.born_on, nation=data["nation"],  # type: ignore[arg-type]
            stage=data["stage"], identity_number=number.text, phone=data["phone"],
            stages=self._stages(),
        )  # fmt: skip

    def _stages(self) -> list[StageSince]:
        data, stage = self.cleaned_data, self.cleaned_data["stage"]
        if stage == Stage.FULL:
            return [StageSince(stage="probationary", since=data["joined_on"]),
                    StageSince(stage="full", since=data["full_on"])]  # fmt: skip
        since = data["joined_on"] if stage == Stage.PROBATIONARY else data["stage_on"]
        return [StageSince(stage=stage, since=since)]

    def letter(self) -> Letter:
        """What it says."""
        data = self.cleaned_data
        paid = data["paid_until"]
        return Letter(
            number=data["number"], issued_on=data["issued_on"], valid_until=data["valid_until"],
            from_branch=data["from_branch"], to_branch="", address="", telephone="",
            paid_until=f"{paid:%Y-%m}" if paid else "", reason=Cause(data["cause"]).label,
            materials=[line.strip() for line in data["materials"].split("\n") if line.strip()][:40],
        )  # fmt: skip


class UploadForm(TongpinForm):
    """Files of another site."""

    unit = BranchField(Unit.objects.none(), label="接收党委", empty_label=None)
    sent = FilesField(
        label="转接文件", most=50,
        help_text="对方导出的 .json 文件，介绍信和回执都可以，一次最多 50 个。",
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [unit.pk for unit in queries.committees(scope)]
        self.fields["unit"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            pk__in=keys
        ).order_by("path")


class PeerForm(TongpinForm):
    """Another site's key and the fingerprint heard by telephone."""

    name = CleanCharField(label="对方党委全称", max_length=100)
    key = CleanCharField(label="对方公钥", max_length=200)
    fingerprint = CleanCharField(
        label="电话核对的指纹", max_length=60,
        help_text="打电话请对方念出他们页面上的指纹，按听到的填写，不要从文件里复制。",
    )  # fmt: skip
    checked_with = CleanCharField(
        label="核对情况", max_length=100, help_text="例如“9月20日电话与县农业局组织干事核对”。"
    )


class RevokeForm(TongpinForm):
    """Why a key is trusted no longer."""

    reason = CleanCharField(label="停用原因", max_length=200)
