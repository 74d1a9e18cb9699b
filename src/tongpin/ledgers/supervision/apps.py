"""The declaration of 督查监督."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Paper, PaperField, Permission, Role, register

FEEDBACK = Paper(
    key="supervision.feedback",
    title="督查反馈意见",
    fields=(
        PaperField("unit", "被督查党组织"),
        PaperField("round", "督查名称"),
        PaperField("team", "督查组"),
        PaperField("on", "督查日期"),
        PaperField("list", "督查清单"),
        PaperField("seen", "检查条数"),
        PaperField("found", "问题条数"),
        PaperField("words", "反馈意见"),
        PaperField(
            "problems", "问题", (("number", "序号"), ("title", "检查内容"), ("note", "情况"), ("due", "时限"))
        ),
        PaperField("organ", "落款"),
        PaperField("day", "日期"),
    ),
    text="tongpin.ledgers.supervision:papers/feedback.txt",
)  # fmt: skip


class SupervisionConfig(AppConfig):
    """Teams, rounds, self-checks, duties for a clean conduct."""

    name = "tongpin.ledgers.supervision"
    label = "supervision"
    verbose_name = "督查监督"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and the feedback paper."""
        branch = frozenset({Role.SECRETARY, Role.COMMITTEE_MEMBER})
        team = frozenset({Role.OFFICE, Role.SUPERVISOR})
        register(
            Capability(
                key="supervision",
                title="督查监督",
                datasets="tongpin.ledgers.supervision.datasets:DATASETS",
                figures="tongpin.ledgers.supervision.figures:figures",
                permissions=(
                    Permission("supervision.view", "查看督查", branch | team | {Role.LEADER}),
                    Permission("supervision.check", "登记督查", team),
                    Permission("supervision.self_check", "作风自查", branch | {Role.OFFICE}),
                    Permission(
                        "supervision.manage", "组织督查、管理清单", frozenset({Role.OFFICE})
                    ),
                    Permission(
                        "supervision.report", "登记履责报告", frozenset({Role.OFFICE, Role.LEADER})
                    ),
                ),
                menu=(
                    MenuItem("督查", "supervision:rounds", "supervision.view", 710),
                    MenuItem("作风自查", "supervision:self-checks", "supervision.view", 715),
                    MenuItem("廉政责任制", "supervision:charges", "supervision.view", 720),
                ),
                facts="tongpin.ledgers.supervision.facts:collect",
                record="supervision:check",
                waiting="tongpin.ledgers.supervision.panels:waiting",
                unit="tongpin.ledgers.supervision.panels:unit_panel",
                papers=(FEEDBACK,),
            )
        )
