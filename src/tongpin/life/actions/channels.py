"""Ways for word to leave the house, read marks, and calendar addresses."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.life.clock import site_moment
from tongpin.life.models import Channel, Delivery, Feed, MailAddress, Message, Outcome, Robot
from tongpin.life.queries import mail_address
from tongpin.org.models import Person, Unit

HOSTS = {Channel.WECOM: "qyapi.weixin.qq.com", Channel.DINGTALK: "oapi.dingtalk.com"}
LOOPBACK = ("127.0.0.1", "localhost")


@action("life.add_robot", "添加群机器人", permission="life.write")
def add_robot(
    actor: Actor, *, unit: Unit, channel: str, name: str, address: str, secret: str = ""
) -> Robot:
    """Post a unit's notices to a group; the address must be of the service or of an allowed host."""
    if channel not in HOSTS:
        raise Refused("请选择企业微信或者钉钉。", field="channel")
    check_address(channel, address)
    row = Robot(unit=unit, channel=channel, name=name, address=address, secret=secret)
    row.save()
    current().about(row, unit=unit, summary=row.get_channel_display())
    return row


def check_address(channel: str, address: str) -> None:
    """Refuse addresses that lead anywhere else: the server must not become a door to the inside."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("Webhook 地址不完整，请从群机器人设置页完整复制。", field="address") from None
    allowed = [HOSTS[Channel(channel)], *settings.TONGPIN_WEBHOOK_HOSTS]
    named = f"{host}:{port}" if port else host
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not is_safe or named not in allowed or parts.username:
        hosts = "、".join(allowed)
        raise Refused(f"Webhook 地址须以 https:// 开头，主机只能是 {hosts}。", field="address")


@action("life.remove_robot", "停用群机器人", permission="life.write")
def remove_robot(actor: Actor, *, unit: Unit, robot: Robot) -> Robot:
    """Post there no more; what waits is not sent."""
    robot.withdrawn_on = site_day()
    robot.save()
    Delivery.objects.filter(robot=robot, outcome=Outcome.QUEUED).update(
        outcome=Outcome.FAILED, error="群机器人已停用"
    )
    current().about(robot, unit=unit)
    return robot


@action("life.mail_address", "设置通知邮箱", permission=None)
def set_mail_address(actor: Actor, *, person: Person, address: str) -> None:
    """One's own address for notices; empty for none."""
    if actor.person_id != person.pk:
        raise Forbidden("只能设置本人的通知邮箱。")
    row = mail_address(person.pk) or MailAddress(person=person)
    address = address.strip()
    if not address:
        if row.pk:
            row.delete()
    else:
        try:
            EmailValidator()(address)
        except ValidationError:
            raise Refused("邮箱须写成 name@example.cn 这样。", field="address") from None
        row.address = address
        row.save()
    current().about(person, unit=person.home, summary="设置通知邮箱" if address else "取消通知邮箱")


@action("life.resend", "重新发送通知", permission="life.write")
def resend(actor: Actor, *, unit: Unit, delivery: Delivery) -> None:
    """Put a message that failed back into the queue."""
    if delivery.outcome != Outcome.FAILED:
        raise Refused("只有发送失败的通知需要重新发送。")
    Delivery.objects.filter(pk=delivery.pk).update(
        outcome=Outcome.QUEUED, attempts=0, next_at=site_moment(), error=""
    )
    current().about(delivery.gathering, unit=unit, summary="重新发送通知")


@action("life.read", "阅读消息", permission=None)
def read_messages(actor: Actor) -> int:
    """Mark one's own messages as read."""
    if actor.person_id is None:
        return 0
    rows = Message.objects.filter(person=actor.person_id, read_at__isnull=True)
    return rows.update(read_at=site_moment())


@action("life.feed", "建立日历订阅", permission=None)
def create_feed(actor: Actor, *, unit: Unit | None) -> tuple[Feed, str]:
    """A secret calendar address of a unit, or of oneself: `(feed, token)`; the token is shown once."""
    if actor.account_id is None:
        raise Refused("只有登录的账号才能订阅日历。")
    if unit is not None and not actor.can("life.view", unit.path):
        raise Forbidden
    if unit is None and actor.person_id is None:
        raise Refused("您的账号没有对应的党员，只能订阅党组织的日历。")
    token = secrets.token_urlsafe(32)
    row = Feed(
        account_id=actor.account_id, unit=unit, hash=feed_hash(token), created_at=site_moment()
    )
    row.save()
    current().about(row, unit=unit)
    return row, token


def feed_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@action("life.feed_revoke", "停用日历订阅", permission=None)
def revoke_feed(actor: Actor, *, feed: Feed) -> Feed:
    """Close an address: it answers nothing from now on."""
    if feed.account_id != actor.account_id:
        raise Forbidden
    feed.revoked_at = site_moment()
    feed.save()
    current().about(feed, unit=feed.unit)
    return feed
