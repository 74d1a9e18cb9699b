"""The declaration of 问题整改."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Paper, PaperField, Permission, Role, register

REPORT = Paper(
    key="rectification.report",
    title="整改进展情况报告",
    fields=(
        PaperField("round", "轮次"),
        PaperField("to", "报送单位"),
        PaperField("unit", "党组织"),
        PaperField("feedback", "反馈日期"),
        PaperField("responsible", "第一责任人"),
        PaperField("numbers", "总体情况"),
        PaperField(
            "done", "已完成",
            (("number", "序号"), ("title", "问题"), ("measure", "措施"), ("result", "结果")),
        ),
        PaperField(
            "open", "正在整改",
            (("number", "序号"), ("title", "问题"), ("measure", "措施"), ("who", "责任"), ("due", "时限")),
        ),
        PaperField("day", "日期"),
    ),
    text="tongpin.rectification:papers/report.txt",
)  # fmt: skip


class RectificationConfig(AppConfig):
    """The one problem loop."""

    name = "tongpin.rectification"
    label = "rectification"
    verbose_name = "问题整改"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and parts of the shared pages."""
        from tongpin.rectification.evidence import KINDS

        doers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        checkers = frozenset({Role.OFFICE, Role.SECRETARY, Role.SUPERVISOR})
        register(
            Capability(
                key="rectification",
                title="问题整改",
                datasets="tongpin.rectification.datasets:DATASETS",
                figures="tongpin.rectification.figures:figures",
                permissions=(
                    Permission(
                        "rectification.view",
                        "查看问题整改",
                        doers | {Role.SUPERVISOR, Role.LEADER},
                    ),
                    Permission("rectification.open", "登记问题", doers | {Role.SUPERVISOR}),
                    Permission("rectification.write", "整改问题", doers),
                    Permission("rectification.verify", "核验销号", checkers),
                    Permission(
                        "rectification.manage", "管理整改轮次、延期和公开", frozenset({Role.OFFICE})
                    ),
                ),
                menu=(MenuItem("问题整改", "rectification:list", "rectification.view", 700),),
                facts="tongpin.rectification.facts:collect",
                evidence="tongpin.rectification.evidence:collect",
                evidence_kinds=KINDS,
                record="rectification:detail",
                waiting="tongpin.rectification.panels:waiting",
                unit="tongpin.rectification.panels:unit_panel",
                person="tongpin.rectification.panels:person_panel",
                papers=(REPORT,),
            )
        )
