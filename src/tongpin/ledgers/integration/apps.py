"""The declaration of 业务融合."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class IntegrationConfig(AppConfig):
    """Business work and what the Party side does for it."""

    name = "tongpin.ledgers.integration"
    label = "integration"
    verbose_name = "业务融合"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and the cards on the pages of others."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY})
        doers = writers | {Role.COMMITTEE_MEMBER}
        register(
            Capability(
                key="integration",
                title="业务融合",
                figures="tongpin.ledgers.integration.figures:figures",
                datasets="tongpin.ledgers.integration.datasets:DATASETS",
                permissions=(
                    Permission(
                        "integration.view", "查看业务融合", doers | {Role.LEADER, Role.SUPERVISOR}
                    ),
                    Permission("integration.write", "登记业务工作", writers),
                    Permission("integration.link", "关联业务工作", doers),
                ),
                menu=(
                    MenuItem("业务融合", "integration:board", "integration.view", 260),
                    MenuItem("业务工作", "integration:list", "integration.view", 262),
                ),
                facts="tongpin.ledgers.integration.facts:collect",
                record="integration:detail",
                waiting="tongpin.ledgers.integration.panels:waiting",
                search="tongpin.ledgers.integration.search:search",
                unit="tongpin.ledgers.integration.panels:unit_panel",
                related="tongpin.ledgers.integration.panels:related",
            )
        )
