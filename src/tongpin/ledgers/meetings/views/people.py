"""What concerns people: materials, their review, criticism and self-criticism, one's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden
from tongpin.ledgers.meetings import actions, queries
from tongpin.ledgers.meetings.forms import (
    CriticismForm,
    MaterialForm,
    OnPaperForm,
    ReasonForm,
    ReviewForm,
)
from tongpin.ledgers.meetings.models import Material, Meeting, Standing
from tongpin.ledgers.meetings.views.place import row_of, shared_row
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import Person


@page("meetings.own")
@never_cache
def own(request: PageRequest) -> HttpResponse:
    """The meetings in which I take part, with my material, what was said to me, what I owe."""
    me = request.page.actor.person_id
    found = []
    for row in queries.own_meetings(me, site_day()):
        material = queries.material(row, me)
        points = queries.criticisms(row, queries.Reader(me, False))
        found.append((row, queries.Sheet(None, material), material, points))
    context = {"title": "我的会议材料", "meetings": found, "has_person": me is not None}
    return render(request, "meetings/own.html", context)


@page("meetings.view")
def materials(request: PageRequest, pk: int) -> HttpResponse:
    """Who has handed in and who has not; no word of what is in them."""
    row = row_of(request, pk)
    who = queries.reader(request.page.actor, row)
    context = {
        "row": row, "who": who, "sheets": queries.sheets(row, queries.team(row)),
        "is_mine": queries.is_of_the_team(row, who.person),
        "can_register": request.page.can("meetings.review", row.unit) and not row.case.closed_on,
    }  # fmt: skip
    return render(request, "meetings/materials.html", context)


@page("meetings.own")
@never_cache
def write(request: PageRequest, pk: int) -> HttpResponse:
    """Write or hand in one's own material."""
    row, who = shared_row(request, pk)
    if not queries.is_of_the_team(row, who.person):
        raise Http404
    me = next(p for p in queries.team(row) if p.pk == who.person)
    return _written(request, row, me, reverse("meetings:own"))


@page("meetings.own")
@never_cache
def write_team(request: PageRequest, pk: int) -> HttpResponse:
    """Write or hand in the team's material."""
    row, who = shared_row(request, pk)
    if not who.is_reviewer:
        raise Forbidden("班子材料由主要负责人主持撰写。")
    return _written(request, row, None, reverse("meetings:materials", args=[row.pk]))


def _written(
    request: PageRequest, row: Meeting, person: Person | None, back: str
) -> HttpResponse:  # fmt: skip
    material = queries.material(row, person.pk if person else None)
    text = queries.newest(material)
    initial = {
        "content": text.content if text else "",
        "version": material.version if material else 0,
    }
    form = MaterialForm(request.POST or None, initial=initial)
    if request.method == "POST":
        hand_in = "hand_in" in request.POST
        done = carried_out(
            form,
            lambda: actions.write_material(
                request.page.actor, meeting=row, person=person, hand_in=hand_in, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(
                request, "已提交，等待审阅。" if hand_in else "草稿已保存，只有您自己能看到。"
            )
            return redirect(back)
    return form_page(
        request, form, "meetings/write.html", row=row, material=material, text=text,
        title="本人对照检查材料" if person else "班子对照检查材料", cancel=back,
        is_done=material is not None and material.state == Standing.ACCEPTED,
    )  # fmt: skip


@page("meetings.review")
def on_paper(request: PageRequest, pk: int, person: int) -> HttpResponse:
    """A material came in on paper; 0 is the team's."""
    row = row_of(request, pk)
    writer = next((p for p in queries.team(row) if p.pk == person), None)
    if person and writer is None:
        raise Http404
    form = OnPaperForm(request.POST or None, initial={"on": site_day()})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.take_material_on_paper(
                request.page.actor, unit=row.unit, meeting=row, person=writer, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已登记。")
            return redirect("meetings:materials", row.pk)
    whose = writer.name if writer else "班子"
    return form_page(
        request, form, title=f"登记{whose}的纸质材料", submit="登记", intro=f"{row.unit} {row}",
        cancel=reverse("meetings:materials", args=[row.pk]),
    )  # fmt: skip


@page("meetings.own")
@never_cache
def material(request: PageRequest, pk: int, person: int) -> HttpResponse:
    """Read a material: the writer, the chair, the reviewing office; each reading by others is kept."""
    row, who = shared_row(request, pk)
    found = _material(row, who, person)
    return render(request, "meetings/material.html", _shown(request, row, who, found))


def _shown(
    request: PageRequest, row: Meeting, who: queries.Reader, found: Material
) -> dict[str, object]:
    is_own = found.person_id is not None and found.person_id == who.person
    texts = (
        queries.handed_in(found)
        if is_own
        else actions.read_material(request.page.actor, meeting=row, material=found)
    )
    form = ReviewForm(initial={"version": found.version}) if who.is_reviewer else None
    return {
        "row": row,
        "who": who,
        "material": found,
        "texts": texts,
        "is_own": is_own,
        "form": form,
    }


@require_POST
@page("meetings.own")
def review(request: PageRequest, pk: int, person: int) -> HttpResponse:
    """Accept or return a material."""
    row, who = shared_row(request, pk)
    found = _material(row, who, person)
    form = ReviewForm(request.POST)
    done = carried_out(
        form,
        lambda: actions.review_material(
            request.page.actor, meeting=row, material=found, **form.cleaned_data
        ),
    )
    if done is not None:
        messages.success(request, "审阅意见已登记。")
        return redirect("meetings:materials", row.pk)
    context = _shown(request, row, who, found) | {"form": form}
    return render(request, "meetings/material.html", context, status=form.status)  # type: ignore[attr-defined]


def _material(row: Meeting, who: queries.Reader, person: int) -> Material:
    key = person or None
    found = queries.material(row, key) if person <= BIGGEST_KEY and who.may_read(key) else None
    if found is None:
        raise Http404
    return found


@page("meetings.own")
@never_cache
def criticisms(request: PageRequest, pk: int) -> HttpResponse:
    """Criticism and self-criticism, as far as the reader was one of the two; one point more."""
    row, who = shared_row(request, pk)
    people = queries.team(row)
    form = CriticismForm(
        request.POST or None, people=people, me=None if who.is_reviewer else who.person
    )
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.add_criticism(request.page.actor, meeting=row, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, "已登记，可以接着登记下一条。")
            return redirect("meetings:criticisms", row.pk)
    return form_page(
        request, form, "meetings/criticisms.html", row=row, who=who,
        points=queries.criticisms(row, who), is_open=row.case.closed_on is None,
        can_view=request.page.actor.can("meetings.view", row.unit.path),
    )  # fmt: skip


@page("meetings.own")
def criticism_withdraw(request: PageRequest, pk: int, point: int) -> HttpResponse:
    """Take a point back."""
    row, who = shared_row(request, pk)
    found = next((c for c in queries.criticisms(row, who) if c.pk == point), None)
    if found is None or not who.may_read(found.by_id):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw_criticism(
                request.page.actor, meeting=row, criticism=found, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已撤回。")
            return redirect("meetings:criticisms", row.pk)
    return form_page(
        request, form, title="撤回这条记录", submit="撤回", intro=f"{row.unit} {row}：{found}",
        cancel=reverse("meetings:criticisms", args=[row.pk]),
    )  # fmt: skip
