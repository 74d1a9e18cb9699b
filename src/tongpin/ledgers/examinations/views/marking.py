"""Marking short answers without names, and correcting a key."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongpin.audit.errors import Forbidden
from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.forms import KeyForm, MarkForm
from tongpin.ledgers.examinations.keys import key_words, read_key, written_key
from tongpin.ledgers.examinations.marking import points
from tongpin.ledgers.examinations.models import Answer, Sitting
from tongpin.ledgers.examinations.ordering import shuffled
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, found


@page("examinations.mark")
def mark(request: PageRequest, pk: int) -> HttpResponse:
    """The next answer that waits for this marker; who wrote it is not shown."""
    row = _sitting(request, pk)
    account = request.page.actor.account_id
    waiting = [a for a in queries.short_answers(row) if _waits_for(a, request)]
    by_key = {a.pk: a for a in waiting}
    asked = _asked(request, by_key)
    key = asked or next(iter(shuffled(list(by_key), row.seed, account or 0)), None)
    answer = by_key[key] if key else None
    form = MarkForm(request.POST or None)
    if request.method == "POST" and answer is not None:
        done = carried_out(
            form,
            lambda: actions.mark_answer(
                request.page.actor, answer=answer, tenths=int(form.cleaned_data["points"] * 10)
            ),
        )
        if done is not None:
            messages.success(request, "已评，下一份。")
            return redirect("examinations:mark", pk)
    context = {"row": row, "answer": answer, "waiting": len(waiting), "title": "评阅简答题"}
    if answer is not None:
        content = answer.item.content
        context |= {"content": content, "worth": points(answer.item.worth), "item": answer.item,
                    "is_third": answer.marks.count() == 2}  # fmt: skip
    return form_page(request, form, "examinations/mark.html", **context)


def _asked(request: PageRequest, waiting: dict[int, Answer]) -> int | None:
    """The answer whose form was sent; one that does not wait any more gives the next."""
    text = request.POST.get("answer", "")
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
    return key if key in waiting else None


def _waits_for(answer: Answer, request: PageRequest) -> bool:
    actor = request.page.actor
    marks = list(answer.marks.all())
    return (
        answer.tenths is None
        and all(m.marker_id != actor.account_id for m in marks)
        and (actor.person_id is None or answer.candidate.person_id != actor.person_id)
    )


def _sitting(request: PageRequest, pk: int) -> Sitting:
    rows = [r for r in queries.markings_of(request.page.actor.account_id) if r.pk == pk]
    if rows:
        return rows[0]
    if pk <= BIGGEST_KEY and queries.sitting(request.page.visible, pk) is not None:
        raise Forbidden("您不是这场考试的评卷人，或者已经评完。")
    raise Http404


@page("examinations.manage")
def correct(request: PageRequest, pk: int, item: int) -> HttpResponse:
    """A wrong key put right."""
    row: Sitting = found(request, queries.sitting, pk)
    place = next((i for i in queries.items(row.paper_id) if i.pk == item), None)
    if place is None:
        raise Http404
    content = place.content
    others = queries.marked_alike(row)
    form = KeyForm(
        request.POST or None,
        initial={"version": row.version, "key": written_key(content["kind"], content["key"])},
    )
    if request.method == "POST":

        def act() -> Sitting:
            data = form.cleaned_data
            return actions.correct_key(
                request.page.actor, unit=row.unit, sitting=row, version=data["version"] or 0,
                item=place, key=read_key(content["kind"], data["key"]), reason=data["reason"],
            )  # fmt: skip

        if carried_out(form, act) is not None:
            also = f"，同一张试卷的另外{len(others)}场考试也已重新评分" if others else ""
            messages.success(request, f"已更正第{place.number}题的答案，全部试卷已重新评分{also}。")
            return redirect("examinations:sitting", row.pk)
    options = list(zip("ABCDEFGH", content["options"], strict=False))
    return form_page(
        request, form, "examinations/correct.html", title=f"更正第{place.number}题的答案",
        content=content, options=options, now=key_words(content), others=others,
        cancel=reverse("examinations:sitting", args=[row.pk]),
    )  # fmt: skip
