"""The declaration of 意见建议."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, PublicPage, Role, register


class OpinionsConfig(AppConfig):
    """Opinions of members and masses."""

    name = "tongpin.ledgers.opinions"
    label = "opinions"
    verbose_name = "意见建议"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions and menu."""
        from tongpin.ledgers.opinions.evidence import KINDS

        handlers = frozenset({Role.OFFICE, Role.SECRETARY})
        register(
            Capability(
                key="opinions",
                title="意见建议",
                figures="tongpin.ledgers.opinions.figures:figures",
                datasets="tongpin.ledgers.opinions.datasets:DATASETS",
                permissions=(
                    Permission(
                        "opinions.view", "查看意见建议", handlers | {Role.SUPERVISOR, Role.LEADER}
                    ),
                    Permission("opinions.write", "办理意见建议", handlers),
                ),
                waiting="tongpin.ledgers.opinions.panels:waiting",
                daily="tongpin.ledgers.opinions.actions:collect_waiting",
                public=(PublicPage("提意见建议", "opinions:letter"),),
                evidence="tongpin.ledgers.opinions.evidence:collect",
                evidence_kinds=KINDS,
                menu=(MenuItem("意见建议", "opinions:list", "opinions.view", 740),),
            )
        )
