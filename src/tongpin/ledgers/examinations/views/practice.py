"""Practice: a question, the answer, why. Nothing is kept, no result exists."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.ledgers.examinations import queries
from tongpin.ledgers.examinations.keys import key_words
from tongpin.ledgers.examinations.marking import automatic
from tongpin.ledgers.examinations.models import JUDGEMENTS, LETTERS, Kind, Partial, Question
from tongpin.ledgers.examinations.ordering import shuffled
from tongpin.ledgers.examinations.wording import said
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import unit_of

BIGGEST = 10**9


@page("examinations.own")
def practice(request: PageRequest) -> HttpResponse:
    """The n-th question of a round; the round is in the address, so nothing has to be stored."""
    bank = queries.practice(unit_of(request))
    topics = queries.topics(bank)
    topic = request.GET.get("topic", "")
    topic = topic if topic in topics else ""
    seed = request.GET.get("seed", "")
    if not (seed.isascii() and seed.isdigit() and len(seed) <= 9):
        address = urlencode({"topic": topic, "seed": secrets.randbelow(BIGGEST), "n": 1})
        return redirect(f"{reverse('examinations:practice')}?{address}")
    rows = bank.filter(topic=topic) if topic else bank
    keys = shuffled(list(rows.values_list("pk", flat=True)), seed)
    text = request.GET.get("n", "1")
    n = (
        min(max(int(text), 1), len(keys) or 1)
        if text.isascii() and text.isdigit() and len(text) < 6
        else 1
    )
    row = bank.get(pk=keys[n - 1]) if keys else None
    context = {
        "topics": topics, "topic": topic, "seed": seed, "n": n, "number": len(keys), "row": row,
        "next": urlencode({"topic": topic, "seed": seed, "n": n + 1}) if n < len(keys) else "",
        "again": urlencode({"topic": topic}),
    }  # fmt: skip
    if row is not None:
        context |= {"options": _options(row), "blanks": range(len(row.key))}
        if request.method == "POST":
            context |= _told(row, request.POST.getlist("given")[:20])
    return render(request, "examinations/practice.html", context)


def _options(row: Question) -> list[tuple[str, str, str]]:
    if row.kind == Kind.JUDGE:
        return [(v, LETTERS[n], text) for n, (v, text) in enumerate(JUDGEMENTS)]
    return [(LETTERS[n], LETTERS[n], text) for n, text in enumerate(row.options)]


def _told(row: Question, given: list[str]) -> dict[str, object]:
    """What is right; for a short answer the reference, to compare oneself."""
    given = [text[:2000] for text in given]
    result = automatic(row.kind, row.key, given, 10, Partial.ALL)
    valid = row.kind != Kind.JUDGE or all(g in dict(JUDGEMENTS) for g in given)
    return {
        "given": given, "is_told": True, "key": key_words(row.content),
        "said": said(row.kind, given) if valid else "没有作答",
        "is_right": result == 10, "is_short": row.kind == Kind.SHORT,
    }  # fmt: skip
