"""Rows of an uploaded roster against each other and against who is on the roster already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tongpin.org import queries
from tongpin.org.models import (
    LeftAs,
    Person,
    PostTitle,
    Stage,
)
from tongpin.org.names import is_same_name
from tongpin.org.roster_rows import UPDATED, Places, Row
from tongpin.org.search import bare_name


def against_each_other(rows: Iterable[Row]) -> None:
    """Two lines with one number are refused; two alike persons of a branch are pointed out."""
    by_index: dict[str, int] = {}
    by_name: dict[tuple[str, str, int | None], int] = {}
    heads: dict[int, int] = {}
    for row in rows:
        if row.index:
            first = by_index.setdefault(row.index, row.number)
            if first != row.number:
                row.errors.append(
                    f"第 {row.number} 行与第 {first} 行公民身份号码相同；请删去其中一行。"
                )
                continue
        if PostTitle.SECRETARY in row.posts and row.unit is not None:
            first = heads.setdefault(row.unit, row.number)
            if first != row.number:
                row.errors.append(
                    f"第 {row.number} 行与第 {first} 行都是同一个支部的书记；请核对党内职务。"
                )
        if row.name:
            key = (bare_name(row.name), row.values.get("born_on", ""), row.unit)
            first = by_name.setdefault(key, row.number)
            if first != row.number:
                row.warnings.append(f"与第 {first} 行同支部、同姓名、同出生日期，可能重复。")


def against_roster(rows: Sequence[Row], places: Places, today: date) -> None:
    """Who is on the roster by the number is updated; who only looks alike is pointed out."""
    known = queries.people_by_identity(r.index for r in rows)
    stages = queries.stages_of([p.pk for p in known.values()], today)
    names = queries.names_below(places.top)
    heads = queries.secretaries_of(
        {r.unit for r in rows if r.unit is not None and PostTitle.SECRETARY in r.posts}, today
    )
    left = queries.left_as([p.pk for p in known.values() if p.left_on is not None])
    for row in rows:
        person = known.get(row.index) if row.index else None
        if person is not None:
            _update(row, person, stages.get(person.pk, ""), places, today, left.get(person.pk, ""))
            continue
        if PostTitle.SECRETARY in row.posts and row.unit in heads:
            row.errors.append(
                f"第 {row.number} 行的支部现任书记是{heads[row.unit]}；请先登记其免职，或者把党内职务留空。"
            )
        if row.name and (bare_name(row.name), row.values.get("born_on", ""), row.unit) in names:
            row.warnings.append("名册中已有同支部、同姓名、同出生日期的人，可能重复。")


def swapped(rows: Sequence[Row]) -> None:
    """Two lines whose numbers belong to each other's names: said once more plainly."""
    owners = {(bare_name(row.name), bare_name(row.owner)): row for row in rows if row.owner}
    for (name, owner), row in owners.items():
        other = owners.get((owner, name))
        if other is not None:
            row.errors.append(
                f"第 {row.number} 行与第 {other.number} 行的姓名（或者公民身份号码）像是互换了；"
                "请对照身份证改正。"
            )


def _update(row: Row, person: Person, stage: str, places: Places, today: date, left: str) -> None:
    """The row speaks of somebody on the roster: particulars are updated, dated relations are not."""
    if not person.home.path.startswith(places.top.path):
        row.errors.append(
            f"第 {row.number} 行的公民身份号码已登记在其他党组织；请先办理组织关系转接。"
        )
        return
    if person.left_on is not None and person.left_on < today:
        row.errors.append(
            f"第 {row.number} 行的人员已于 {person.left_on} 离开本单位"
            f"（{LeftAs(left).label if left else '已转出'}），导入不会重新编入；"
            "重新转入的，请办理组织关系转接。"
        )
        return
    if row.name and not is_same_name(row.name, person.name):
        row.errors.append(
            f"第 {row.number} 行的公民身份号码在名册中属于“{person.name}”，与姓名不符；请核对。"
        )
        row.owner = person.name
        return
    row.person, row.version, row.how = person.pk, person.version, "update"
    row.changes = {
        key: row.values[key]
        for key in UPDATED
        if row.values.get(key) and row.values[key] != getattr(person, key)
    }
    if row.unit not in (None, person.home_id):
        row.warnings.append(f"名册中在{person.home}；导入不改变所在支部，请在人员页“调整支部”。")
    elif row.group and row.group != person.group_id:
        row.changes["group"] = row.group
    if row.stage and stage and row.stage != stage:
        row.warnings.append(
            f"名册中是{Stage(stage).label}；导入不改变人员类别，请在人员页“更正人员类别”。"
        )
    if not row.changes:
        row.how = "same"
