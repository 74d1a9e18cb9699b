"""What a person may type about dues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.dues.actions import Entry, File
from tongpin.ledgers.dues.allocating import Extra
from tongpin.ledgers.dues.amounts import month_of, parse_fen, parse_month
from tongpin.ledgers.dues.models import (
    CATEGORIES,
    Method,
    PublicationKind,
    Purpose,
    ReliefKind,
    VoucherKind,
)
from tongpin.ledgers.dues.queries import Share, SheetRow, deciding_gatherings, pay_groups
from tongpin.ledgers.dues.words import rate_words
from tongpin.org.models import Person, Unit
from tongpin.rules.dues import PAY_ITEMS, WITHHELD_ITEMS
from tongpin.rules.money import yuan
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MAX_FILES = 5


class FenField(forms.CharField):
    """An amount in yuan as typed, whole fen as value; None where nothing was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """Read what was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_fen(text)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """Fen as yuan, typed text as it was typed."""
        return yuan(value) if isinstance(value, int) else value


class MonthField(forms.CharField):
    """A month; its first day as value."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        """Read what was typed."""
        if value in (None, ""):
            return None
        try:
            return parse_month(value)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A day as its month."""
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class BaseForm(TongpinForm):
    """Category and base: plainly, by the items of the pay sheet, or by the last quarter's net."""

    category = forms.ChoiceField(label="党员类别", choices=CATEGORIES)
    starts_on = MonthField(
        label="从哪个月起", help_text="年初核定的填1月；年中变动的填变动的月份。"
    )
    base = FenField(
        label="缴费基数（元）", required=False,
        help_text="已经算好基数的直接填；要按工资条算的，留空，展开下面填各项。都不填的按待核处理。",
    )  # fmt: skip
    quarter_net = FenField(
        label="上季度纯收入（元）", required=False, help_text="只用于不按月取得收入的党员。"
    )
    reason = CleanCharField(label="变更原因", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in {**PAY_ITEMS, **WITHHELD_ITEMS}.items():
            field = FenField(label=label, required=False)
            field.widget.attrs["class"] = "form-control"
            self.fields[f"item-{key}"] = field

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """`(head, fields)`: what counts, for whom, what does not and what is taken off, as now in force."""
        return [
            (head, [self[f"item-{key}"] for key in keys]) for head, keys in pay_groups(site_day())
        ]

    def values(self) -> dict[str, Any]:
        """The arguments of `declare_base`."""
        data = self.cleaned_data
        return {
            "category": data["category"], "starts_on": data["starts_on"], "base_fen": data["base"],
            "quarter_net_fen": data["quarter_net"], "reason": data["reason"],
            "pay": self._items(PAY_ITEMS), "withheld": self._items(WITHHELD_ITEMS),
        }  # fmt: skip

    def _items(self, names: Iterable[str]) -> dict[str, int]:
        data = self.cleaned_data
        return {k: data[f"item-{k}"] for k in names if data.get(f"item-{k}") is not None}


def proofs(files: Any) -> list[File]:
    """The proofs that came with a form."""
    return [File(f.name, f.read()) for f in files.getlist("proofs")[:MAX_FILES]]


class ReliefForm(TongpinForm):
    """An approved decision."""

    kind = forms.ChoiceField(label="种类", choices=ReliefKind.choices)
    starts_on = MonthField(label="起始月份")
    ends_on = MonthField(label="终止月份")
    amount_fen = FenField(label="每月交纳（元）", required=False, help_text="只有少交才填写。")
    reason = CleanCharField(label="理由", max_length=200)
    discussed_on = ChineseDateField(label="支部讨论日期", required=False)
    approved_by = CleanCharField(
        label="批准单位", max_length=100, help_text="在其他支部交纳的，填那个支部。"
    )
    approved_on = ChineseDateField(label="批准日期")
    approval_number = CleanCharField(
        label="批准文号", max_length=60, help_text="没有文号的，写会议记录编号或介绍信编号。"
    )

    def clean_amount_fen(self) -> int:
        """Nothing typed is nothing paid."""
        return self.cleaned_data["amount_fen"] or 0


class ReasonForm(TongpinForm):
    """Why something is taken back."""

    reason = CleanCharField(label="理由", max_length=200)


class CorrectForm(TongpinForm):
    """What is really owed for a closed month."""

    due_fen = FenField(label="应交金额更正为（元）", required=True)
    reason = CleanCharField(label="更正理由", max_length=200)


class PaymentForm(TongpinForm):
    """One member's money."""

    amount_fen = FenField(label="金额（元）", required=True)
    paid_on = ChineseDateField(label="交纳日期")
    method = forms.ChoiceField(label="交纳方式", choices=Method.choices)
    extra = forms.ChoiceField(
        label="多于应交的部分", required=False, choices=[(e.value, e.label) for e in Extra],
        help_text="先补最早欠交的月份。一次自愿多交1000元以上的为大额党费，全部转交中央。",
    )  # fmt: skip
    payer = CleanCharField(
        label="代交人",
        required=False,
        max_length=50,
        help_text="亲属或其他党员代交的，写代交人姓名。",
    )
    reference = CleanCharField(label="流水号", required=False, max_length=80)
    note = CleanCharField(label="备注", required=False, max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SheetForm(TongpinForm):
    """Day and method for all lines of the month sheet; the lines are read from `pay-<person>`."""

    paid_on = ChineseDateField(label="交纳日期")
    method = forms.ChoiceField(label="交纳方式", choices=Method.choices)

    def __init__(self, *args: Any, rows: list[SheetRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.typed: dict[int, str] = {}
        self.line_errors: dict[int, str] = {}
        self.entries: dict[int, Entry] = {}

    def clean(self) -> dict[str, Any]:
        """Read every line; an unreadable one is named beside its field."""
        data = super().clean() or {}
        for row in self.rows:
            key = row.person.pk
            text = str(self.data.get(f"pay-{key}", "")).strip()[:40]
            if not text:
                continue
            self.typed[key] = text
            try:
                amount = parse_fen(text)
                seen = int(str(self.data.get(f"seen-{key}", "0"))[:18])
            except ValueError as error:
                self.line_errors[key] = str(error)
                continue
            self.entries[key] = Entry(amount, seen)
        if self.line_errors:
            names = {row.person.pk: row.person.name for row in self.rows}
            listed = "；".join(f"{names[k]}：{e}" for k, e in self.line_errors.items())
            raise forms.ValidationError(listed)
        return data

    def refuse(self, field: str | None, message: str) -> None:
        """Put an action's refusal beside the line it names."""
        if field and field.startswith("pay-"):
            key = int(field[4:])
            self.line_errors[key] = message
            name = next((r.person.name for r in self.rows if r.person.pk == key), "")
            message = f"{name}：{message}"
        self.add_error(field if field in self.fields else None, message)

    def lines(self) -> list[dict[str, Any]]:
        """Rows with what was typed and what is wrong with it."""
        return [
            {"row": row, "typed": self.typed.get(row.person.pk, ""),
             "error": self.line_errors.get(row.person.pk, "")}
            for row in self.rows
        ]  # fmt: skip


class UploadForm(TongpinForm):
    """A sheet."""

    file = forms.FileField(
        label="表格", error_messages={"required": "请选择文件。", "empty": "这是空文件。"}
    )
    starts_on = MonthField(label="从哪个月起")


class VoucherForm(TongpinForm):
    """A use, a grant, interest, an opening balance or large dues handed on."""

    kind = forms.ChoiceField(
        label="种类", choices=[c for c in VoucherKind.choices if c[0] != VoucherKind.REMIT]
    )
    on = ChineseDateField(label="日期")
    amount_fen = FenField(label="金额（元）", required=True)
    counterparty = CleanCharField(label="对方", required=False, max_length=100)
    purpose = forms.ChoiceField(
        label="用途", required=False, choices=[("", "不是使用党费"), *Purpose.choices],
        help_text="党费只能用于这五个方面。",
    )  # fmt: skip
    gathering: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="决定的会议", required=False, queryset=None, empty_label="没有登记，另行写明",
        help_text="使用党费由哪次会议集体决定。已在组织生活里登记的，直接选。",
    )  # fmt: skip
    decision = CleanCharField(
        label="集体决定",
        required=False,
        max_length=200,
        help_text="会议没有登记的，写明哪次会议，如：局党委会第5次会议。",
    )
    decided_on = ChineseDateField(label="决定日期", required=False)
    note = CleanCharField(
        label="说明", required=False, max_length=300,
        help_text="转交大额党费的，必须写明党员简况。",
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["gathering"]
        choice.queryset = deciding_gatherings(unit, site_day())


class RemitForm(TongpinForm):
    """A batch upward."""

    until = ChineseDateField(label="收到哪一天为止")
    share = forms.DecimalField(
        label="上缴比例（%）", max_digits=5, decimal_places=2, min_value=0, max_value=100,
        error_messages={"invalid": "请填写 0 到 100 之间的数。"},
    )  # fmt: skip
    share_basis = CleanCharField(
        label="另定比例的依据",
        required=False,
        max_length=200,
        help_text="比例与规定不同的才填，写明文件和文号。",
    )
    counterparty = CleanCharField(
        label="接收单位", required=False, max_length=100, help_text="上缴到系统外的上级时填写。"
    )
    note = CleanCharField(label="说明", required=False, max_length=300)

    def __init__(self, *args: Any, share: Share, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = f"{share.basis}：{rate_words(share.parts)}。{share.note}" if share.basis else ""
        self.fields["share"].initial = Decimal(share.parts) / 100
        self.fields["share"].help_text = said


class PublishForm(TongpinForm):
    """How the year was made known."""

    kind = forms.ChoiceField(label="种类", choices=PublicationKind.choices)
    on = ChineseDateField(label="日期")
    how = CleanCharField(
        label="方式", max_length=200, help_text="如：支部党员大会公布、公示栏张贴。"
    )


def payment_initial(person: Person, open_fen: int, seen: int) -> dict[str, Any]:
    """What a payment form starts with: all that is open, today, in cash."""
    return {"amount_fen": open_fen or None, "paid_on": site_day(), "method": Method.CASH,
            "seen": seen}  # fmt: skip


def this_month() -> date:
    """The site's month."""
    return month_of(site_day())
