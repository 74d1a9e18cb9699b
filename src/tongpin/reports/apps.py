"""The reports' declaration."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register

PARTY_ROLES = frozenset(
    {Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.MEMBER, Role.LEADER, Role.SUPERVISOR}
)
OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class ReportsConfig(AppConfig):
    """Workbench, plan board, overview, ledgers across apps, reports on their way, free queries."""

    name = "tongpin.reports"
    label = "reports"
    verbose_name = "工作台与报表"
    default_auto_field = "django.db.models.BigAutoField"

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
                    Permission(
                        "reports.overview", "查看总览和年度报告", PARTY_ROLES - {Role.MEMBER}
                    ),
                    Permission("reports.query", "自由查询", PARTY_ROLES - {Role.MEMBER}),
                    Permission(
                        "reports.write",
                        "起草和印发年度报告",
                        frozenset({Role.OFFICE, Role.SECRETARY}),
                    ),
                    Permission("reports.chase", "发送催办提醒", frozenset({Role.OFFICE})),
                ),
                menu=(
                    MenuItem("工作台", "reports:workbench", "reports.home", 100),
                    MenuItem("年度工作", "reports:board", "reports.view", 200),
                    MenuItem("总览", "reports:overview", "reports.overview", 110),
                    MenuItem("催办单", "reports:chase", "reports.overview", 240),
                    MenuItem("年度报告", "reports:reports", "reports.overview", 270),
                    MenuItem("述职数据表", "reports:secretary-sheet", "reports.overview", 272),
                    MenuItem("两年对比", "reports:two-years", "reports.overview", 274),
                    MenuItem("自由查询", "reports:query", "reports.query", 276),
                    MenuItem("转入下一年度", "reports:carry", "duties.write", 290),
                    MenuItem("党员统计", "reports:statistics", "org.view", 470),
                    MenuItem("届满一览", "reports:terms", "org.view", 472),
                    MenuItem("书记培训和党课", "reports:secretaries", "org.view", 474),
                    MenuItem("支部年度台账", "reports:ledger", "reports.view", 310),
                ),
                waiting="tongpin.reports.terms:waiting",
                unit="tongpin.reports.sizes:panel",
            )
        )
