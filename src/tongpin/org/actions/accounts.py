"""Writes on accounts, grants and tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.capability import Role
from tongpin.org.models import Account, ApiToken, Grant, Person, Unit

ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Three separate officers (三员分立): nobody holds two of these, nor one with a Party role.
OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


# Django's own sentences are partly English and partly stiff.
WEAK = {
    "password_too_short": "密码至少 10 个字符。",
    "password_too_similar": "密码不能与登录名或姓名相近。",
    "password_too_common": "这个密码太常见，容易被猜到。",
    "password_entirely_numeric": "密码不能全是数字。",
}


def refuse_weak(password: str, account: Account, *, field: str) -> None:
    """Refuse a password that is short, common, all digits or like the account's names."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        words = [WEAK.get(str(e.code), "密码不够安全，请换一个。") for e in error.error_list]
        raise Refused("".join(dict.fromkeys(words)), field=field) from error


def first_password() -> str:
    """A random password to be handed over once; it must be changed at the first log-in."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


@action("org.create_account", "新建账号", permission="org.accounts")
def create_account(
    actor: Actor,
    *,
    unit: Unit,
    username: str,
    display_name: str,
    password: str,
    person: Person | None = None,
    must_change: bool = True,
) -> Account:
    """Make an account that must change its password at the first log-in."""
    if Account.objects.filter(username__iexact=username).exists():
        raise Refused(f"登录名“{username}”已被使用。", field="username")
    account = Account(
        username=username,
        display_name=display_name,
        person=person,
        must_change_password=must_change,
    )
    account.set_password(password)
    account.session_stamp = secrets.token_hex(8)
    account.save()
    current().about(account, unit=unit)
    return account


@action("org.grant", "授权", permission="org.accounts")
def grant(actor: Actor, *, unit: Unit, account: Account, role: str, subtree: bool = False) -> Grant:
    """Give a role on a unit; the three officers' roles exclude each other and every Party role."""
    held = {Role(g.role) for g in account.grants.all()}
    wanted = Role(role)
    if actor.account_id is not None and actor.account_id == account.pk:
        raise Refused("不能给自己的账号授权，请由另一名安全管理员办理。")
    if subtree and not _covers_subtree(actor, unit):
        raise Forbidden("您只管理该党组织本级，不能授予“含下级”的角色。")
    mixed = held - {wanted} if wanted in OFFICERS else held & OFFICERS
    if mixed:
        names = "、".join(r.label for r in sorted(mixed))
        raise Refused(
            f"该账号已是{names}；系统、安全、审计管理员须分设，不能与其他角色兼任。", field="role"
        )
    row, made = Grant.objects.get_or_create(
        account=account, unit=unit, role=wanted, defaults={"subtree": subtree}
    )
    if not made:
        row.subtree = subtree
        row.save()
    current().about(account, unit=unit, summary=f"{row.get_role_display()}（{unit}）")
    return row


def _covers_subtree(actor: Actor, unit: Unit) -> bool:
    """Nobody hands out a wider reach than the own one."""
    return any(sub and unit.path.startswith(path) for path, sub in actor.reach("org.accounts"))


@action("org.open_account", "开通账号", permission="org.accounts")
def open_account(
    actor: Actor,
    *,
    unit: Unit,
    username: str,
    display_name: str,
    role: str,
    subtree: bool = False,
    person: Person | None = None,
) -> tuple[Account, str]:
    """Make an account with its first role in one entry; the random password is returned once."""
    password = first_password()
    account = create_account(
        actor,
        unit=unit,
        username=username,
        display_name=display_name,
        password=password,
        person=person,
    )
    row = grant(actor, unit=unit, account=account, role=role, subtree=subtree)
    current().about(account, unit=unit, summary=f"{row.get_role_display()}（{unit}）")
    return account, password


@action("org.revoke", "收回授权", permission="org.accounts")
def revoke(actor: Actor, *, unit: Unit, row: Grant) -> None:
    """Take a grant back."""
    summary = f"{row.get_role_display()}（{row.unit}）"
    if actor.account_id is not None and actor.account_id == row.account_id:
        raise Refused("不能收回自己账号的授权，请由另一名安全管理员办理。")
    current().about(row.account, unit=unit, summary=summary)
    row.delete()


@action("org.set_active", "启用或停用账号", permission="org.accounts")
def set_active(actor: Actor, *, unit: Unit, account: Account, active: bool) -> Account:
    """Switch an account on or off; off ends its sessions at once."""
    if actor.account_id == account.pk and not active:
        raise Refused("不能停用自己的账号。")
    account.is_active = active
    account.session_stamp = secrets.token_hex(8)
    account.save()
    current().about(account, unit=unit, summary="启用" if active else "停用")
    return account


@action("org.close_accounts", "停用离开人员的账号", permission=None)
def close_accounts(actor: Actor, *, unit: Unit, person: Person, reason: str) -> tuple[int, ...]:
    """Switch off the accounts of somebody who left; the keys of those that were in use.

    Asks for no permission of its own: the decision by which somebody leaves was checked.
    """
    closed = []
    for account in Account.objects.select_for_update().filter(person=person, is_active=True):
        account.is_active = False
        account.session_stamp = secrets.token_hex(8)
        account.save()
        closed.append(account.pk)
    if closed:
        current().about(person, unit=unit, summary=reason)
    return tuple(closed)


@action("org.reopen_accounts", "恢复启用账号", permission=None)
def reopen_accounts(actor: Actor, *, unit: Unit, person: Person, keys: Iterable[int]) -> None:
    """Switch on again exactly what a departure that is taken back had switched off."""
    rows = Account.objects.select_for_update().filter(pk__in=list(keys), person=person)
    for account in rows:
        account.is_active = True
        account.save()
    current().about(person, unit=unit)


@action("org.reset_password", "重置密码", permission="org.accounts")
def reset_password(actor: Actor, *, unit: Unit, account: Account) -> str:
    """Set a random first password, end all sessions, and return the password once."""
    password = first_password()
    account.set_password(password)
    account.must_change_password = True
    account.session_stamp = secrets.token_hex(8)
    account.save()
    current().about(account, unit=unit)
    return password


@action("org.change_own_password", "修改本人密码", permission=None)
def change_own_password(actor: Actor, *, account: Account, old: str, new: str) -> Account:
    """Change the own password; the old one is asked and the new one must differ and be strong."""
    if actor.account_id != account.pk:
        raise Forbidden
    if not account.check_password(old):
        raise Refused("原密码不正确。", field="old")
    if old == new:
        raise Refused("新密码不能与原密码相同。", field="new")
    refuse_weak(new, account, field="new")
    account.set_password(new)
    account.must_change_password = False
    account.password_changed_at = timezone.now()
    account.session_stamp = secrets.token_hex(8)
    account.save()
    return account


@action("org.start_session", "登录", permission=None)
def start_session(actor: Actor, *, account: Account) -> str:
    """Note a log-in and give its stamp; the session of an earlier log-in ends with it."""
    if actor.account_id != account.pk:
        raise Forbidden
    account.session_stamp = secrets.token_hex(8)
    account.save()
    return account.session_stamp


@action("org.issue_token", "签发接口令牌", permission=None)
def issue_token(
    actor: Actor, *, account: Account, name: str, expires_on: date | None = None
) -> tuple[ApiToken, str]:
    """Make a token of the own account; the secret is returned once and kept as a hash."""
    if actor.account_id != account.pk and not actor.everywhere:
        raise Forbidden
    secret = f"tp_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        account=account,
        name=name,
        expires_on=expires_on,
        hash=hashlib.sha256(secret.encode()).hexdigest(),
    )
    token.save()
    return token, secret


@action("org.revoke_token", "吊销接口令牌", permission=None)
def revoke_token(actor: Actor, *, token: ApiToken) -> ApiToken:
    """End a token of the own account."""
    if actor.account_id != token.account_id:
        raise Forbidden
    token.revoked_at = timezone.now()
    token.save()
    return token
