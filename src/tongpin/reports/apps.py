"""The reports' declaration."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register

PARTY_ROLES = frozenset(
    {Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.MEMBER, Role.LEADER, Role.SUPERVISOR}
)
OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class ReportsConfig(AppConfig):
    """Workbench, plan board, year ledger and progress report; reads only."""

    name = "tongpin.reports"
    label = "reports"
    verbose_name = "工作台与报表"

    def ready(self) -> None:
        """Declare permissions and menu."""
        register(
            Capability(
                key="reports",
                title="工作台与报表",
                permissions=(
                    Permission(
                        "reports.home", "打开工作台", PARTY_ROLES | OFFICERS | {Role.DISCIPLINE}
                    ),
                    Permission("reports.view", "查看年度工作进展", PARTY_ROLES),
                    Permission("reports.export", "导出报表", PARTY_ROLES - {Role.MEMBER}),
                ),
                menu=(
                    MenuItem("工作台", "reports:workbench", "reports.home", 100),
                    MenuItem("年度工作", "reports:board", "reports.view", 200),
                    MenuItem("党员统计", "reports:statistics", "org.view", 470),
                    MenuItem("届满一览", "reports:terms", "org.view", 472),
                    MenuItem("书记培训和党课", "reports:secretaries", "org.view", 474),
                    MenuItem("支部年度台账", "reports:ledger", "reports.view", 310),
                ),
                waiting="tongpin.reports.terms:waiting",
                unit="tongpin.reports.sizes:panel",
            )
        )
