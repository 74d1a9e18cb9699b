"""The declaration of 岗位荣誉."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Paper, PaperField, Permission, Role, register

PLEDGE = Paper(
    key="honours.pledge",
    title="岗位承诺书",
    fields=(
        PaperField("kind", "类别"),
        PaperField("name", "岗队名称"),
        PaperField("unit", "党组织"),
        PaperField("place", "岗位"),
        PaperField("duty", "职责任务"),
        PaperField("pledge", "承诺"),
        PaperField("term", "期限"),
        PaperField("members", "成员", (("name", "姓名"), ("part", "分工"), ("pledge", "个人承诺"), ("sign", "签名"))),
        PaperField("day", "日期"),
    ),
    text="tongpin.ledgers.honours:papers/pledge.txt",
)  # fmt: skip
NOMINATION = Paper(
    key="honours.nomination",
    title="推荐审批表",
    fields=(
        PaperField("kind", "类别"),
        PaperField("name", "推荐对象"),
        PaperField("sex", "性别"),
        PaperField("born", "出生年月"),
        PaperField("nation", "民族"),
        PaperField("education", "学历"),
        PaperField("joined", "入党时间"),
        PaperField("branch", "所在党组织"),
        PaperField("post", "职务"),
        PaperField("secretary", "负责人"),
        PaperField("size", "党员人数"),
        PaperField("deeds", "主要事迹"),
        PaperField("nominated", "推荐意见"),
        PaperField("discipline", "纪检意见"),
        PaperField("reviewed", "审核意见"),
        PaperField("decided", "审批意见"),
        PaperField("is_person", "个人"),
    ),
    text="tongpin.ledgers.honours:papers/nomination.txt",
)
LIST = (("number", "序号"), ("name", "名称"), ("branch", "所在党组织"))
PUBLICITY = Paper(
    key="honours.publicity",
    title="表彰公示",
    fields=(
        PaperField("title", "表彰名称"),
        PaperField("organ", "落款"),
        PaperField("start", "开始日期"),
        PaperField("end", "截止日期"),
        PaperField("days", "工作日"),
        PaperField("members", "优秀共产党员", LIST),
        PaperField("workers", "优秀党务工作者", LIST),
        PaperField("organisations", "先进党组织", LIST),
        PaperField("day", "日期"),
    ),
    text="tongpin.ledgers.honours:papers/publicity.txt",
)
DECISION = Paper(
    key="honours.decision",
    title="表彰决定",
    fields=(
        PaperField("title", "表彰名称"),
        PaperField("number", "文号"),
        PaperField("organ", "落款"),
        PaperField("count", "总数"),
        PaperField("members", "优秀共产党员", LIST),
        PaperField("workers", "优秀党务工作者", LIST),
        PaperField("organisations", "先进党组织", LIST),
        PaperField("day", "日期"),
    ),
    text="tongpin.ledgers.honours:papers/decision.txt",
)


class HonoursConfig(AppConfig):
    """Posts, service, commendation, honours."""

    name = "tongpin.ledgers.honours"
    label = "honours"
    verbose_name = "岗位荣誉"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts, papers and the cards on the pages of others."""
        keepers = frozenset({Role.OFFICE, Role.SECRETARY})
        writers = keepers | {Role.COMMITTEE_MEMBER}
        readers = writers | {Role.LEADER, Role.SUPERVISOR, Role.DISCIPLINE}
        people = frozenset({Role.MEMBER, Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.LEADER})
        register(
            Capability(
                key="honours",
                title="岗队",
                figures="tongpin.ledgers.honours.figures:figures",
                datasets="tongpin.ledgers.honours.datasets:DATASETS",
                permissions=(
                    Permission("honours.view", "查看岗队和荣誉", readers | {Role.MEMBER}),
                    Permission("honours.ledger", "查看志愿服务和表彰台账", readers),
                    Permission("honours.serve", "登记本人志愿服务", people),
                    Permission("honours.write", "办理岗队和志愿服务", writers),
                    Permission("honours.nominate", "推荐表彰、登记荣誉", keepers),
                    Permission("honours.commend", "办理表彰", keepers),
                    Permission("honours.opine", "登记纪检监察意见", frozenset({Role.DISCIPLINE})),
                ),
                menu=(
                    MenuItem("岗队", "honours:stations", "honours.view", 820),
                    MenuItem("志愿服务", "honours:services", "honours.ledger", 825),
                    MenuItem("我的志愿服务", "honours:own", "honours.serve", 826),
                    MenuItem("表彰", "honours:rounds", "honours.ledger", 830),
                    MenuItem("荣誉台账", "honours:list", "honours.view", 835),
                ),
                facts="tongpin.ledgers.honours.facts:collect",
                record="honours:station",
                waiting="tongpin.ledgers.honours.panels:waiting",
                search="tongpin.ledgers.honours.search:search",
                person="tongpin.ledgers.honours.panels:person_panel",
                unit="tongpin.ledgers.honours.panels:unit_panel",
                papers=(PLEDGE, NOMINATION, PUBLICITY, DECISION),
                guides=(("commendation", "honours:round"),),
                linkable="tongpin.ledgers.honours.panels:linkable",
                names="tongpin.ledgers.honours.panels:names",
                related="tongpin.ledgers.honours.panels:related",
            )
        )
