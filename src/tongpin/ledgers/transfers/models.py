"""Transfers, their steps and letters, the sites that letters are exchanged with."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.ledgers.transfers.states import ARRIVED, SETTLED, Route, State, Verb
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.scope import Scope, ScopedQuerySet

ROUTES = [(r.value, r.label) for r in Route]
STATES = [(s.value, s.label) for s in State]
VERBS = [(v.value, v.label) for v in Verb]
OPEN = sorted(set(State) - SETTLED)


class Cause(models.TextChoices):
    """转接原因."""

    JOB = "job", "工作单位变动"
    RESIDENCE = "residence", "经常居住地变动"
    GRADUATION = "graduation", "毕业"
    DEMOBILISED = "demobilised", "退役"
    RETIRED = "retired", "退休"
    AWAY = "away", "外出6个月以上且地点固定"
    OTHER = "other", "其他"


class Refusal(models.TextChoices):
    """退回理由: a receiver may not refuse without one (教育管理条例 art 25)."""

    PAPERS = "papers", "材料不齐"
    IDENTITY = "identity", "身份信息不符"
    NOT_OURS = "not_ours", "不属于本党组织接收范围"
    DUES = "dues", "党费交纳情况不清"
    EXPIRED = "expired", "介绍信过期"
    OTHER = "other", "其他（须写明）"


class TransferQuerySet(ScopedQuerySet):  # type: ignore[override]
    """Both ends see a transfer."""

    def within(self, scope: Scope) -> TransferQuerySet:
        """Those whose source, target or receiving committee lies inside the scope."""
        condition = scope.condition("unit__path") | scope.condition("target__path")
        return self.filter(condition | scope.condition("receiver__path"))


class Transfer(Audited):
    """转接: one person's relation on its way from one branch to another.

    `unit` is the source branch, for one that comes in the receiving committee. `issuer` and
    `receiver` are the committees on this site; the other end is `other_committee` by name.
    """

    route = models.CharField("方向", max_length=10, choices=ROUTES)
    state = models.CharField("状态", max_length=20, choices=STATES, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="经办党组织")
    issuer = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转出党委"
    )
    receiver = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收党委"
    )
    target = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转入支部"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name="人员"
    )
    name = models.CharField("姓名", max_length=50)
    stage = models.CharField("人员类别", max_length=20, choices=Stage.choices)
    other_committee = models.CharField("对方党委", max_length=100, blank=True)
    other_branch = models.CharField("对方支部", max_length=100, blank=True)
    peer = models.ForeignKey(
        "Peer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对方站点"
    )
    cause = models.CharField("转接原因", max_length=20, choices=Cause.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    requested_on = models.DateField("提出日期", db_index=True)
    paid_until = models.DateField("党费交至", null=True, blank=True)
    materials = models.TextField("随转材料", blank=True)
    received_on = models.DateField("接收日期", null=True, blank=True)
    refusal = models.CharField("退回理由", max_length=10, choices=Refusal.choices, blank=True)
    reason = models.CharField("退回或者撤销说明", max_length=200, blank=True)
    handler = models.CharField("回执经办人", max_length=60, blank=True)
    handler_phone = models.CharField("经办人电话", max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-requested_on", "-id"]
        verbose_name = "转接"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=OPEN), name="transfer_one_under_way"
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(target=F("unit")), name="transfer_elsewhere"
            ),
            models.CheckConstraint(
                condition=(Q(route="in", issuer__isnull=True, receiver__isnull=False) & ~Q(other_committee=""))
                | (Q(route="out", issuer__isnull=False, receiver__isnull=True, target__isnull=True)
                   & ~Q(other_committee=""))
                | Q(route__in=["within", "move"], issuer__isnull=False, receiver__isnull=False,
                    target__isnull=False, other_committee=""),
                name="transfer_ends_fit_route",
            ),
            models.CheckConstraint(
                condition=Q(route="in") | Q(person__isnull=False), name="transfer_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled", "returned"])
                | Q(paid_until__isnull=False) | ~Q(stage__in=["full", "probationary"]),
                name="transfer_dues_paid_until",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(ARRIVED)) | Q(received_on__isnull=False),
                name="transfer_received_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "cancelled"]) | ~Q(reason=""),
                name="transfer_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(refusal=""), name="transfer_refusal_coded"
            ),
            models.CheckConstraint(
                condition=~Q(route="in", state__in=["assigned", "receipt_returned", "closed"])
                | Q(person__isnull=False, target__isnull=False),
                name="transfer_assigned_to_branch",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}{self.get_route_display()}"

    @property
    def ref(self) -> str:
        """The reference under which attachments and facts name it."""
        return f"transfers:{self.pk}"

    @property
    def source_name(self) -> str:
        """Where the person comes from."""
        if self.route == Route.IN:
            return f"{self.other_committee}{self.other_branch}"
        return str(self.unit)

    @property
    def target_name(self) -> str:
        """Where the person goes."""
        if self.route == Route.OUT:
            return f"{self.other_committee}{self.other_branch}"
        return str(self.target or self.receiver)


class Step(Audited):
    """转接步骤: what was done on which day, by whom."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="steps")
    verb = models.CharField("步骤", max_length=12, choices=VERBS, blank=True)
    state = models.CharField("办后状态", max_length=20, choices=STATES)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "转接步骤"

    def __str__(self) -> str:
        return f"{self.on} {self.get_verb_display()}"


class Series(models.Model):
    """The running number of a committee's letters in a year; its row serialises writers."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "介绍信编号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="transfer_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class LetterState(models.TextChoices):
    """What became of a letter."""

    VALID = "valid", "有效"
    USED = "used", "已用"
    VOID = "void", "作废"


class Letter(Audited):
    """介绍信: numbered without gaps in a committee's year; a void one keeps its number and says why.

    `content` is the sealed JSON of what the letter says, frozen when it was issued. `uid` names it
    between sites; one that came in has no `issuer` and `sequence`, and keeps its sender's number.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"content"})

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="letters")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="开具党委"
    )
    year = models.PositiveSmallIntegerField("年度")
    sequence = models.PositiveIntegerField("流水号", null=True, blank=True)
    number = models.CharField("编号", max_length=60)
    issued_on = models.DateField("开具日期")
    valid_until = models.DateField("有效期至")
    content = EncryptedField("内容")
    state = models.CharField(
        "状态", max_length=6, choices=LetterState.choices, default=LetterState.VALID
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    digest = models.CharField("文件摘要", max_length=64, blank=True)
    receipt_digest = models.CharField("回执摘要", max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "介绍信"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "year", "sequence"], name="transfer_letter_number_once"
            ),
            models.UniqueConstraint(
                fields=["transfer"], condition=Q(state="valid"), name="transfer_one_valid_letter"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("issued_on")), name="transfer_letter_valid_span"
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""), name="transfer_letter_void_why"
            ),
            models.CheckConstraint(
                condition=Q(issuer__isnull=True, sequence__isnull=True)
                | Q(issuer__isnull=False, sequence__isnull=False),
                name="transfer_letter_numbered",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def said(self) -> dict[str, Any]:
        """What the letter says: `{"person": …, "letter": …, "recipient": name}`."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    def is_expired(self, day: date) -> bool:
        """Whether it could still be presented on the day."""
        return self.state == LetterState.VALID and day > self.valid_until


class Peer(Audited):
    """可信站点: another Tongpin whose key somebody compared by its fingerprint."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    name = models.CharField("对方党委", max_length=100)
    key = models.CharField("公钥", max_length=60, unique=True)
    fingerprint = models.CharField("指纹", max_length=50)
    checked_with = models.CharField("核对情况", max_length=100)
    trusted_on = models.DateField("登记日期")
    trusted_by = models.CharField("登记人", max_length=100)
    revoked_on = models.DateField("停用日期", null=True, blank=True)
    revoked_reason = models.CharField("停用原因", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = "可信站点"

    def __str__(self) -> str:
        return self.name
