"""Accounts, grants and tokens: who may come in, with which role on which unit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import opened
from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.capability import ROLE_LABELS
from tongpin.org.models.organisation import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their log-in name; creation is an action of its own."""

    def get_queryset(self) -> AuditedQuerySet:
        """Bulk writes need an action here too."""
        return AuditedQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this log-in name, letters of either case."""
        return self.get(username__iexact=username or "")


class Account(Audited, AbstractBaseUser):
    """账号: a log-in. The rights come from its grants only."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"password", "session_stamp"})

    username = models.CharField(
        "登录名", max_length=40, unique=True, error_messages={"unique": "该登录名已被使用。"}
    )
    display_name = models.CharField("姓名", max_length=50)
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="对应人员",
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    session_stamp = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        ordering: ClassVar = ["username"]
        verbose_name = "账号"

    def __str__(self) -> str:
        return f"{self.display_name}（{self.username}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside an action; the log-in moment alone, which every log-in stamps, is no change."""
        if kwargs.get("update_fields") and set(kwargs["update_fields"]) <= {"last_login"}:
            models.Model.save(self, *args, **kwargs)
            return
        super().save(*args, **kwargs)

    def check_password(self, raw_password: str | None) -> bool:
        """Compare; a hash made with older parameters is renewed, in an entry of its own."""

        def renew(password: str) -> None:
            with opened(Actor.system(), "org.renew_hash", "更新密码摘要"):
                self.set_password(password)
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renew)


class Grant(Audited):
    """授权: a role on a unit, alone or with everything below it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name="党组织")
    role = models.CharField(
        "角色", max_length=20, choices=[(r.value, n) for r, n in ROLE_LABELS.items()]
    )
    subtree = models.BooleanField("含下级党组织", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["account", "id"]
        verbose_name = "授权"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "unit", "role"], name="grant_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()} {self.unit}"


class ApiToken(Audited):
    """接口令牌: shown once, kept as a SHA-256 hash, acts with the rights of its account."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"hash"})

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = "接口令牌"

    def __str__(self) -> str:
        return self.name
