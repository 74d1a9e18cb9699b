"""Every write of opinions."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.opinions.models import Mailbox, Opinion, Satisfaction, State
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
    """Take out the letters of the days before, shuffled; how many. One entry for all of them.

    The shuffle matters: the order of rows in a table file is the order of writing.
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
                received_on=today,
            )
            for letter in letters
        )
        Mailbox.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
    current().summary = f"收到{len(letters)}条意见建议"
    return len(letters)


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


@action("opinions.rate", "评价答复", permission=None)
def rate(actor: Actor, *, opinion: Opinion, satisfaction: str, comment: str) -> Opinion:
    """What the holder of the receipt says of the answer; the actor is nobody."""
    row: Opinion = Opinion.objects.select_for_update().select_related("unit").get(pk=opinion.pk)
    if row.state != State.ANSWERED:
        raise Refused("答复以后才能评价；已经办结的不再评价。")
    row.satisfaction, row.comment, row.version = satisfaction, comment, row.version + 1
    row.save()
    current().about(row, unit=row.unit)
    return row
