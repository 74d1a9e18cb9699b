"""Every write of opinions."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.opinions import queries
from tongpin.ledgers.opinions.models import (
    Mailbox,
    Opinion,
    RatingBox,
    Satisfaction,
    State,
    UsedQuestion,
)
from tongpin.ledgers.opinions.receipts import hashed, new_code
from tongpin.org.models import Unit
from tongpin.rectification.actions import open_problem
from tongpin.rectification.models import Problem, Source


def drop(*, unit: Unit, category: str, content: str, contact: str = "") -> str:
    """Put a letter into today's box and give the receipt code, the only way back to it.

    No actor and no entry: the entry of an action keeps who, where from and the moment. The letter
    becomes a record, with an entry, when the box is emptied.
    """
    code = new_code()
    Mailbox.objects.create(
        unit=unit,
        category=category,
        content=content,
        contact=contact,
        receipt=hashed(code),
        dropped_on=site_day(),
    )
    return code


@action("opinions.collect", "开启意见箱", permission=None)
def collect(actor: Actor) -> int:
    """Take out the letters and ratings of the days before, shuffled; how many letters. One entry for all.

    The shuffle matters: the order of rows in a table file is the order of writing. A letter was
    received on the day it was dropped, whenever the box is emptied, and its answer is due from then.
    """
    today = site_day()
    with transaction.atomic():
        letters = list(Mailbox.objects.select_for_update().filter(dropped_on__lt=today))
        secrets.SystemRandom().shuffle(letters)
        Opinion.objects.bulk_create(
            Opinion(
                unit_id=letter.unit_id,
                category=letter.category,
                content=letter.content,
                contact=letter.contact,
                receipt=letter.receipt,
                received_on=letter.dropped_on,
                due_on=letter.dropped_on + timedelta(queries.answer_days(letter.dropped_on)),
            )
            for letter in letters
        )
        Mailbox.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
        ratings = _take_ratings(today)
        UsedQuestion.objects.filter(used_on__lt=today).delete()
    words = f"收到{len(letters)}条意见建议"
    current().summary = words + (f"、{ratings}条评价" if ratings else "")
    return len(letters)


def collect_waiting() -> None:
    """Empty the box if something of an earlier day lies in it: on a handler's pages and by the timer.

    Never on a sender's page: the entry of the emptying would tell the moment of the visit.
    """
    if queries.is_mail_waiting(site_day()):
        collect(Actor.system(name="意见箱"))


def _take_ratings(today: date) -> int:
    """Bring the ratings of the days before over to their opinions, shuffled; how many."""
    boxed = list(RatingBox.objects.select_for_update().filter(dropped_on__lt=today))
    rows = Opinion.objects.select_for_update(of=("self",)).select_related("unit")
    found = {row.receipt: row for row in rows.filter(receipt__in=[item.receipt for item in boxed])}
    secrets.SystemRandom().shuffle(boxed)
    for item in boxed:
        if item.receipt in found:
            _rate(found[item.receipt], item)
    RatingBox.objects.filter(pk__in=[item.pk for item in boxed]).delete()
    return len(boxed)


def _rate(row: Opinion, item: RatingBox) -> None:
    """One rating; of an answer that was replaced meanwhile only the words are kept, with their occasion."""
    if item.about == row.answer_mark:
        row.satisfaction, row.comment = item.satisfaction, item.comment
        if item.satisfaction == Satisfaction.UNSATISFIED and row.state == State.SETTLED:
            row.state = State.ANSWERED  # settled while the word of the sender lay in the box
    else:
        row.comment = f"对修改以前的答复：{item.get_satisfaction_display()}。{item.comment}"
    row.version += 1
    row.save()


def _locked(opinion: Opinion, version: int) -> Opinion:
    row: Opinion = Opinion.objects.select_for_update().select_related("unit").get(pk=opinion.pk)
    if row.version != version:
        raise Conflict
    row.version += 1
    return row


@action("opinions.assign", "交办意见建议", permission="opinions.write")
def assign(
    actor: Actor,
    *,
    unit: Unit,
    opinion: Opinion,
    version: int,
    to: Unit,
    handler: str,
    due_on: date,
) -> Opinion:
    """Give an opinion to who answers it, by a day."""
    row = _locked(opinion, version)
    if row.state not in (State.RECEIVED, State.ASSIGNED):
        raise Refused("这条意见已经答复，不能再交办。")
    if due_on < site_day():
        raise Refused("答复期限不能早于今天。", field="due_on")
    row.unit, row.handler, row.due_on, row.state = to, handler, due_on, State.ASSIGNED
    row.save()
    current().about(row, unit=unit, summary=f"{handler}，{due_on}前答复")
    return row


@action("opinions.to_problem", "意见转为问题", permission="opinions.write")
def to_problem(
    actor: Actor, *, unit: Unit, opinion: Opinion, version: int, title: str, description: str = ""
) -> Problem:
    """What the letter rightly points at goes to the problem loop, in the handler's own words.

    The letter itself stays here: who may read problems need not be who may read letters.
    """
    row = _locked(opinion, version)
    if row.state == State.SETTLED:
        raise Refused("已经办结的意见不再转为问题。")
    row.save()
    problem = open_problem(
        actor, unit=row.unit, source=Source.OPINION, ref=row.ref, title=title,
        description=description,
    )  # fmt: skip
    current().about(row, unit=unit, summary="转为问题整改")
    return problem


@action("opinions.answer", "答复意见建议", permission="opinions.write")
def answer(
    actor: Actor, *, unit: Unit, opinion: Opinion, version: int, words: str, is_published: bool
) -> Opinion:
    """Answer; whoever holds the receipt reads it. Only what names nobody may be published."""
    row = _locked(opinion, version)
    if row.state not in (State.ASSIGNED, State.ANSWERED):
        raise Refused("请先交办，写明承办人和答复期限。")
    row.answer, row.answered_on, row.state = words, site_day(), State.ANSWERED
    row.is_published, row.satisfaction = is_published, Satisfaction.NONE
    row.save()
    current().about(row, unit=unit)
    return row


@action("opinions.settle", "办结意见建议", permission="opinions.write")
def settle(actor: Actor, *, unit: Unit, opinion: Opinion, version: int) -> Opinion:
    """End it; an answer the sender is not satisfied with has to be given again first."""
    row = _locked(opinion, version)
    if row.state != State.ANSWERED:
        raise Refused("答复以后才能办结。")
    if row.satisfaction == Satisfaction.UNSATISFIED:
        raise Refused("来信人对答复不满意，请补充答复后再办结。")
    row.state = State.SETTLED
    row.save()
    current().about(row, unit=unit)
    return row


def rate(*, opinion: Opinion, satisfaction: str, comment: str) -> None:
    """What the holder of the receipt says of the answer; the last word of a day counts.

    No actor and no entry, as with the letter: it becomes a record when the box is emptied.
    """
    if opinion.state != State.ANSWERED:
        raise Refused("答复以后才能评价；已经办结的不再评价。")
    RatingBox.objects.update_or_create(
        receipt=opinion.receipt,
        defaults={
            "about": opinion.answer_mark,
            "satisfaction": satisfaction,
            "comment": comment,
            "dropped_on": site_day(),
        },
    )
