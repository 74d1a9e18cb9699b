"""A form that is sent twice is carried out once.

Every form of a page carries a one-time key (the tag `csrf_token` puts it there). The first action of a
submission claims key, address and content for the account in its own transaction, so that a second
submission of the same can never act as well: it gets the answer of the first. Different content under
an old key, as when somebody goes back to correct a mistake, is a submission of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import cached_property
from time import monotonic, sleep

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tongpin.ui.once import sent_key

KEPT = timedelta(days=1)
PATIENCE = 3.0  # seconds that the second submission waits for the answer of the first
LEFT_OUT = ("csrfmiddlewaretoken",)


class Repeated(Exception):
    """The submission was carried out before."""


class Submission:
    """One submission of an account; `is_claimed` once an action has been done under it."""

    def __init__(self, account: int, request: HttpRequest) -> None:
        self.account, self.request = account, request
        self.is_claimed = False

    @cached_property
    def digest(self) -> str:
        """What makes it the same as another; empty where nothing is to be claimed. Read when the
        first action begins, not before the page has taken the form.
        """
        return digest_of(self.request)


_current: ContextVar[Submission | None] = ContextVar("tongpin_submission", default=None)


def digest_of(request: HttpRequest) -> str:
    """What makes two submissions the same; empty for what is no form sent by a person.

    What scripts send by themselves (drafts, answers of an examination) comes again and again.
    """
    if request.method != "POST" or request.headers.get("HX-Request"):
        return ""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return ""
    if not sent_key(request):
        return ""
    typed = [(n, v) for n, v in request.POST.lists() if n not in LEFT_OUT]
    files = [(n, [(f.name, f.size) for f in v]) for n, v in request.FILES.lists()]
    text = json.dumps([request.get_full_path(), sorted(typed), sorted(files)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def under_way(account: int | None, request: HttpRequest) -> Iterator[None]:
    """The submission whose actions are carried out inside."""
    found = Submission(account, request) if account is not None else None
    token = _current.set(found)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def claimed(account: int | None) -> Iterator[None]:
    """Claim the submission under way for the account's action inside; what rolls back gives it free
    again. An action of nobody (an anonymous letter) leaves no trace of who sent it.

    Runs inside the action's transaction. Raises `Repeated` where the claim is taken.
    """
    from tongpin.audit.models import Claim

    found = _current.get()
    if found is None or found.is_claimed or account != found.account or not found.digest:
        yield
        return
    try:
        with transaction.atomic():
            Claim.objects.create(account_id=found.account, digest=found.digest)
    except IntegrityError:
        raise Repeated from None
    found.is_claimed = True
    try:
        yield
    except BaseException:
        found.is_claimed = False
        raise


def answered(response: HttpResponseBase) -> None:
    """Keep where the submission led; an answer that is a page, not a place, leaves no claim."""
    from tongpin.audit.models import Claim

    found = _current.get()
    if found is None or not found.is_claimed:
        return
    mine = Claim.objects.filter(account_id=found.account, digest=found.digest)
    with transaction.atomic():
        if response.status_code == 302:
            mine.update(answer=response["Location"][:500])
        else:
            mine.delete()
        Claim.objects.filter(at__lt=timezone.now() - KEPT).delete()


def first_answer() -> str:
    """Where the first submission led, waited for a moment; empty where it is not known."""
    from tongpin.audit.models import Claim

    found = _current.get()
    if found is None:
        return ""
    rows = Claim.objects.filter(account_id=found.account, digest=found.digest)
    end = monotonic() + PATIENCE
    while True:
        answer = rows.values_list("answer", flat=True).first()
        if answer or answer is None or monotonic() > end:
            return answer or ""
        sleep(0.1)
