"""What a person types about papers, duties, progress, waivers and the rulebook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.duties.models import PER, Binds, Duty
from tongpin.duties.notices import typed_days
from tongpin.duties.queries import kinds, rulebook
from tongpin.duties.vetting import written
from tongpin.duties.wording import name_of, readable
from tongpin.org.models import Unit, UnitKind
from tongpin.rules.parameters import Article
from tongpin.rules.regulation import Severity
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MAX_PASTE = 1_000_000


class UploadForm(TongpinForm):
    """A paper, as a file or as pasted text."""

    file = forms.FileField(
        label="文件", required=False, help_text="txt、docx 或有文字的 PDF。扫描件请先识别成文字。",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.docx,.pdf"}),
    )  # fmt: skip
    text = CleanCharField(
        label="或者粘贴正文", required=False, max_length=MAX_PASTE,
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2099,
        help_text="不填则从标题里读出。",
        error_messages={"invalid": "年度须为四位数字。"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two ways, and a file of sensible size."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if not self.errors and not file and not cleaned.get("text", "").strip():
            self.add_error("file", "请选择文件，或者在下面粘贴正文。")
        if file is not None and file.size > settings.TONGPIN_MAX_UPLOAD:
            self.add_error(
                "file",
                f"文件超过 {settings.TONGPIN_MAX_UPLOAD // 1024 // 1024} MB，请检查是否选错。",
            )
        return cleaned


class DutyForm(TongpinForm):
    """A duty as read, to be corrected."""

    title = CleanCharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="类别")
    times = forms.IntegerField(label="次数", required=False, min_value=1, max_value=366)
    per = forms.ChoiceField(label="周期", required=False, choices=[("", "没有写明"), *PER.items()])
    bound = forms.ChoiceField(
        label="界限", required=False, choices=[("", "—"), ("min", "至少"), ("max", "不超过")]
    )
    deadline = ChineseDateField(label="期限", required=False)
    quantity = CleanCharField(label="数量", required=False, max_length=40)
    responsible = CleanCharField(label="责任单位（原文）", required=False, max_length=100)
    binds = forms.ChoiceField(label="约束对象", choices=Binds.choices)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="指定的党组织", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="约束对象选“指定的党组织”时勾选。",
    )  # fmt: skip
    rules = forms.MultipleChoiceField(
        label="对应规则", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="勾选后按规则的条件和记录判定；都不勾，则由责任单位登记办理情况。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]
        self.fields["rules"].choices = rulebook()  # type: ignore[attr-defined]
        below = Unit.objects.filter(path__startswith=unit.path).exclude(kind=UnitKind.GROUP)
        self.fields["units"].queryset = below  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Selected units must be named."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("binds") == Binds.SELECTED and not cleaned.get("units"):
            self.add_error("units", "请勾选所约束的党组织。")
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the action takes, the version left out."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"version", "quote"}}

    @staticmethod
    def initial_of(duty: Duty) -> dict[str, Any]:
        """A stored duty as initial values."""
        names = ("title", "kind", "times", "per", "bound", "deadline", "quantity", "responsible",
                 "binds", "rules", "version")  # fmt: skip
        return {n: getattr(duty, n) for n in names} | {"units": duty.units.all()}


class AddDutyForm(DutyForm):
    """A sentence that the reader passed over."""

    quote = CleanCharField(
        label="原文", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="从文件里复制那句话；不在文件里的要求也可以写，写明出处。",
    )  # fmt: skip
    field_order = ("quote", "title")


class ReasonForm(TongpinForm):
    """A reason and the version it is about."""

    reason = CleanCharField(label="理由", max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ProgressForm(TongpinForm):
    """What was done."""

    on = ChineseDateField(label="办理日期", initial=site_day)
    content = CleanCharField(
        label="办理情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写清办了什么、结果如何。不要写个人隐私。",
    )  # fmt: skip
    is_done = forms.BooleanField(label="这项责任已经办结", required=False)


class WaiveForm(TongpinForm):
    """The decision to ask nothing of a unit for a while."""

    starts_on = ChineseDateField(label="自")
    ends_on = ChineseDateField(label="至")
    reason = CleanCharField(label="理由", max_length=300)
    decided_by = CleanCharField(label="决定人（会议）", max_length=100)
    decided_on = ChineseDateField(label="决定日期", initial=site_day)


class LocalForm(TongpinForm):
    """A local rulebook, written here or uploaded."""

    text = CleanCharField(
        label="规则内容", required=False, max_length=MAX_PASTE, strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "class": "form-control code", "spellcheck": "false"}),
        help_text="照模板改。缩进用空格，冒号用半角、后面空一格。",
    )  # fmt: skip
    file = forms.FileField(
        label="或者上传文件", required=False, help_text="扩展名 yaml 或 yml，UTF-8 编码。",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The text of the file where one was sent."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            cleaned["text"] = self._read(file)
        if not self.errors and not str(cleaned.get("text", "")).strip():
            self.add_error("text", "请写规则，或者上传文件。")
        return cleaned

    def _read(self, file: Any) -> str:
        if file.size > MAX_PASTE:
            self.add_error("file", "文件过大，规则文件不应超过 1 MB。")
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", "文件不是 UTF-8 编码，请用记事本或 WPS 另存为 UTF-8 后再上传。")
            return ""


class EffectiveForm(TongpinForm):
    """From which day a local rulebook is in force."""

    effective_on = ChineseDateField(
        label="生效日期", initial=site_day,
        help_text="在这一天之前已经结束的时段，维持原来的判定。",
    )  # fmt: skip


class AdoptLocalForm(EffectiveForm):
    """The adoption of a local rulebook."""

    reason = CleanCharField(label="理由", max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SettingForm(TongpinForm):
    """The bureau's own value of a parameter, with its document; a field for each value."""

    from_on = ChineseDateField(label="自", initial=site_day)
    to_on = ChineseDateField(label="至", required=False, help_text="一直执行的不填。")
    source_title = CleanCharField(
        label="依据文件",
        max_length=200,
        help_text="本单位文件的全名；只是核对条文的，写核对的文件全名。",
    )
    source_number = CleanCharField(label="文号", max_length=60, required=False)
    place = CleanCharField(label="条款", max_length=60, help_text="例如：第三条。")
    is_stricter = forms.BooleanField(
        label="比全国性规定更严", required=False,
        help_text="数值与条文相同、只是对照正式文本核实出处的，不必勾选。",
    )  # fmt: skip
    reason = CleanCharField(label="理由", max_length=300)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in article.values.items():
            self.fields[f"value_{name}"] = CleanCharField(
                label=name_of(name), max_length=300, initial=written(value),
                help_text=f"条文：{readable(name, value)}。",
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip
        self.order_fields([*(f"value_{name}" for name in article.values), "from_on", "to_on"])
        if article.worded is not Severity.HARD:
            del self.fields["is_stricter"]

    def values(self) -> dict[str, Any]:
        """What the action takes: the texts of the values apart from the rest."""
        data = {k: v for k, v in self.cleaned_data.items() if not k.startswith("value_")}
        texts = {k[6:]: v for k, v in self.cleaned_data.items() if k.startswith("value_")}
        return {"is_stricter": False, **data, "texts": texts}


class EndSettingForm(ReasonForm):
    """The last day of a setting."""

    to_on = ChineseDateField(label="执行到哪一天", initial=site_day, help_text="含当天。")
    field_order = ("to_on", "reason")


class PasteNoticeForm(TongpinForm):
    """The text of a yearly notice."""

    text = CleanCharField(
        label="通知正文", max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="从国务院办公厅的通知里复制。例如：二、春节：1月24日至30日放假调休，共7天。1月19日（周日）、2月1日（周六）上班。",
    )  # fmt: skip
    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2099,
        help_text="不填则从标题里读出。", error_messages={"invalid": "年度须为四位数字。"},
    )  # fmt: skip


class NoticeForm(TongpinForm):
    """The days of a yearly notice, as read or as typed."""

    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2099, widget=forms.HiddenInput
    )
    title = CleanCharField(label="通知名称", max_length=200)
    number = CleanCharField(label="文号", max_length=60, required=False)
    holidays = CleanCharField(
        label="放假的日子", max_length=4000, widget=forms.Textarea(attrs={"rows": 9}),
        help_text="一行一段，如 2020-01-24至2020-02-02；单独一天写 2020-01-01。含调休和周末。",
    )  # fmt: skip
    makeup = CleanCharField(
        label="上班的周末", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}), help_text="调休上班的周六、周日，一行一天。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Texts of days as days."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("holidays", "makeup"):
            if name in cleaned:
                try:
                    cleaned[name] = typed_days(cleaned[name], name)
                except Refused as refusal:
                    self.add_error(name, refusal.message)
        return cleaned
