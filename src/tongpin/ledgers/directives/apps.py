"""The declaration of 上级部署."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Paper, PaperField, Permission, Role, register

REPLY = Paper(
    key="directives.reply",
    title="上级部署落实情况报告",
    fields=(
        PaperField("issuer", "来文单位"),
        PaperField("title", "标题"),
        PaperField("number", "文号"),
        PaperField("received", "收到日期"),
        PaperField("transmitted", "传达情况"),
        PaperField("reply", "落实情况"),
        PaperField(
            "measures", "措施",
            (("number", "序号"), ("text", "措施"), ("who", "责任人"), ("due", "时限"), ("done", "完成")),
        ),
        PaperField("organ", "落款"),
        PaperField("day", "日期"),
    ),
    text="tongpin.ledgers.directives:papers/reply.txt",
)  # fmt: skip
REGISTER = Paper(
    key="directives.register",
    title="上级部署登记簿",
    fields=(
        PaperField("organ", "党组织"),
        PaperField("year", "年度"),
        PaperField(
            "rows", "登记",
            (("number", "文号"), ("title", "标题"), ("issuer", "来文单位"), ("received", "收到"),
             ("due", "期限"), ("stage", "情况")),
        ),
    ),
    text="tongpin.ledgers.directives:papers/register.txt",
)  # fmt: skip


class DirectivesConfig(AppConfig):
    """Papers from above."""

    name = "tongpin.ledgers.directives"
    label = "directives"
    verbose_name = "上级部署"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and papers."""
        doers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        register(
            Capability(
                key="directives",
                title="上级部署",
                datasets="tongpin.ledgers.directives.datasets:DATASETS",
                figures="tongpin.ledgers.directives.figures:figures",
                permissions=(
                    Permission(
                        "directives.view", "查看上级部署", doers | {Role.LEADER, Role.SUPERVISOR}
                    ),
                    Permission(
                        "directives.write",
                        "办理上级部署",
                        frozenset({Role.OFFICE, Role.SECRETARY}),
                    ),
                    Permission("directives.progress", "登记落实进展", doers),
                ),
                menu=(MenuItem("上级部署", "directives:list", "directives.view", 250),),
                facts="tongpin.ledgers.directives.facts:collect",
                record="directives:detail",
                waiting="tongpin.ledgers.directives.panels:waiting",
                unit="tongpin.ledgers.directives.panels:unit_panel",
                papers=(REPLY, REGISTER),
                linkable="tongpin.ledgers.directives.panels:linkable",
                names="tongpin.ledgers.directives.panels:names",
            )
        )
