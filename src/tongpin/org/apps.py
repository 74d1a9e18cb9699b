"""The organisation's declaration."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register

EVERY_PARTY_ROLE = frozenset(
    {
        Role.OFFICE,
        Role.SECRETARY,
        Role.COMMITTEE_MEMBER,
        Role.MEMBER,
        Role.LEADER,
        Role.SUPERVISOR,
        Role.DISCIPLINE,
    }
)


class OrgConfig(AppConfig):
    """Organisation, people and accounts."""

    name = "tongpin.org"
    label = "org"
    verbose_name = "党员队伍"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions and menu."""
        from tongpin.org.evidence import KINDS

        keepers = frozenset({Role.OFFICE, Role.SECRETARY})
        readers = keepers | {Role.COMMITTEE_MEMBER, Role.LEADER, Role.SUPERVISOR}
        security = frozenset({Role.SECURITY_ADMIN})
        register(
            Capability(
                key="org",
                title="党员队伍",
                datasets="tongpin.org.datasets:DATASETS",
                facts="tongpin.org.facts:collect",
                evidence="tongpin.org.evidence:collect",
                evidence_kinds=KINDS,
                permissions=(
                    Permission("org.view", "查看党组织和名册", readers),
                    Permission("org.write", "维护人员信息", keepers),
                    Permission("org.stage", "更正人员类别", frozenset({Role.OFFICE})),
                    Permission("org.import", "导入名册", frozenset({Role.OFFICE})),
                    Permission("org.units", "维护党组织", frozenset({Role.OFFICE})),
                    Permission("org.reveal", "查看完整身份信息", frozenset({Role.OFFICE})),
                    Permission("org.private", "查看家庭、困难等个人情况", keepers),
                    Permission("org.own", "本人信息", EVERY_PARTY_ROLE),
                    Permission("org.search", "全局搜索", EVERY_PARTY_ROLE),
                    Permission("org.accounts", "管理账号和授权", security),
                    Permission(
                        "org.self",
                        "本人账号",
                        EVERY_PARTY_ROLE | security | {Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN},
                    ),
                ),
                menu=(
                    MenuItem("党员队伍", "org:people", "org.view", 400),
                    MenuItem("党组织", "org:units", "org.view", 402),
                    MenuItem("信息变更申请", "org:requests", "org.write", 404),
                    MenuItem("我的信息", "org:own", "org.own", 456),
                    MenuItem("账号授权", "org:accounts", "org.accounts", 1080),
                ),
                waiting="tongpin.org.panels:waiting",
                person="tongpin.org.panels:person",
            )
        )
        register(Capability(key="rewards", title="奖励", person="tongpin.org.panels:rewards"))
