"""The roster for free queries."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, Subquery

from tongpin.audit.clock import site_day
from tongpin.capability import DataColumn, Dataset
from tongpin.org.models import FrontLine, Membership, Occupation, Sex, Stage, Unit, UnitKind
from tongpin.org.queries import people
from tongpin.org.scope import Scope


def _people(scope: Scope) -> Any:
    day = site_day()
    held = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), person=OuterRef("pk"), starts_on__lte=day
    ).order_by("-starts_on")
    return people(scope).annotate(
        stage_now=Subquery(held.values("stage")[:1]),
        stage_since=Subquery(held.values("starts_on")[:1]),
    )


DATASETS = (
    Dataset(
        "people",
        "人员名册",
        "org.view",
        _people,
        (
            DataColumn("unit", "党支部", "home__name"),
            DataColumn("group", "党小组", "group__name"),
            DataColumn("name", "姓名", "name", groups=False),
            DataColumn("stage", "人员类别", "stage_now", "choice", tuple(Stage.choices)),
            DataColumn("stage_since", "现类别起始日期", "stage_since", "date"),
            DataColumn("sex", "性别", "sex", "choice", tuple(Sex.choices)),
            DataColumn("born_on", "出生日期", "born_on", "date"),
            DataColumn("nation", "民族", "nation"),
            DataColumn("education", "学历", "education"),
            DataColumn("degree", "学位", "degree"),
            DataColumn("occupation", "职业", "occupation", "choice", tuple(Occupation.choices)),
            DataColumn("front_line", "一线情况", "front_line", "choice", tuple(FrontLine.choices)),
            DataColumn("position", "工作岗位", "position"),
        ),
    ),
    Dataset(
        "units",
        "党组织",
        "org.view",
        lambda scope: Unit.objects.within(scope),
        (
            DataColumn("name", "名称", "name"),
            DataColumn("code", "代码", "code", groups=False),
            DataColumn("kind", "类别", "kind", "choice", tuple(UnitKind.choices)),
            DataColumn("parent", "上级党组织", "parent__name"),
            DataColumn("founded_on", "成立日期", "founded_on", "date"),
            DataColumn("dissolved_on", "撤销日期", "dissolved_on", "date"),
        ),
    ),
)
