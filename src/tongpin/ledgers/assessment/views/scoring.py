"""Scores: the sheet of items, one item with its evidence, handing in, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from tongpin.audit.errors import Forbidden
from tongpin.capability import record_page
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.forms import FinishForm, GapsForm, ReopenForm, ScoreForm
from tongpin.ledgers.assessment.marking import Mark
from tongpin.ledgers.assessment.models import Creation, Side
from tongpin.ledgers.assessment.points import shown
from tongpin.ledgers.assessment.views.place import creation_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit

MOST_REFS = 40


@dataclass(frozen=True, slots=True)
class Proof:
    """A line of evidence on the page of an item: what it says, and where the records are."""

    words: str
    verdict: str
    url: str


def proofs(mark: Mark, unit: Unit) -> list[Proof]:
    """The judgements or figures that a mark rests on, each with its page."""
    found = [
        Proof(
            f"{w.title} {w.label}：{w.reason}", w.verdict,
            f"{reverse('duties:finding')}?"
            + urlencode({"subject": w.subject, "rule": w.key, "start": w.starts_on.isoformat()}),
        )
        for w in mark.windows
    ]  # fmt: skip
    kinds = queries.evidence_sources()
    for item in mark.evidence:
        name = kinds[item.key].url if item.key in kinds else ""
        try:
            url = f"{reverse(name)}?{urlencode({'unit': unit.code})}" if name else ""
        except NoReverseMatch:
            url = ""
        found.append(Proof(item.words, "", url))
    return found


def records(refs: tuple[str, ...]) -> list[tuple[str, str]]:
    """`(label, address)` of records that have a page."""
    found: list[tuple[str, str]] = []
    for ref in refs[:MOST_REFS]:
        target = record_page(ref)
        found.append(
            (f"第{len(found) + 1}条", reverse(target[0], args=[target[1]]) if target else "")
        )
    return [pair for pair in found if pair[1]]


def _side(side: str) -> Side:
    if side not in Side.values:
        raise Http404
    return Side(side)


def can_score(request: PageRequest, row: Creation, side: str) -> bool:
    """Whether the reader enters scores of this side now."""
    if row.case.closed_on is not None or row.review_on is not None:
        return False
    if side == Side.SELF:
        return row.self_on is None and request.page.can("assessment.write", row.unit)
    return row.self_on is not None and queries.can_review(request.page.actor, row)


@page("assessment.view")
def sheet(request: PageRequest, pk: int) -> HttpResponse:
    """Every item with the ledgers' mark, both scores, their difference, the gap."""
    row = creation_of(request, pk)
    lines = queries.sheet(row)
    only = request.GET.get("show", "")
    shown_lines = [line for line in lines if _is_asked(line, only)]
    sides = [s.value for s in Side if can_score(request, row, s)]
    return render(
        request, "assessment/sheet.html",
        {
            "row": row, "dimensions": queries.in_dimensions(shown_lines), "only": only,
            "totals": queries.totals(row, lines), "side": sides[0] if sides else "",
            "left": sum(x.item.by_hand and x.score(sides[0]) is None for x in lines) if sides else 0,
            "filters": FILTERS, "against": queries.own_of(request.page.actor, row)
            if row.self_on and not row.review_on else "",
        },
    )  # fmt: skip


FILTERS = (
    ("", "全部"), ("lost", "失分的"), ("unknown", "不能判断的"), ("differs", "自评考评不一致的"),
    ("changed", "证据有变化的"),
)  # fmt: skip


def _is_asked(line: queries.Line, only: str) -> bool:
    if only == "lost":
        return bool(line.lost)
    if only == "unknown":
        last = line.last or line.mark
        return bool(last.state == "unknown")
    if only == "differs":
        return bool(line.difference)
    return line.is_changed if only == "changed" else True


@page("assessment.view")
def item(request: PageRequest, pk: int, side: str, number: int) -> HttpResponse:
    """One item: its standard, what the ledgers say and why, both scores, and one's own."""
    row, chosen = creation_of(request, pk), _side(side)
    lines = queries.sheet(row)
    line = next((x for x in lines if x.item.number == number), None)
    if line is None:
        raise Http404
    may = can_score(request, row, chosen)
    form = ScoreForm(
        request.POST or None, request.FILES or None, item=line.item, mark=line.mark,
        kept=line.score(chosen),
    )  # fmt: skip
    after = next((x.item.number for x in lines if x.item.number > number), None)
    before = next((x.item.number for x in reversed(lines) if x.item.number < number), None)
    if request.method == "POST":
        if not may:
            raise Forbidden(queries.own_of(request.page.actor, row) or "现在不能登记这一方的得分。")
        done = carried_out(
            form,
            lambda: actions.score_item(
                request.page.actor, unit=row.unit, creation=row, item=line.item, side=chosen.value,
                version=form.cleaned_data["version"], given=form.given(),
                files=form.cleaned_data["proofs"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, f"第{number}项已保存。")
            if after is None:
                return redirect("assessment:score", pk)
            return redirect("assessment:score-item", pk, chosen.value, after)
    return form_page(
        request, form, "assessment/item.html", row=row, line=line, side=chosen, may=may,
        after=after, before=before, total=len(lines), proofs=proofs(line.mark, row.unit),
        records=records(line.mark.refs), gone=records(line.gone),
    )  # fmt: skip


@page("assessment.view")
def finish(request: PageRequest, pk: int, side: str) -> HttpResponse:
    """Hand in one side."""
    row, chosen = creation_of(request, pk), _side(side)
    if not can_score(request, row, chosen):
        raise Forbidden(queries.own_of(request.page.actor, row) or "现在不能提交这一方的得分。")
    form = FinishForm(request.POST or None, initial={"version": row.version})
    form.fields["words"].label = f"{chosen.label}意见"
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.finish(
                request.page.actor, unit=row.unit, creation=row, side=chosen.value,
                **form.cleaned_data,
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, f"{chosen.label}已提交。")
            return redirect("assessment:detail", pk)
    return form_page(
        request, form, title=f"提交{chosen.label}", submit="提交",
        intro="没有另外评定的项目，按今天台账得出的结果计入；不能判断的单独列出，不计入总分。",
        cancel=reverse("assessment:score", args=[pk]),
    )  # fmt: skip


@page("assessment.view")
def reopen(request: PageRequest, pk: int, side: str) -> HttpResponse:
    """Take a hand-in back with a reason."""
    row, chosen = creation_of(request, pk), _side(side)
    may = queries.can_review(request.page.actor, row)
    if not may and not (chosen == Side.SELF and request.page.can("assessment.write", row.unit)):
        raise Forbidden
    form = ReopenForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.reopen(
                request.page.actor, unit=row.unit, creation=row, side=chosen.value,
                **form.cleaned_data,
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, f"{chosen.label}已退回，可以修改后再提交。")
            return redirect("assessment:detail", pk)
    return form_page(
        request, form, title=f"退回{chosen.label}", submit="退回",
        intro="已登记的得分保留，修改以后重新提交。",
        cancel=reverse("assessment:detail", args=[pk]),
    )  # fmt: skip


@page("assessment.view")
def gaps(request: PageRequest, pk: int) -> HttpResponse:
    """Hand gaps down to the problem loop."""
    row = creation_of(request, pk)
    can_write = request.page.can("assessment.write", row.unit)
    if not can_write and not queries.can_review(request.page.actor, row):
        raise Forbidden
    lines = [
        x for x in queries.sheet(row)
        if x.gap is None and (x.lost or (x.last or x.mark).has_failed)
    ]  # fmt: skip
    labels = [(str(x.item.pk), f"{x.item}（失{shown(x.lost)}分）" if x.lost else f"{x.item}（触及否决）")
              for x in lines]  # fmt: skip
    form = GapsForm(request.POST or None, choices=labels)
    if request.method == "POST":
        chosen = {str(x.item.pk): x.item for x in lines}

        def act() -> object:
            picked = [chosen[key] for key in form.cleaned_data["items"]]
            return actions.make_gaps(
                request.page.actor, unit=row.unit, creation=row, items=picked,
                due_on=form.cleaned_data["due_on"],
            )  # fmt: skip

        made = carried_out(form, act)
        if made is not None:
            messages.success(request, f"{len(made)}项差距已转入问题整改。")
            return redirect("assessment:detail", pk)
    return form_page(
        request, form, "assessment/gaps.html", title="差距转入问题整改", submit="转入问题整改",
        row=row, lines=lines, cancel=reverse("assessment:detail", args=[pk]),
    )  # fmt: skip
