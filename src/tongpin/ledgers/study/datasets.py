"""学习 for free queries: plans, topics and the hours of self-study."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.study.models import (
    Group,
    PlanState,
    SelfState,
    SelfStudy,
    StudyForm,
    StudyPlan,
    Topic,
)

DATASETS = (
    Dataset(
        "study_plans",
        "学习计划",
        "study.view",
        lambda scope: StudyPlan.objects.within(scope).exclude(state=PlanState.WITHDRAWN),
        (
            DataColumn("unit", "党组织", "unit__name"),
            DataColumn("year", "年度", "year", "int"),
            DataColumn("group", "类别", "group", "choice", tuple(Group.choices)),
            DataColumn("title", "计划名称", "title", groups=False),
            DataColumn("state", "状态", "state", "choice", tuple(PlanState.choices)),
            DataColumn("adopted_on", "印发日期", "adopted_on", "date"),
            DataColumn("sent_on", "报送日期", "sent_on", "date"),
            DataColumn("sent_to", "报送单位", "sent_to"),
        ),
        day="adopted_on",
    ),
    Dataset(
        "study_topics",
        "学习专题",
        "study.view",
        lambda scope: Topic.objects.filter(
            scope.condition("plan__unit__path"), dropped_reason=""
        ).exclude(plan__state=PlanState.WITHDRAWN),
        (
            DataColumn("unit", "党组织", "plan__unit__name"),
            DataColumn("plan", "学习计划", "plan__title"),
            DataColumn("title", "专题", "title", groups=False),
            DataColumn("form", "形式", "form", "choice", tuple(StudyForm.choices)),
            DataColumn("due_on", "计划日期", "due_on", "date"),
            DataColumn("done_on", "完成日期", "done_on", "date"),
            DataColumn("done_how", "完成情况", "done_how", groups=False),
        ),
        day="due_on",
    ),
    Dataset(
        "self_study",
        "自学学时",
        "study.ledger",
        lambda scope: SelfStudy.objects.within(scope).exclude(state=SelfState.WITHDRAWN),
        (
            DataColumn("unit", "党支部", "unit__name"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("on", "日期", "on", "date"),
            DataColumn("minutes", "学习分钟", "minutes", "int"),
            DataColumn("what", "学习内容", "what", groups=False),
            DataColumn("state", "状态", "state", "choice", tuple(SelfState.choices)),
            DataColumn("settled_on", "确认日期", "settled_on", "date"),
        ),
        day="on",
    ),
)
