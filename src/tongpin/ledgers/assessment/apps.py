"""The declaration of 示范支部创建."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Paper, PaperField, Permission, Role, register

ITEMS = (
    ("number", "序号"), ("title", "项目"), ("standard", "标准"), ("weight", "分值"),
    ("own", "自评得分"), ("review", "考评得分"), ("reason", "说明"),
)  # fmt: skip
HEAD = (PaperField("unit", "党支部"), PaperField("year", "年度"), PaperField("scheme", "考评细则"))
FOOT = (PaperField("organ", "落款"), PaperField("day", "日期"))
SUMS = (
    PaperField("points", "得分"), PaperField("of", "可评分值"), PaperField("share", "折算得分"),
    PaperField("left", "未计入"), PaperField("vetoes", "否决情形"), PaperField("words", "意见"),
)  # fmt: skip
PAPERS = (
    Paper(
        "assessment.plan", "示范支部创建方案",
        (
            *HEAD, PaperField("lead", "负责人"), PaperField("plan", "创建内容"),
            PaperField("mobilise", "动员部署时间"), PaperField("benchmark", "对标创建时间"),
            PaperField("review", "考评验收时间"),
            PaperField("dimensions", "类别", (("title", "名称"), ("weight", "分值"), ("items", "项目"))),
            PaperField("gaps", "差距", (("number", "序号"), ("title", "项目"), ("lost", "失分"), ("reason", "情况"))),
            *FOOT,
        ),
        "tongpin.ledgers.assessment:papers/plan.txt",
    ),
    Paper(
        "assessment.self", "示范支部创建自评表",
        (*HEAD, *SUMS, PaperField("items", "项目表", ITEMS), *FOOT),
        "tongpin.ledgers.assessment:papers/self.txt",
    ),
    Paper(
        "assessment.review", "示范支部考评验收表",
        (
            *HEAD, *SUMS, PaperField("reviewer", "考评人"), PaperField("own", "自评折算得分"),
            PaperField("items", "项目表", ITEMS), *FOOT,
        ),
        "tongpin.ledgers.assessment:papers/review.txt",
    ),
    Paper(
        "assessment.notice", "示范支部考评情况通报",
        (
            PaperField("year", "年度"), PaperField("reviewed", "考评支部数"),
            PaperField("awarded", "命名支部数"),
            PaperField("branches", "支部", (("number", "序号"), ("unit", "党支部"), ("share", "折算得分"), ("result", "结果"))),
            PaperField("losses", "失分较多的项目", (("title", "项目"), ("number", "失分支部"), ("lost", "合计失分"))),
            *FOOT,
        ),
        "tongpin.ledgers.assessment:papers/notice.txt",
    ),
)  # fmt: skip


class AssessmentConfig(AppConfig):
    """Branches measured by a scheme, what the ledgers know taken from them."""

    name = "tongpin.ledgers.assessment"
    label = "assessment"
    verbose_name = "示范支部创建"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts, papers and the procedure guided here."""
        branch = frozenset({Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.OFFICE})
        register(
            Capability(
                key="assessment",
                title="示范支部创建",
                figures="tongpin.ledgers.assessment.figures:figures",
                datasets="tongpin.ledgers.assessment.datasets:DATASETS",
                permissions=(
                    Permission(
                        "assessment.view", "查看示范支部创建",
                        branch | {Role.LEADER, Role.SUPERVISOR},
                    ),
                    Permission("assessment.write", "办理创建、登记自评", branch),
                    Permission(
                        "assessment.review", "考评验收",
                        frozenset({Role.OFFICE, Role.SUPERVISOR}),
                    ),
                    Permission(
                        "assessment.manage", "管理考评细则、命名和复核", frozenset({Role.OFFICE})
                    ),
                ),
                menu=(
                    MenuItem("示范支部创建", "assessment:list", "assessment.view", 810),
                    MenuItem("对标情况", "assessment:board", "assessment.view", 815),
                ),
                facts="tongpin.ledgers.assessment.facts:collect",
                record="assessment:detail",
                waiting="tongpin.ledgers.assessment.panels:waiting",
                unit="tongpin.ledgers.assessment.panels:unit_panel",
                papers=PAPERS,
                guides=(("demonstration", "assessment:detail"),),
            )
        )  # fmt: skip
