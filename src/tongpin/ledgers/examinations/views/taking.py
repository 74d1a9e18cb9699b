"""One's own examinations: what is asked of one, the paper, saving, handing in, the result."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.actions import Overtaken, TooLate, Write
from tongpin.ledgers.examinations.keys import key_words
from tongpin.ledgers.examinations.marking import points
from tongpin.ledgers.examinations.models import (
    JUDGEMENTS,
    LETTERS,
    Answer,
    Candidate,
    Kind,
    PaperItem,
    SittingState,
)
from tongpin.ledgers.examinations.ordering import shuffled
from tongpin.ledgers.examinations.wording import phase, said
from tongpin.life.clock import site_moment
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY

MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Option:
    """An option as this person sees it: the letter of the key, the letter shown, the words."""

    value: str
    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A question at its place in this person's order, with what was answered."""

    number: int
    item: PaperItem
    options: tuple[Option, ...]
    given: list[str]
    version: int
    tenths: int | None

    @property
    def content(self) -> dict[str, Any]:
        """The question."""
        return self.item.content

    @property
    def blanks(self) -> list[str]:
        """What was written into each blank."""
        most = len(self.item.content["key"])
        return (self.given + [""] * most)[:most]

    @property
    def text(self) -> str:
        """What was written as a short answer."""
        return self.given[0] if self.given else ""

    @property
    def worth(self) -> str:
        """What it is worth."""
        return points(self.item.worth)

    @property
    def given_words(self) -> str:
        """The own answer in words; options by the letters that were shown."""
        if self.options and self.item.kind != Kind.JUDGE:
            return "".join(o.letter for o in self.options if o.value in self.given) or "没有作答"
        return said(self.item.kind, self.given)

    @property
    def key_words(self) -> str:
        """The key in words, by the letters that were shown."""
        if self.options and self.item.kind != Kind.JUDGE:
            return "".join(o.letter for o in self.options if o.value in self.content["key"])
        return key_words(self.content)

    @property
    def gained(self) -> str:
        """The points it was given."""
        return points(self.tenths or 0)

    @property
    def is_full(self) -> bool:
        """Whether it was given everything."""
        return self.tenths == self.item.worth


def as_shown(candidate: Candidate, answers: Mapping[int, Answer]) -> list[Shown]:
    """The paper in the person's own order: within each kind of question, and of the options."""
    sitting = candidate.sitting
    items = queries.items(sitting.paper_id)
    if sitting.is_shuffled:
        place = {pk: n for n, pk in enumerate(shuffled([i.pk for i in items], sitting.seed, candidate.person_id))}  # fmt: skip
        kinds = [kind.value for kind in Kind]
        items.sort(key=lambda i: (kinds.index(i.kind), place[i.pk]))
    return [
        Shown(
            n, item, options_of(item, f"{sitting.seed}:{candidate.person_id}" if sitting.is_shuffled else ""),
            answers[item.pk].given if item.pk in answers else [],
            answers[item.pk].version if item.pk in answers else 0,
            answers[item.pk].tenths if item.pk in answers else None,
        )
        for n, item in enumerate(items, 1)
    ]  # fmt: skip


def options_of(item: PaperItem, seed: str) -> tuple[Option, ...]:
    """The options in the order that belongs to the seed; as they stand without one."""
    if item.kind == Kind.JUDGE:
        return tuple(Option(value, letter, text) for (value, text), letter in zip(JUDGEMENTS, LETTERS, strict=False))  # fmt: skip
    texts = dict(zip(LETTERS, item.content["options"], strict=False))
    order = shuffled(list(texts), seed, item.pk) if seed else list(texts)
    return tuple(Option(value, LETTERS[n], texts[value]) for n, value in enumerate(order))


@page("examinations.own")
def own(request: PageRequest) -> HttpResponse:
    """What is asked of one, what one sat, and the way to practise."""
    now = site_moment()
    rows = list(queries.own(request.page.actor.person_id)[:100])
    lines = [
        {
            "row": entry, "sitting": entry.sitting, "phase": phase(entry.sitting, now),
            "can_sit": entry.sitting.state == SittingState.PLANNED
            and entry.sitting.opens_at <= now and entry.submitted_at is None
            and (now < entry.sitting.closes_at or entry.started_at is not None)
            and not entry.is_over(now, entry.sitting.grace),
            "result": points(entry.tenths) if entry.sitting.state == SittingState.PUBLISHED
            and entry.started_at else "",
        }
        for entry in rows
    ]  # fmt: skip
    context = {"lines": lines, "has_person": request.page.actor.person_id is not None}
    return render(request, "examinations/own.html", context)


def _entry(request: PageRequest, pk: int) -> Candidate:
    entry = queries.own_sitting(request.page.actor.person_id, pk) if pk <= BIGGEST_KEY else None
    if entry is None:
        raise Http404
    return entry


@never_cache
@page("examinations.own")
def own_sitting(request: PageRequest, pk: int) -> HttpResponse:
    """One's own place in a sitting: what is declared, the way in, the result once published."""
    entry = _entry(request, pk)
    row, now = entry.sitting, site_moment()
    items = queries.items(row.paper_id)
    worth = queries.total(items)
    published = row.state == SittingState.PUBLISHED
    context: dict[str, Any] = {
        "entry": entry, "row": row, "phase": phase(row, now), "worth": points(worth),
        "number": len(items), "is_published": published,
        "can_start": entry.started_at is None and row.state == SittingState.PLANNED
        and row.opens_at <= now < row.closes_at,
        "can_go_on": entry.started_at is not None and row.state == SittingState.PLANNED
        and not entry.is_over(now, row.grace),
        "is_early": row.state == SittingState.PLANNED and now < row.opens_at,
        "partial": row.get_partial_display(), "has_multiple": any(i.kind == Kind.MULTIPLE for i in items),
    }  # fmt: skip
    if published and entry.started_at is not None:
        pass_at = queries.passing(row, worth)
        context |= {
            "questions": as_shown(entry, queries.answers(entry)), "result": points(entry.tenths or 0),
            "has_passed": (entry.tenths or 0) >= pass_at, "pass_at": points(pass_at),
        }  # fmt: skip
    return render(request, "examinations/own_sitting.html", context)


@require_POST
@page("examinations.own")
def start(request: PageRequest, pk: int) -> HttpResponse:
    """Begin."""
    entry = _entry(request, pk)
    try:
        actions.start(request.page.actor, candidate=entry)
    except Refused as error:
        messages.error(request, error.message)
        return redirect("examinations:own-sitting", pk)
    return redirect("examinations:sheet-of-answers", pk)


def _left(entry: Candidate) -> int:
    """Seconds that are left of the time itself."""
    assert entry.deadline_at is not None
    return max(0, int((entry.deadline_at - site_moment()).total_seconds()))


def _is_open(entry: Candidate) -> bool:
    row = entry.sitting
    return (
        entry.started_at is not None
        and row.state == SittingState.PLANNED
        and not entry.is_over(site_moment(), row.grace)
    )


@never_cache
@page("examinations.own")
def sheet_of_answers(request: PageRequest, pk: int) -> HttpResponse:
    """The paper. With scripts one question a screen, saved as it is answered; without, one form."""
    entry = _entry(request, pk)
    if not _is_open(entry):
        return redirect("examinations:own-sitting", pk)
    overtaken: set[int] = set()
    if request.method == "POST":
        try:
            overtaken = _save_all(request, entry)
        except Refused as error:
            messages.error(request, error.message)
            return redirect("examinations:own-sitting", pk)
        if overtaken:
            messages.warning(
                request, "有的题已经在另一个窗口里作答，现在显示的是那边的答案，请核对。"
            )
        elif "go" in request.POST:
            return redirect("examinations:submit", pk)
        else:
            messages.success(request, "已保存。")
        if not overtaken:
            return redirect("examinations:sheet-of-answers", pk)
    answers = queries.answers(entry)
    shown = as_shown(entry, answers)
    context = {
        "entry": entry, "row": entry.sitting, "questions": shown, "left": _left(entry),
        "grace": entry.sitting.grace_seconds, "writer": secrets.token_hex(8),
        "answered": sum(bool(q.given) for q in shown), "overtaken": overtaken,
    }  # fmt: skip
    return render(request, "examinations/answering.html", context)


def _save_all(request: PageRequest, entry: Candidate) -> set[int]:
    """Everything that the form without scripts changed; the items that another window wrote since."""
    writer = request.POST.get("writer", "")[:32]
    stored, overtaken = queries.answers(entry), set()
    for item in queries.items(entry.sitting.paper_id):
        if f"version-{item.pk}" not in request.POST:
            continue
        given = list(request.POST.getlist(f"given-{item.pk}"))
        row = stored.get(item.pk)
        version = _number(request.POST.get(f"version-{item.pk}", ""))
        blank = not any(given)
        if (row is None and blank) or (row is not None and blank and version != row.version):
            continue
        try:
            actions.save_answer(
                person_id=entry.person_id, sitting=entry.sitting_id,
                write=Write(item.pk, given, version, f"f{writer}"[:32], 1),
            )  # fmt: skip
        except Overtaken:
            overtaken.add(item.pk)
    return overtaken


def _number(text: str) -> int:
    """A count of the page; what is none counts as the first."""
    return (
        min(int(text), MOST_NUMBER) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    )


@require_POST
@page("examinations.own")
def answer(request: PageRequest, pk: int) -> HttpResponse:
    """One answer from the page's script; the body says what stands."""
    entry = _entry(request, pk)
    try:
        row = actions.save_answer(
            person_id=entry.person_id, sitting=pk, write=_write(request.POST, "given")
        )
    except Overtaken as error:
        return _told(entry, error.answer, 409, error)
    except TooLate as error:
        return _told(entry, None, 410, error)
    except Refused as error:
        return _told(entry, None, error.status, error)
    return _told(entry, row, 200)


def _write(data: Any, name: str) -> Write:
    given: Sequence[str] = data.getlist(name)[:20]
    return Write(
        item=_number(data.get("item", "")), given=given, version=_number(data.get("version", "")),
        writer=data.get("writer", "")[:32], sequence=_number(data.get("sequence", "")),
    )  # fmt: skip


def _told(
    entry: Candidate, row: Answer | None, status: int, error: Refused | None = None
) -> JsonResponse:
    body: dict[str, Any] = {"left": _left(entry) if entry.deadline_at else 0}
    if row is not None:
        body |= {"item": row.item_id, "given": row.given, "version": row.version}
    if error is not None:
        body |= {"code": error.code, "message": error.message}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


@page("examinations.own")
def clock(request: PageRequest, pk: int) -> HttpResponse:
    """Seconds that are left, by the server's clock."""
    entry = _entry(request, pk)
    return JsonResponse({"left": _left(entry) if _is_open(entry) else 0, "open": _is_open(entry)})


@never_cache
@page("examinations.own")
def submit(request: PageRequest, pk: int) -> HttpResponse:
    """Hand in: what is still empty is named first."""
    entry = _entry(request, pk)
    if request.method == "POST":
        actions.submit(request.page.actor, candidate=entry)
        messages.success(request, "已经交卷。成绩公布后在这里查看。")
        return redirect("examinations:own-sitting", pk)
    if not _is_open(entry):
        return redirect("examinations:own-sitting", pk)
    shown = as_shown(entry, queries.answers(entry))
    empty = [q.number for q in shown if not any(q.given)]
    context = {"entry": entry, "row": entry.sitting, "empty": empty, "number": len(shown)}
    return render(request, "examinations/submit.html", context)
