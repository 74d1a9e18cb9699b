"""The declaration of 三重一大."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class DecisionsConfig(AppConfig):
    """Collective decisions of the leading body."""

    name = "tongpin.ledgers.decisions"
    label = "decisions"
    verbose_name = "民主决策"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and what waits."""
        readers = frozenset({Role.OFFICE, Role.LEADER, Role.SUPERVISOR})
        register(
            Capability(
                key="decisions",
                title="民主决策",
                datasets="tongpin.ledgers.decisions.datasets:DATASETS",
                figures="tongpin.ledgers.decisions.figures:figures",
                permissions=(
                    Permission("decisions.view", "查看三重一大决策", readers),
                    Permission("decisions.write", "办理三重一大决策", frozenset({Role.OFFICE})),
                    Permission("decisions.confidential", "查看人事议题", frozenset({Role.LEADER})),
                ),
                menu=(
                    MenuItem("议题和会议", "decisions:list", "decisions.view", 500),
                    MenuItem("决议和落实", "decisions:resolutions", "decisions.view", 510),
                ),
                facts="tongpin.ledgers.decisions.facts:collect",
                record="decisions:resolution",
                hold="tongpin.ledgers.decisions.holding:of_ref",
                waiting="tongpin.ledgers.decisions.waiting:waiting",
            )
        )
