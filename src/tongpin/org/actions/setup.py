"""The first run: bureau, security officer and office account in one step."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.capability import Role
from tongpin.org.actions.accounts import create_account, first_password, grant, refuse_weak
from tongpin.org.actions.units import found_bureau
from tongpin.org.models import Account, Unit


@action("org.set_up", "首次设置", permission=None)
def set_up(
    actor: Actor,
    *,
    bureau: dict[str, str | date | None],
    security: dict[str, str],
    office: dict[str, str],
) -> tuple[Unit, dict[str, str]]:
    """Found the bureau with its first two accounts; `(bureau, {log-in name: password})`.

    `bureau` is what `found_bureau` takes; `security` and `office` have `username`, `display_name` and
    `password`, where an empty password is replaced by a random one. Only the system may do this.
    """
    if security["username"].lower() == office["username"].lower():
        raise Refused("两个账号的登录名不能相同。", field="office_username")
    unit = found_bureau(actor, **bureau)  # type: ignore[arg-type]
    passwords = {}
    for prefix, given, role in (
        ("security", security, Role.SECURITY_ADMIN),
        ("office", office, Role.OFFICE),
    ):
        password = given["password"] or first_password()
        named = Account(username=given["username"], display_name=given["display_name"])
        refuse_weak(password, named, field=f"{prefix}_password")
        account = create_account(
            actor,
            unit=unit,
            username=given["username"],
            display_name=given["display_name"],
            password=password,
            # What somebody typed for themselves stays; what was made or typed for another does not.
            must_change=not given["password"] or role == Role.OFFICE,
        )
        grant(actor, unit=unit, account=account, role=role, subtree=True)
        passwords[account.username] = password
    current().about(unit, unit=unit, summary="、".join(passwords))
    return unit, passwords
