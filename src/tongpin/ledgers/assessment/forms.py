"""What a person types about schemes, creations, scores and awards."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.actions import Given, Outline
from tongpin.ledgers.assessment.marking import Mark
from tongpin.ledgers.assessment.models import Item, Level, Scheme, Score, State, Way
from tongpin.ledgers.assessment.points import parse, shown
from tongpin.ledgers.assessment.scheme_text import VETO, ItemText
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.queries import members_on
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

BAR = re.compile(r"[|｜]")


class PointsField(CleanCharField):
    """Points typed as 2.5, kept as 25 tenths; None where nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 8)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The tenths."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise forms.ValidationError(f"{error}。", code="points") from error

    def prepare_value(self, value: Any) -> Any:
        """Tenths as they are read."""
        return shown(value) if isinstance(value, int) else value


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _words(label: str, *, rows: int = 4, required: bool = True, help_text: str = "") -> Any:
    return CleanCharField(
        label=label, required=required, max_length=8000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


# ----------------------------------------------------------------------------------------- schemes


class LinesForm(TongpinForm):
    """Lines and dimensions of a scheme."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    basis = CleanCharField(label="依据", max_length=200, required=False)
    full = PointsField(label="总分")
    pass_line = PointsField(label="达标线", help_text="折算到总分以后的得分。")
    model_line = PointsField(label="示范线")
    judged_percent = forms.IntegerField(
        label="最低可评比例（%）", min_value=1, max_value=100, initial=80,
        help_text="考评时能够评定的分值至少占应评分值的百分之几，达不到的不能命名。",
    )  # fmt: skip
    dimensions = CleanCharField(
        label="类别和分值", max_length=2000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="一行一类，用竖线分开：基层组织设置标准化｜20。各类分值加起来等于总分。",
    )  # fmt: skip

    def clean_dimensions(self) -> list[tuple[str, int]]:
        """`(title, tenths)` of each line; the line at fault is named."""
        found = []
        for number, line in enumerate(self.cleaned_data["dimensions"].splitlines(), 1):
            if not line.strip():
                continue
            parts = [part.strip() for part in BAR.split(line)]
            if len(parts) != 2 or not parts[0] or len(parts[0]) > 40:
                raise forms.ValidationError(f"第{number}行应写成“名称｜分值”，名称不超过40字。")
            try:
                found.append((parts[0], parse(parts[1])))
            except ValueError as error:
                raise forms.ValidationError(f"第{number}行：{error}。") from error
        return found


class SchemeForm(LinesForm):
    """A new scheme."""

    version = None  # type: ignore[assignment]
    name = CleanCharField(label="名称", max_length=80)
    field_order = (
        "name",
        "basis",
        "full",
        "pass_line",
        "model_line",
        "judged_percent",
        "dimensions",
    )


def lines_of(row: Scheme) -> dict[str, Any]:
    """What the form of a scheme's lines begins with."""
    return {
        "version": row.version, "basis": row.basis, "full": row.full, "pass_line": row.pass_line,
        "model_line": row.model_line, "judged_percent": row.judged_percent,
        "dimensions": "\n".join(f"{d.title}｜{shown(d.weight)}" for d in row.dimensions.all()),
    }  # fmt: skip


class ItemForm(TongpinForm):
    """One item of a scheme."""

    dimension = forms.ChoiceField(label="类别")
    title = CleanCharField(label="项目", max_length=60)
    standard = CleanCharField(
        label="标准", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = CleanCharField(label="依据", max_length=200, required=False)
    weight = PointsField(label="分值", required=False, help_text="一票否决的项目不计分，留空。")
    way = forms.ChoiceField(
        label="取证方式", choices=Way.choices, widget=forms.RadioSelect,
        help_text="台账里已经有的，系统自动取证；只有台账没有的，才现场核实。",
    )  # fmt: skip
    duties = forms.MultipleChoiceField(
        label="责任判定", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="取证方式为责任判定时选择；到期的时段完成了几个，就按几个计分。",
    )  # fmt: skip
    evidence = forms.MultipleChoiceField(
        label="台账数据", required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="取证方式为台账数据时选择；按住 Ctrl 可以选几个，次数和比例不能混选。",
    )  # fmt: skip
    needed = forms.IntegerField(
        label="要求", required=False, min_value=1, max_value=10_000,
        help_text="次数填要求几次；比例填百分之几算满分，不填就是100。",
    )  # fmt: skip
    deduct = PointsField(label="每少一次扣几分", required=False, help_text="不填就按完成比例计分。")
    late = PointsField(label="每逾期一次扣几分", required=False)
    note = CleanCharField(label="扣分办法说明", max_length=200, required=False)

    def __init__(self, *args: Any, scheme: Scheme, item: Item | None = None, **kwargs: Any) -> None:
        if item is not None:
            kwargs.setdefault("initial", _item_first(item))
        super().__init__(*args, **kwargs)
        titles = [(d.title, d.title) for d in scheme.dimensions.all()]
        sources = queries.sources()
        for name, choices in (
            ("dimension", [*titles, ("", VETO)]), ("duties", list(sources.duties.items())),
            ("evidence", _grouped(sources.evidence.values())),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["dimension"].required = False

    def text(self) -> ItemText:
        """The item as data."""
        data = self.cleaned_data
        keys = {Way.DUTIES: data["duties"], Way.EVIDENCE: data["evidence"]}.get(data["way"], [])
        return ItemText(
            title=data["title"], standard=data["standard"], way=data["way"],
            dimension=data["dimension"], basis=data["basis"], weight=data["weight"] or 0,
            keys=tuple(keys), needed=data["needed"], deduct=data["deduct"],
            late=data["late"] or 0, note=data["note"],
        )  # fmt: skip


def _item_first(item: Item) -> dict[str, Any]:
    return {
        "dimension": item.dimension.title if item.dimension else "", "title": item.title,
        "standard": item.standard, "basis": item.basis, "weight": item.weight or None,
        "way": item.way, "duties": item.keys, "evidence": item.keys, "needed": item.needed,
        "deduct": item.deduct, "late": item.late or None, "note": item.note,
    }  # fmt: skip


def _grouped(kinds: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {"比例": [], "次数、人数": []}
    for kind in kinds:
        groups["比例" if kind.is_share else "次数、人数"].append((kind.key, kind.label))
    return list(groups.items())


# --------------------------------------------------------------------------------------- creations


class OutlineForm(TongpinForm):
    """What is planned of a creation."""

    scheme = forms.ModelChoiceField(Scheme.objects.none(), label="考评细则", empty_label="请选择")
    lead = forms.ModelChoiceField(
        Person.objects.none(), label="负责人", required=False, empty_label="未指定",
        help_text="明确专人负责，抓好落实。",
    )  # fmt: skip
    mobilise_due = ChineseDateField(label="动员部署完成日期")
    benchmark_due = ChineseDateField(label="对标创建完成日期")
    review_due = ChineseDateField(label="考评验收完成日期")
    plan = _words(
        "创建内容", rows=10, required=False,
        help_text="目标、存在的差距、推进措施；进入《创建方案》。细则里的项目和差距会自动列入。",
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, keep: Scheme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.in_use(unit)
        if keep is not None:
            rows = Scheme.objects.filter(pk__in=[keep.pk, *rows.values_list("pk", flat=True)])
        _offer(self, "scheme", rows)
        _offer(self, "lead", members_on(unit, site_day()))

    def outline(self) -> Outline:
        """What was typed, as the actions take it."""
        names = ("scheme", "lead", "mobilise_due", "benchmark_due", "review_due", "plan")
        return Outline(**{name: self.cleaned_data[name] for name in names})


class OpenForm(OutlineForm):
    """Begin a creation."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    opened_on = ChineseDateField(label="开始日期")
    field_order = ("year", "opened_on")

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        first = {
            "year": year, "opened_on": site_day(), "mobilise_due": date(year, 4, 30),
            "benchmark_due": date(year, 10, 31), "review_due": date(year, 12, 20),
        }  # fmt: skip
        kwargs["initial"] = first | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class FileForm(OpenForm):
    """The creation of a case that is open already."""

    opened_on = None  # type: ignore[assignment]


class PlanForm(OutlineForm):
    """Change what is planned."""

    version = _version()


class LessonForm(TongpinForm):
    """Cite a visit to learn from others."""

    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="活动记录", empty_label="请选择",
        help_text="先在“组织生活”里登记这次学习，形式选“参观学习”，这里引用。",
    )  # fmt: skip
    host = CleanCharField(
        label="学习对象", max_length=100, help_text="如：县自然资源局机关党支部。"
    )
    learned = _words("可以借鉴的做法")

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "gathering", rows)


# ------------------------------------------------------------------------------------------ scores

KEPT = {
    State.KNOWN: "评定得分", State.UNKNOWN: "不能判断（不计入）", State.EXCLUDED: "不涉及（不计入）",
}  # fmt: skip


class ScoreForm(TongpinForm):
    """One side's score for an item, filled in with what the ledgers give."""

    version = _version()
    state = forms.ChoiceField(
        label="结果", choices=[(k.value, label) for k, label in KEPT.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    points = PointsField(label="得分", required=False)
    failed = forms.TypedChoiceField(
        label="是否触及", choices=[("no", "没有触及"), ("yes", "触及否决情形")], required=False,
        coerce=lambda v: v == "yes", empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    reason = _words("说明", rows=3, required=False)
    proofs = FilesField(label="佐证材料", required=False)

    def __init__(
        self, *args: Any, item: Item, mark: Mark, kept: Score | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _first(item, mark, kept)
        super().__init__(*args, **kwargs)
        self.fields["points"].label = f"得分（满分{shown(item.weight)}）"
        del self.fields["points" if item.is_veto else "failed"]
        self.fields["reason"].help_text = (
            "写明看到的情况、扣分的原因。" if item.by_hand
            else "与台账得出的结果一致的不用写；不一致的写明理由。"
        )  # fmt: skip

    def given(self) -> Given:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return Given(data["state"], data.get("points"), bool(data.get("failed")), data["reason"])


def _first(item: Item, mark: Mark, kept: Score | None) -> dict[str, Any]:
    if kept is not None:
        return {
            "version": kept.version, "state": kept.state, "points": kept.points,
            "failed": "yes" if kept.has_failed else "no",
            "reason": kept.reason if kept.by_hand else "",
        }  # fmt: skip
    state = State.KNOWN if item.by_hand else mark.state
    return {
        "version": 0, "state": state, "points": mark.points,
        "failed": "yes" if mark.has_failed else "no",
    }  # fmt: skip


class FinishForm(TongpinForm):
    """Hand in one side."""

    version = _version()
    words = _words("意见", rows=5)


class ReopenForm(TongpinForm):
    """Take a hand-in, a step or an award back."""

    version = _version()
    reason = CleanCharField(label="理由", max_length=200)


class GapsForm(TongpinForm):
    """Choose the gaps that become problems."""

    items = forms.MultipleChoiceField(
        label="转入问题整改的项目", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要转入的项目。"},
    )  # fmt: skip
    due_on = ChineseDateField(label="整改时限", required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["initial"] = {"items": [key for key, _ in choices]}
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


# ------------------------------------------------------------------------------------------ awards


class AwardForm(TongpinForm):
    """Name a branch."""

    version = _version()
    level = forms.ChoiceField(label="等次", choices=Level.choices)
    publicised_on = ChineseDateField(
        label="公示开始日期", required=False, help_text="考评以后公示评定结果，公示期满才能命名。"
    )
    awarded_on = ChineseDateField(label="命名日期")
    number = CleanCharField(label="命名文件文号", max_length=60, required=False)
    papers = FilesField(label="命名文件", required=False)


class RecheckForm(TongpinForm):
    """The check of an award in a later year."""

    version = _version()
    keeps = forms.TypedChoiceField(
        label="复核结论", choices=[("yes", "保持称号"), ("no", "不保持，撤销称号")],
        coerce=lambda v: v == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    words = _words("复核意见")
