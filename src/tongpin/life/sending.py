"""Sends what waits in the queue: mail through Django's backend, robots by their webhooks.

A failure is kept with its reason and tried again after 1, 5, 30 and 120 minutes; after five tries it
stays failed until somebody asks for it again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from tongpin.audit.errors import Refused
from tongpin.life.actions.channels import check_address
from tongpin.life.clock import site_moment
from tongpin.life.models import Channel, Delivery, MailAddress, Outcome

PAUSES = (1, 5, 30, 120)  # minutes before the next try
TIMEOUT = 10  # seconds
LEASE = timedelta(minutes=5)
BATCH = 100


class NotSent(Exception):
    """A message that did not go out, with the reason in Chinese."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that sends us elsewhere is not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Never."""
        return


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def send_waiting(*, now: datetime | None = None, limit: int = 1000) -> Counter[str]:
    """Send what is due; `{"sent", "failed", "waiting"}`. Nothing goes out in the quiet hours."""
    found: Counter[str] = Counter()
    moment = now or site_moment()
    if is_quiet(moment):
        return found
    while sum(found.values()) < limit:
        batch = _lease(moment)
        if not batch:
            break
        for row in batch:
            found[_send(row, moment)] += 1
    return found


def is_quiet(moment: datetime) -> bool:
    """Whether the moment lies in the quiet hours; equal ends mean that there are none."""
    start, end = settings.TONGPIN_QUIET_FROM % 24, settings.TONGPIN_QUIET_UNTIL % 24
    hour = moment.hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def _lease(moment: datetime) -> list[Delivery]:
    """Take a batch for this process alone: two senders at once send nothing twice."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update().filter(
            outcome=Outcome.QUEUED, next_at__lte=moment
        )
        batch = list(rows.order_by("next_at", "pk")[:BATCH])
        keys = [row.pk for row in batch]
        Delivery.objects.filter(pk__in=keys).update(next_at=moment + LEASE)
    loaded = Delivery.objects.filter(pk__in=keys).select_related("robot", "person")
    return list(loaded.order_by("pk"))


def _send(row: Delivery, moment: datetime) -> str:
    row.attempts += 1
    try:
        (_mail if row.channel == Channel.EMAIL else _post)(row)
    except NotSent as problem:
        row.error = str(problem)[:200]
        if row.attempts > len(PAUSES):
            row.outcome = Outcome.FAILED
        else:
            row.next_at = moment + timedelta(minutes=PAUSES[row.attempts - 1])
    else:
        row.outcome, row.error, row.sent_at = Outcome.SENT, "", moment
    row.save()
    return {"sent": "sent", "failed": "failed"}.get(row.outcome, "waiting")


def _mail(row: Delivery) -> None:
    address = MailAddress.objects.filter(person=row.person_id).first()
    if address is None:
        raise NotSent("收件人已经取消通知邮箱")
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST:
        raise NotSent("还没有设置邮件服务器（TONGPIN_EMAIL_HOST）")
    mail = EmailMessage(row.title, row.body, to=[address.address])
    if row.calendar:
        mail.attach("组织生活.ics", row.calendar, "text/calendar")
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are among them
        raise NotSent(f"邮件服务器没有收下：{error.__class__.__name__}") from error


def _post(row: Delivery) -> None:
    if row.robot is None or row.robot.withdrawn_on is not None:
        raise NotSent("群机器人已停用")
    try:
        check_address(row.channel, row.robot.address)
    except Refused as refusal:
        raise NotSent(refusal.message) from refusal
    request = urllib.request.Request(  # noqa: S310 - scheme and host were checked
        _address(row),
        data=json.dumps(payload(row), ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            answer = json.loads(response.read(65536))
    except urllib.error.HTTPError as error:
        raise NotSent(f"对方答复 {error.code}") from error
    except (OSError, ValueError) as error:
        raise NotSent("连接不上对方服务器，或者答复看不懂") from error
    if not isinstance(answer, dict) or answer.get("errcode") != 0:
        words = answer.get("errmsg", "") if isinstance(answer, dict) else ""
        raise NotSent(f"对方没有收下：{words}"[:200])


def payload(row: Delivery) -> dict[str, Any]:
    """The text message that both services take."""
    return {"msgtype": "text", "text": {"content": f"{row.title}\n{row.body}"}}


def _address(row: Delivery) -> str:
    """The address; 钉钉 with 加签 adds timestamp and signature."""
    assert row.robot is not None
    address: str = row.robot.address
    if row.channel != Channel.DINGTALK or not row.robot.secret:
        return address
    stamp = str(int(time.time() * 1000))
    secret: str = row.robot.secret
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{address}&timestamp={stamp}&sign={quote_plus(base64.b64encode(mac))}"
