"""The declaration of 组织关系转接."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class TransfersConfig(AppConfig):
    """Transfers of the organisational relation."""

    name = "tongpin.ledgers.transfers"
    label = "transfers"
    verbose_name = "组织关系转接"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu and the parts of the shared pages."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        here = "tongpin.ledgers.transfers"
        register(
            Capability(
                key="transfers",
                title="组织关系转接",
                datasets="tongpin.ledgers.transfers.datasets:DATASETS",
                figures="tongpin.ledgers.transfers.figures:figures",
                permissions=(
                    Permission(
                        "transfers.view",
                        "查看组织关系转接",
                        writers | {Role.LEADER, Role.SUPERVISOR},
                    ),
                    Permission("transfers.write", "办理组织关系转接", writers),
                    Permission(
                        "transfers.approve", "审核转接、开具和接收介绍信", frozenset({Role.OFFICE})
                    ),
                ),
                menu=(MenuItem("组织关系转接", "transfers:list", "transfers.view", 430),),
                record="transfers:detail",
                waiting=f"{here}.panels:waiting",
                person=f"{here}.panels:person",
                unit=f"{here}.panels:unit",
                handovers=f"{here}.queries:handovers",
            )
        )
