"""通知和签到: who was asked, what they answered, who signed in and how word went out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.life.models.gathering import Gathering
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Account, Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Reply(models.TextChoices):
    """回执."""

    NONE = "", "未回复"
    ATTENDING = "attending", "参加"
    LEAVE = "leave", "请假"


class Invitation(Audited):
    """通知对象: one person asked to one gathering; `is_observer` for 列席."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属联合单位"
    )
    is_observer = models.BooleanField("列席", default=False)
    reply = models.CharField("回执", max_length=10, choices=Reply.choices, blank=True, default="")
    reason = models.CharField("请假事由", max_length=60, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "通知对象"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "person"], name="invitation_once"),
            models.CheckConstraint(
                condition=~Q(reply="leave") | ~Q(reason=""), name="leave_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_reply_display()}"


class SignIn(Audited):
    """签到: the secret behind the changing code, and the window in which it is taken."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"secret"})

    gathering = models.OneToOneField(Gathering, models.CASCADE, related_name="sign_in")
    secret = EncryptedField("签到密钥")
    opens_at = models.DateTimeField("签到开始")
    closes_at = models.DateTimeField("签到截止")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        verbose_name = "签到"

    def __str__(self) -> str:
        return f"{self.gathering} 签到"


class Way(models.TextChoices):
    """How somebody was signed in."""

    QR = "qr", "扫码"
    CODE = "code", "六位码"
    MANUAL = "manual", "代签"
    PAPER = "paper", "纸质签到表"


class Arrival(Audited):
    """到会: a person was there, once, since when and how known."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="arrivals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="arrivals")
    at = models.DateTimeField("签到时间")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    by = models.CharField("登记人", max_length=100)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name = "签到记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "person"], name="arrival_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_way_display()}"


class FailedCode(models.Model):
    """Wrong codes of an account in a row; a brake, not a record, so no audit."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = "错误签到码"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "account"], name="failures_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Message(Audited):
    """消息: a line in a person's inbox."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    gathering = models.ForeignKey(
        Gathering, models.CASCADE, null=True, blank=True, related_name="messages"
    )
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    sent_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        verbose_name = "消息"

    def __str__(self) -> str:
        return self.title


class Channel(models.TextChoices):
    """The ways out of the house."""

    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"


class Robot(Audited):
    """群机器人: where a unit's notices are posted. The address is a secret, kept encrypted."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"address", "secret"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="robots", verbose_name="党组织")
    channel = models.CharField(
        "类型", max_length=10, choices=[c for c in Channel.choices if c[0] != "email"]
    )
    name = models.CharField("名称", max_length=40)
    address = EncryptedField("Webhook 地址")
    secret = EncryptedField("加签密钥", blank=True)
    withdrawn_on = models.DateField("停用日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "群机器人"

    def __str__(self) -> str:
        return self.name


class MailAddress(Audited):
    """通知邮箱: where a person wants notices, kept encrypted."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"address"})

    person = models.OneToOneField(Person, models.CASCADE, related_name="mail_address")
    address = EncryptedField("电子邮箱")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        verbose_name = "通知邮箱"

    def __str__(self) -> str:
        return f"{self.person}的通知邮箱"


class Outcome(models.TextChoices):
    """Where a delivery stands."""

    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class Delivery(models.Model):
    """发送队列: one message on its way out. The sender's working table: the notice is the audited act."""

    scope_path: ClassVar[str] = "gathering__unit__path"

    gathering = models.ForeignKey(
        Gathering, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    channel = models.CharField("方式", max_length=10, choices=Channel.choices)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容")
    calendar = models.TextField(blank=True)
    outcome = models.CharField(
        "结果", max_length=10, choices=Outcome.choices, default=Outcome.QUEUED, db_index=True
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次发送")
    error = models.CharField("失败原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "发送队列"

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.title}"


class Feed(Audited):
    """日历订阅: a secret address, kept as a hash; of a person's own calendar or of a unit's."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"hash"})

    account = models.ForeignKey(Account, models.CASCADE, related_name="feeds")
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="党组织"
    )
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("建立时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.unit}日历" if self.unit_id else "本人日历"
