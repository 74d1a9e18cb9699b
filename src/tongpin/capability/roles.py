"""Roles, permissions and the navigation that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role that a grant gives on a unit, alone or with its subtree."""

    OFFICE = "office"
    SECRETARY = "secretary"
    COMMITTEE_MEMBER = "committee_member"
    MEMBER = "member"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    DISCIPLINE = "discipline"
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
    Role.DISCIPLINE: "纪检人员",
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


# The parts of the navigation by the hundreds of an item's order; the first has no head.
SECTIONS: dict[int, str] = {
    1: "",
    2: "年度工作",
    3: "组织生活",
    4: "党员队伍",
    5: "民主决策",
    6: "学习教育",
    7: "监督整改",
    8: "创建荣誉",
    9: "文书和规则",
    10: "系统管理",
}


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page for everybody, with or without a log-in: offered on the log-in page and in every frame."""

    label: str
    url_name: str


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the navigation; shown where the account holds the permission somewhere.

    `order` places it: its hundreds name the section (`SECTIONS`).
    """

    label: str
    url_name: str
    permission: str
    order: int

    @property
    def section(self) -> str:
        """The head under which it stands."""
        return SECTIONS[self.order // 100]
