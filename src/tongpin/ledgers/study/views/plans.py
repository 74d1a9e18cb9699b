"""Pages of plans."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.queries import history
from tongpin.ledgers.study import actions, queries, sheets
from tongpin.ledgers.study.forms import (
    DayForm,
    FinishForm,
    PlanEditForm,
    PlanForm,
    ReasonForm,
    SendForm,
    TopicForm,
)
from tongpin.ledgers.study.models import Group, PlanState, StudyPlan, Topic
from tongpin.ledgers.study.views.place import handled
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import (
    BIGGEST_KEY,
    carried_out,
    form_page,
    found,
    pressed,
    unit_of,
    version_of,
)
from tongpin.org.models import LEADING_KINDS
from tongpin.org.queries import members_on
from tongpin.ui.listing import DOCX, Column, Filter, Listing, download, respond


@page("study.view")
def listing(request: PageRequest) -> HttpResponse:
    """Plans of the year."""
    table = Listing(
        request,
        queries.plans(request.page.scope)
        .filter(year=request.page.year)
        .order_by("unit__path", "-pk"),
        [
            Column("title", "学习计划", link=lambda r: reverse("study:plan", args=[r.pk])),
            Column("unit", "党组织", cell=lambda r: str(r.unit)),
            Column("group", "类别", cell=lambda r: r.get_group_display()),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
            Column("number", "专题", kind="int"),
            Column("done", "已完成", kind="int"),
            Column("adopted_on", "印发日期", sort="adopted_on", kind="date"),
        ],
        title="学习计划",
        filters=[
            Filter("group", "类别", Group.choices, lambda q, v: q.filter(group=v)),
            Filter("state", "状态", PlanState.choices, lambda q, v: q.filter(state=v)),
        ],
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="计划名称",
        empty="这一年还没有学习计划。党委（党组）拟订中心组学习计划，各支部拟订支部的学习计划。",
    )
    return respond(request, table, "study/plans.html", can_write=request.page.can("study.write"))


@page("study.write")
def new(request: PageRequest) -> HttpResponse:
    """A plan's head."""
    unit, year = unit_of(request), request.page.year
    group = Group.CENTRE if unit.kind in LEADING_KINDS else Group.BRANCH
    name = "党委理论学习中心组" if group == Group.CENTRE else str(unit)
    initial = {"year": year, "group": group, "title": f"{year}年{name}学习计划"}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.create_plan(request.page.actor, unit=unit, **form.cleaned_data)
        )
        if row is not None:
            return redirect("study:plan", row.pk)
    return form_page(request, form, title="拟订学习计划", submit="下一步：编排专题",
                     cancel=reverse("study:plans"))  # fmt: skip


@page("study.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """A plan with its topics and what became of them."""
    row: StudyPlan = found(request, queries.plan, pk)
    topics, day = queries.topics(row), request.page.as_of
    context = {
        "row": row, "topics": topics, "stand": queries.progress(topics, day), "day": day,
        "can_write": request.page.can("study.write", row.unit) and row.state != PlanState.WITHDRAWN,
        "is_draft": row.state == PlanState.DRAFT, "is_adopted": row.state == PlanState.ADOPTED,
        "is_centre": row.group == Group.CENTRE, "history": history(row),
    }  # fmt: skip
    return render(request, "study/plan.html", context)


@page("study.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Its name and requirements."""
    row: StudyPlan = found(request, queries.plan, pk)
    initial = {"version": row.version, "title": row.title, "requirements": row.requirements}
    return _form(request, row, PlanEditForm(request.POST or None, initial=initial), "修改学习计划",
                 actions.revise_plan)  # fmt: skip


@page("study.write")
def adopt(request: PageRequest, pk: int) -> HttpResponse:
    """Issue it."""
    row: StudyPlan = found(request, queries.plan, pk)
    initial = {"version": row.version, "on": request.page.as_of}
    return _form(request, row, DayForm(request.POST or None, initial=initial), "印发学习计划",
                 actions.adopt_plan)  # fmt: skip


@page("study.write")
def send(request: PageRequest, pk: int) -> HttpResponse:
    """Enter to whom it went."""
    row: StudyPlan = found(request, queries.plan, pk)
    initial = {"version": row.version, "on": request.page.as_of}
    form = SendForm(request.POST or None, initial=initial)
    return _form(request, row, form, "登记报送", actions.send_plan)


@page("study.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take it back."""
    row: StudyPlan = found(request, queries.plan, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _form(request, row, form, "撤回学习计划", actions.withdraw_plan)


@require_POST
@page("study.write")
def carry_over(request: PageRequest, pk: int) -> HttpResponse:
    """Next year's plan from this one."""
    row: StudyPlan = found(request, queries.plan, pk)
    return pressed(
        request, lambda: actions.carry_over(request.page.actor, unit=row.unit, plan=row),
        f"已按今年的专题拟订{row.year + 1}年学习计划，请逐个修改。", "study:plan", row.pk,
    )  # fmt: skip


@page("study.view")
def printed(request: PageRequest, pk: int) -> HttpResponse:
    """The plan as a Word file."""
    row: StudyPlan = found(request, queries.plan, pk)
    return download(sheets.plan_paper(row, queries.topics(row)), f"{row.title}.docx", DOCX)


# ------------------------------------------------------------------------------------ topics


@page("study.write")
def topic_new(request: PageRequest, pk: int) -> HttpResponse:
    """A topic."""
    row: StudyPlan = found(request, queries.plan, pk)
    day = max(request.page.as_of, date(row.year, 1, 1))
    return _topic_form(request, row, None, {"due_on": min(day, date(row.year, 12, 31))})


@page("study.write")
def topic_edit(request: PageRequest, pk: int, topic: int) -> HttpResponse:
    """Change a topic."""
    row, item = _topic(request, pk, topic)
    initial = {
        **{name: getattr(item, name) for name in ("due_on", "title", "form", "lead_name", "note")},
        "lead": item.lead_id, "materials": [m.pk for m in item.materials.all()],
    }  # fmt: skip
    return _topic_form(request, row, item, initial)


def _topic_form(
    request: PageRequest, row: StudyPlan, item: Topic | None, initial: dict[str, Any]
) -> HttpResponse:
    form = TopicForm(
        request.POST or None, people=members_on(row.unit, request.page.as_of),
        materials=queries.materials(request.page.scope, row.unit),
        initial=initial | {"version": row.version},
    )  # fmt: skip

    def act() -> Topic:
        return actions.write_topic(
            request.page.actor, unit=row.unit, plan=row, version=form.cleaned_data["version"] or 0,
            draft=form.draft, topic=item,
        )  # fmt: skip

    title = "修改学习专题" if item is not None else "添加学习专题"
    return handled(request, form, title, act, "study:plan", row.pk, intro=row.title)


@page("study.write")
def finish(request: PageRequest, pk: int, topic: int) -> HttpResponse:
    """What became of it."""
    row, item = _topic(request, pk, topic)
    form = FinishForm(request.POST or None, gatherings=queries.gatherings_for(row),
                      initial={"version": row.version})  # fmt: skip
    return _topic_act(request, row, item, form, "登记专题完成", actions.finish_topic)


@page("study.write")
def drop(request: PageRequest, pk: int, topic: int) -> HttpResponse:
    """It will not be studied."""
    row, item = _topic(request, pk, topic)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _topic_act(request, row, item, form, "取消学习专题", actions.drop_topic)


@require_POST
@page("study.write")
def reopen(request: PageRequest, pk: int, topic: int) -> HttpResponse:
    """Open it again."""
    row, item = _topic(request, pk, topic)
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.reopen_topic(
            request.page.actor, unit=row.unit, plan=row, version=version, topic=item
        ),
        "已恢复为待学习。", "study:plan", row.pk,
    )  # fmt: skip


def _topic(request: PageRequest, pk: int, topic: int) -> tuple[StudyPlan, Topic]:
    row: StudyPlan = found(request, queries.plan, pk)
    item = queries.topic(row, topic) if topic <= BIGGEST_KEY else None
    if item is None:
        raise Http404
    return row, item


def _topic_act(
    request: PageRequest, row: StudyPlan, item: Topic, form: Any, title: str, verb: Any
) -> HttpResponse:
    def act() -> object:
        data = dict(form.cleaned_data)
        version = data.pop("version") or 0
        return verb(
            request.page.actor, unit=row.unit, plan=row, version=version, topic=item, **data
        )

    return handled(request, form, title, act, "study:plan", row.pk, intro=item.title)


def _form(request: PageRequest, row: StudyPlan, form: Any, title: str, verb: Any) -> HttpResponse:
    def act() -> object:
        data = dict(form.cleaned_data)
        version = data.pop("version") or 0
        return verb(request.page.actor, unit=row.unit, plan=row, version=version, **data)

    return handled(request, form, title, act, "study:plan", row.pk, intro=row.title)
