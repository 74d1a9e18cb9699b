"""Pages of sittings for who organises them and for the branches that are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongpin.audit.queries import history
from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.forms import (
    ExcuseForm,
    ExtendForm,
    MarkersForm,
    PeopleForm,
    ReasonForm,
    SittingForm,
)
from tongpin.ledgers.examinations.models import Candidate, Kind, Sitting, SittingState
from tongpin.ledgers.examinations.wording import phase
from tongpin.life.clock import site_moment
from tongpin.org import queries as org
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import (
    BIGGEST_KEY,
    carried_out,
    form_page,
    found,
    handled,
    pressed,
    unit_of,
    version_of,
)
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("examinations.view")
def listing(request: PageRequest) -> HttpResponse:
    """Sittings that the reader's units organise or are asked to."""
    now = site_moment()
    table = Listing(
        request,
        queries.sittings(request.page.scope).filter(opens_at__year=request.page.year),
        [
            Column("title", "考试", link=lambda r: reverse("examinations:sitting", args=[r.pk])),
            Column("unit", "组织单位", cell=lambda r: str(r.unit)),
            Column("opens_at", "开考", sort="opens_at", kind="moment"),
            Column("closes_at", "截止", sort="closes_at", kind="moment"),
            Column("state", "状态", cell=lambda r: phase(r, now)),
            Column("asked", "应考", kind="int"),
            Column("begun", "已参加", kind="int"),
        ],
        title="知识考试",
        filters=[Filter("state", "状态", SittingState.choices, lambda q, v: q.filter(state=v))],
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="考试名称",
        default_sort="-opens_at",
        empty="这一年还没有考试。先建题库，再组卷定稿，就可以安排考试。",
    )  # fmt: skip
    return respond(request, table, "examinations/sittings.html",
                   can_manage=request.page.can("examinations.manage"))  # fmt: skip


@page("examinations.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """A sitting: who still has to sit, and after publication the aggregates. No person's score."""
    row, scope = _seen(request, pk)
    now = site_moment()
    manages = request.page.can("examinations.manage", row.unit)
    published = row.state == SittingState.PUBLISHED
    people = list(queries.candidates(row, scope))
    has_short = any(i.kind == Kind.SHORT for i in queries.items(row.paper_id))
    counted = [c for c in people if not c.excused_reason]
    marking = manages and row.state == SittingState.MARKING
    context = {
        "row": row, "phase": phase(row, now), "manages": manages, "people": people,
        "stats": {
            "asked": len(counted),
            "begun": sum(c.started_at is not None for c in counted),
            "handed": sum(c.submitted_at is not None for c in counted),
            "absent": sum(c.started_at is None for c in counted),
        },
        "is_planned": row.state == SittingState.PLANNED, "is_over": now > row.closes_at,
        "is_published": published, "is_marking": row.state == SittingState.MARKING,
        "has_short": has_short, "markers": queries.markers(row) if has_short else [],
        "unmarked": queries.short_answers(row).filter(tenths__isnull=True).count() if marking else 0,
        "analysis": queries.analysis(row, scope) if published else None,
        "history": history(row) if manages else [],
        "can_close": _can_close(row, now, counted),
    }  # fmt: skip
    return render(request, "examinations/sitting.html", context)


def _can_close(row: Sitting, now: Any, people: list[Candidate]) -> bool:
    if row.state != SittingState.PLANNED:
        return False
    return now > row.closes_at + row.grace or all(c.submitted_at is not None for c in people)


def _seen(request: PageRequest, pk: int) -> tuple[Sitting, Scope]:
    """The sitting, for who organises it or whose units are asked, and the reader's scope."""
    scope = request.page.scope
    row = queries.sitting(scope, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        found(request, queries.sitting, pk)
        raise Http404
    return row, scope


def _managed(request: PageRequest, pk: int) -> Sitting:
    """The sitting for who may change it."""
    row: Sitting = found(request, queries.sitting, pk)
    return row


@page("examinations.manage")
def new(request: PageRequest) -> HttpResponse:
    """Announce a sitting."""
    unit = unit_of(request)
    papers = queries.fixed_papers(unit)
    day = request.page.as_of
    units = org.below(unit, day)
    initial = {"opens_on": day, "closes_on": day, "paper": request.GET.get("paper", "")[:12]}
    form = SittingForm(request.POST or None, papers=papers, units=units, initial=initial)
    if request.method == "POST":

        def act() -> Sitting:
            asked: list[Unit] = list(form.cleaned_data["units"])
            people = queries.may_be_asked(unit, asked, form.cleaned_data["opens_on"])
            return actions.plan_sitting(
                request.page.actor, unit=unit, paper=form.cleaned_data["paper"],
                terms=form.terms, people=people,
            )  # fmt: skip

        row = carried_out(form, act)
        if row is not None:
            messages.success(request, "考试已安排，参加考试的党员在工作台和“我的考试”里可以看到。")
            return redirect("examinations:sitting", row.pk)
    return form_page(
        request, form, "examinations/sitting_form.html", title="安排考试", submit="安排考试",
        cancel=reverse("examinations:sittings"), has_papers=papers.exists(), unit=unit,
    )  # fmt: skip


@page("examinations.manage")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Other times or terms."""
    row = _managed(request, pk)
    opens, closes = timezone.localtime(row.opens_at), timezone.localtime(row.closes_at)
    initial = {
        **{f: getattr(row, f) for f in ("version", "title", "minutes", "grace_seconds", "partial",
           "pass_percent", "tolerance_percent", "is_shuffled", "instructions")},
        "opens_on": opens.date(), "opens_time": opens.time(), "closes_on": closes.date(),
        "closes_time": closes.time(),
    }  # fmt: skip
    form = SittingForm(request.POST or None, papers=None, units=None, initial=initial)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.change_sitting(
                request.page.actor, unit=row.unit, sitting=row,
                version=form.cleaned_data["version"] or 0, terms=form.terms,
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已修改。")
            return redirect("examinations:sitting", row.pk)
    return form_page(
        request, form, title="修改考试安排", cancel=reverse("examinations:sitting", args=[row.pk])
    )


@page("examinations.manage")
def people(request: PageRequest, pk: int) -> HttpResponse:
    """More people on the roll."""
    row = _managed(request, pk)
    form = PeopleForm(request.POST or None, people=queries.not_yet_asked(row),
                      initial={"version": row.version})  # fmt: skip
    return _handled(
        request, row, form, "增加考生",
        lambda: actions.ask_people(
            request.page.actor, unit=row.unit, sitting=row,
            version=form.cleaned_data["version"] or 0, people=list(form.cleaned_data["people"]),
        ),
    )  # fmt: skip


@page("examinations.manage")
def extend(request: PageRequest, pk: int, candidate: int) -> HttpResponse:
    """More time for one person."""
    row, person = _person(request, pk, candidate)
    form = ExtendForm(request.POST or None)
    return _handled(
        request, row, form, f"延长{person}的答题时间",
        lambda: actions.extend(
            request.page.actor, unit=row.unit, candidate=person, **form.cleaned_data
        ),
    )  # fmt: skip


@page("examinations.manage")
def excuse(request: PageRequest, pk: int, candidate: int) -> HttpResponse:
    """Excuse somebody, or put them back."""
    row, person = _person(request, pk, candidate)
    form = ExcuseForm(request.POST or None, initial={"reason": person.excused_reason})
    return _handled(
        request, row, form, f"{person}免考",
        lambda: actions.excuse(
            request.page.actor, unit=row.unit, candidate=person, **form.cleaned_data
        ),
    )  # fmt: skip


def _person(request: PageRequest, pk: int, candidate: int) -> tuple[Sitting, Candidate]:
    row = _managed(request, pk)
    person = queries.candidate(row, candidate) if candidate <= BIGGEST_KEY else None
    if person is None:
        raise Http404
    return row, person


@page("examinations.manage")
def markers(request: PageRequest, pk: int) -> HttpResponse:
    """Who marks the short answers."""
    row = _managed(request, pk)
    chosen = [m.account_id for m in queries.markers(row)]
    form = MarkersForm(request.POST or None, accounts=queries.possible_markers(row.unit),
                       initial={"version": row.version, "accounts": chosen})  # fmt: skip
    return _handled(
        request, row, form, "确定评卷人",
        lambda: actions.set_markers(
            request.page.actor, unit=row.unit, sitting=row,
            version=form.cleaned_data["version"] or 0,
            accounts=list(form.cleaned_data["accounts"]),
        ),
    )  # fmt: skip


@page("examinations.manage")
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Call it off."""
    row = _managed(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _handled(
        request, row, form, "取消考试",
        lambda: actions.cancel_sitting(
            request.page.actor, unit=row.unit, sitting=row,
            version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
        ),
    )  # fmt: skip


@page("examinations.manage")
def retract(request: PageRequest, pk: int) -> HttpResponse:
    """Take back what was published."""
    row = _managed(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _handled(
        request, row, form, "撤回公布",
        lambda: actions.retract(
            request.page.actor, unit=row.unit, sitting=row,
            version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
        ),
    )  # fmt: skip


def _handled(
    request: PageRequest, row: Sitting, form: TongpinForm, title: str, act: Any
) -> HttpResponse:
    return handled(
        request, form, act, "examinations:sitting", row.pk, said=f"已办理：{title}。", title=title,
        intro=row.title,
    )  # fmt: skip


@require_POST
@page("examinations.manage")
def close(request: PageRequest, pk: int) -> HttpResponse:
    """Collect and mark."""
    row = _managed(request, pk)
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.mark_sitting(request.page.actor, unit=row.unit, sitting=row, version=version),
        "已收卷，客观题已经评完。", "examinations:sitting", row.pk,
    )  # fmt: skip


@require_POST
@page("examinations.manage")
def publish(request: PageRequest, pk: int) -> HttpResponse:
    """Publish."""
    row = _managed(request, pk)
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.publish(request.page.actor, unit=row.unit, sitting=row, version=version),
        "成绩已公布，每人只看到自己的。", "examinations:sitting", row.pk,
    )  # fmt: skip


@require_POST
@page("examinations.manage")
def make_up(request: PageRequest, pk: int) -> HttpResponse:
    """A make-up sitting of a week for those who never began, on the same paper."""
    row = _managed(request, pk)
    now = site_moment().replace(second=0, microsecond=0)
    names = ("minutes", "instructions", "grace_seconds", "is_shuffled", "partial", "pass_percent",
             "tolerance_percent")  # fmt: skip
    terms = actions.Terms(
        title=f"{row.title[:96]}（补考）", opens_at=now, closes_at=now + timedelta(days=7),
        **{name: getattr(row, name) for name in names},
    )  # fmt: skip
    return pressed(
        request,
        lambda: actions.plan_sitting(
            request.page.actor, unit=row.unit, paper=row.paper, terms=terms,
            people=queries.absentees(row),
        ),
        "已安排一周的补考，请核对时间。", "examinations:sittings",
    )  # fmt: skip
