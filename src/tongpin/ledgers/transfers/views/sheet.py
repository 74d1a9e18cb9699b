"""Letters that came in as a table: each line is what the form of one letter asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.documents.sheet_import import Judge, SheetColumn, SheetImporter, Values
from tongpin.ledgers.transfers import actions, queries
from tongpin.ledgers.transfers.forms import TRANSFERRED, IncomingForm
from tongpin.ledgers.transfers.models import Cause, Transfer
from tongpin.org.models import Sex, Unit
from tongpin.org.scope import Scope

COLUMNS = (
    SheetColumn("sender", "转出党委全称", ("转出党委", "转出单位"), 100, is_required=True,
                example="中共白石县农业局委员会"),
    SheetColumn("from_branch", "转出党支部", ("原所在党支部",), 100, is_required=True,
                example="机关党支部"),
    SheetColumn("number", "介绍信编号", ("编号", "介绍信号码"), 60, is_required=True,
                example="农组〔2020〕第8号"),
    SheetColumn("issued_on", "开具日期", is_day=True, is_required=True, example="2020-09-01"),
    SheetColumn("valid_until", "有效期至", ("有效期",), is_day=True, is_required=True,
                example="2020-11-30"),
    SheetColumn("name", "姓名", ("党员姓名",), 50, is_required=True, example="林一"),
    SheetColumn("sex", "性别", (), 10, example="男"),
    SheetColumn("identity_number", "公民身份号码", ("身份证号", "身份证号码"), 30, is_required=True,
                is_secret=True),
    SheetColumn("nation", "民族", (), 20, example="汉族"),
    SheetColumn("phone", "本人电话", ("手机号码", "联系电话"), 30, is_secret=True),
    SheetColumn("stage", "人员类别", ("党员类别",), 20, is_required=True, example="正式党员"),
    SheetColumn("joined_on", "入党日期", ("加入党组织日期",), is_day=True, example="2015-07-01"),
    SheetColumn("full_on", "转正日期", ("转为正式党员日期",), is_day=True, example="2016-07-01"),
    SheetColumn("stage_on", "成为积极分子或者发展对象的日期", (), is_day=True),
    SheetColumn("paid_until", "党费交至", ("党费缴至",), 20, example="2020-09"),
    SheetColumn("cause", "转接原因", ("事由",), 40, example="工作单位变动"),
    SheetColumn("arrived_on", "收到日期", is_day=True, example="2020-09-10"),
)  # fmt: skip
CHOICES: dict[str, dict[str, str]] = {
    "sex": {label: value for value, label in Sex.choices},
    "stage": {str(label): str(value) for value, label in TRANSFERRED},
    "cause": {label: value for value, label in Cause.choices},
}


def _form(unit: Unit, values: Values) -> tuple[IncomingForm, list[tuple[str, str]]]:
    """The form of the letter with the words of the table as its choices, and which are none."""
    told: dict[str, Any] = {"unit": unit.pk, "arrived_on": site_day()} | {
        key: value for key, value in values.items() if value not in (None, "")
    }
    told.setdefault("cause", Cause.OTHER.label)
    faults = []
    for key, known in CHOICES.items():
        word = str(told.get(key, ""))
        if word and word not in known:
            faults.append((key, f"没有“{word[:20]}”，可以填：{'、'.join(known)}"))
        told[key] = known.get(word, "")
    data = {k: v.isoformat() if isinstance(v, date) else v for k, v in told.items()}
    return IncomingForm(data, scope=Scope(((unit.path, False),))), faults


def _judging(unit: Unit) -> Judge:
    if not queries.committees(Scope(((unit.path, False),))):
        raise Refused(f"{unit}不接收介绍信，请先在页面上方切换到接收的党委，再导入。", field="file")
    seen: set[tuple[str, str]] = set()

    def judge(values: Values) -> list[tuple[str, str]]:
        form, faults = _form(unit, values)
        if not faults and not form.is_valid():
            faults = [(name or "name", str(said[0])) for name, said in form.errors.items()]
        if not faults:
            try:
                form.particulars()
            except Refused as error:
                faults = [(error.field or "identity_number", error.message)]
        key = (values["sender"], values["number"])
        if key in seen:
            faults.append(("number", "表里前面已有同一封介绍信"))
        seen.add(key)
        return faults

    return judge


def _write(actor: Actor, unit: Unit, values: Values) -> int:
    form, faults = _form(unit, values)
    if faults or not form.is_valid():
        raise Refused("内容已不符合要求，请重新上传核对。")
    data = form.cleaned_data
    incoming = actions.IncomingLetter(
        data["sender"], form.particulars(), form.letter(), data["cause"]
    )
    return actions.register_incoming(
        actor, unit=data["unit"], incoming=incoming, arrived_on=data["arrived_on"]
    ).pk


def _take_back(actor: Actor, unit: Unit, key: int) -> None:
    row = Transfer.objects.get(pk=key)
    if row.version != 1:
        raise Refused(f"不能撤销：{row.name}的介绍信导入后已经办理。")
    actions.cancel(actor, unit=unit, transfer=row, version=1, on=site_day(), reason="撤销表格导入")


IMPORTER = SheetImporter(
    kind="transfers.incoming", title="转入介绍信", permission="transfers.approve",
    namespace="transfers", columns=COLUMNS, judging=_judging, write=_write, take_back=_take_back,
)  # fmt: skip
