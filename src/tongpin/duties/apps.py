"""The declarations of 年度工作 and 规则库."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class DutiesConfig(AppConfig):
    """Plans, duties and findings."""

    name = "tongpin.duties"
    label = "duties"
    verbose_name = "年度工作"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menus and facts."""
        office = frozenset({Role.OFFICE})
        workers = office | {Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.LEADER}
        readers = workers | {Role.MEMBER, Role.SUPERVISOR}
        register(
            Capability(
                key="duties",
                title="年度工作",
                datasets="tongpin.duties.datasets:DATASETS",
                permissions=(
                    Permission("duties.view", "查看年度工作意见和判定", readers),
                    Permission("duties.write", "导入和采用年度工作意见", office),
                    Permission("duties.progress", "登记办理情况", workers),
                    Permission("duties.waive", "免除责任", office),
                ),
                menu=(MenuItem("工作意见", "duties:plans", "duties.write", 210),),
                facts="tongpin.duties.facts:collect",
            )
        )
        register(
            Capability(
                key="rulebook",
                title="规则库",
                permissions=(
                    Permission("rulebook.view", "查阅规则库", frozenset(Role)),
                    Permission("rulebook.write", "登记本地规则、设定和节假日", office),
                ),
                menu=(MenuItem("规则库", "rulebook:list", "rulebook.view", 950),),
            )
        )
