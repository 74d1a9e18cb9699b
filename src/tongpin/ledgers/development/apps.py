"""The declaration of 发展党员."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class DevelopmentConfig(AppConfig):
    """From application to archive."""

    name = "tongpin.ledgers.development"
    label = "development"
    verbose_name = "发展党员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts, panels and papers."""
        from tongpin.ledgers.development.evidence import KINDS
        from tongpin.ledgers.development.papers import declared

        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        office = frozenset({Role.OFFICE})
        register(
            Capability(
                key="development",
                title="发展党员",
                datasets="tongpin.ledgers.development.datasets:DATASETS",
                rejudged="tongpin.ledgers.development.rejudged:rejudged",
                figures="tongpin.ledgers.development.figures:figures",
                permissions=(
                    Permission("development.view", "查看发展党员", writers | {Role.LEADER}),
                    Permission("development.write", "办理发展党员步骤", writers),
                    Permission("development.approve", "登记上级党委办理的步骤", office),
                    Permission("development.review", "查看政治审查内容", office | {Role.SECRETARY}),
                    Permission("development.target", "下达发展计划", office),
                    Permission("development.import", "补录发展党员日期", office),
                ),
                menu=(MenuItem("发展党员", "development:board", "development.view", 410),),
                facts="tongpin.ledgers.development.facts:collect",
                evidence="tongpin.ledgers.development.evidence:collect",
                evidence_kinds=KINDS,
                record="development:detail",
                hold="tongpin.ledgers.development.holding:of_ref",
                waiting="tongpin.ledgers.development.panels:waiting",
                person="tongpin.ledgers.development.panels:person",
                unit="tongpin.ledgers.development.panels:unit",
                stage_bar="tongpin.ledgers.development.standing:stage_bar",
                papers=declared(),
            )
        )
