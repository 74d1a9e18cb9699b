"""The declaration of 流动和失联党员."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class StandingConfig(AppConfig):
    """Members away, out of reach, and decisions on membership."""

    name = "tongpin.ledgers.standing"
    label = "standing"
    verbose_name = "流动和失联党员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu and the parts of the shared pages."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        here = "tongpin.ledgers.standing"
        register(
            Capability(
                key="standing",
                title="流动和失联党员",
                permissions=(
                    Permission("standing.view", "查看流动、失联党员和党籍决定", writers),
                    Permission("standing.write", "登记流动、失联和查找", writers),
                    Permission("standing.decide", "登记党籍决定", frozenset({Role.OFFICE})),
                ),
                menu=(MenuItem("流动和失联党员", "standing:alerts", "standing.view", 432),),
                record="standing:decision",
                waiting=f"{here}.panels:waiting",
                person=f"{here}.panels:person",
            )
        )
