"""What an app declares about itself: menu, permissions, facts and API router.

The registry is filled by each app's `AppConfig.ready` and read by navigation, roles, the fact
collector and the API; no app has to know another one's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any


class Role(StrEnum):
    """A role that a grant gives on a unit, alone or with its subtree."""

    OFFICE = "office"
    SECRETARY = "secretary"
    COMMITTEE_MEMBER = "committee_member"
    MEMBER = "member"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        """The role's Chinese name."""
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, str] = {
    Role.OFFICE: "党办工作人员",
    Role.SECRETARY: "支部书记",
    Role.COMMITTEE_MEMBER: "支部委员",
    Role.MEMBER: "党员",
    Role.LEADER: "领导班子成员",
    Role.SUPERVISOR: "督查组成员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}


@dataclass(frozen=True, slots=True)
class Permission:
    """A named right and the roles that hold it."""

    key: str
    label: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the navigation; shown where the account holds the permission somewhere."""

    label: str
    url_name: str
    permission: str
    order: int


@dataclass(frozen=True, slots=True)
class Capability:
    """What one app brings: `facts` and `router` are dotted paths `module:attribute`.

    `facts` names a callable `(units, start, end) -> Iterable[rules.Fact]`. `record` names the page of
    one record by its key: a fact's reference `life:12` opens there.
    """

    key: str
    title: str
    permissions: tuple[Permission, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    facts: str | None = None
    router: str | None = None
    record: str | None = None


_registry: dict[str, Capability] = {}


def register(capability: Capability) -> None:
    """Add an app's declaration; registering the same key again replaces it."""
    _registry[capability.key] = capability


def capabilities() -> tuple[Capability, ...]:
    """Every registered declaration in the order of registration."""
    return tuple(_registry.values())


def permission(key: str) -> Permission:
    """The declared permission; an undeclared one raises `LookupError`, so that typing errors fail."""
    for item in permissions():
        if item.key == key:
            return item
    raise LookupError(f"undeclared permission {key!r}")


def permissions() -> Iterator[Permission]:
    """Every declared permission."""
    for capability in _registry.values():
        yield from capability.permissions


def permissions_of(role: Role) -> frozenset[str]:
    """The keys of all permissions that a role holds."""
    return frozenset(item.key for item in permissions() if role in item.roles)


def menu(allowed: Callable[[str], bool]) -> list[MenuItem]:
    """The menu items whose permission is allowed, in menu order."""
    items = [item for capability in _registry.values() for item in capability.menu]
    return sorted((i for i in items if allowed(i.permission)), key=lambda i: i.order)


def record_page(ref: str) -> tuple[str, int] | None:
    """The URL name and key of the record that a fact's reference names, where it has a page."""
    key, _, number = ref.partition(":")
    capability = _registry.get(key)
    if capability is None or capability.record is None or not number.isdigit():
        return None
    return capability.record, int(number)


def load(path: str) -> Any:
    """The object named by `module:attribute`."""
    module, _, attribute = path.partition(":")
    return getattr(import_module(module), attribute)
