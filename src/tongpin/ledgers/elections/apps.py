"""The declaration of 换届选举."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Paper, PaperField, Permission, Role, register

HEAD = (
    PaperField("unit", "党组织"), PaperField("upper", "上级党组织"), PaperField("meeting", "会议"),
    PaperField("day", "日期"),
)  # fmt: skip
REQUEST = Paper(
    key="elections.request",
    title="换届请示",
    fields=(
        *HEAD, PaperField("expires", "届满日期"), PaperField("posts", "名额"),
        PaperField("surplus", "差额"), PaperField("members", "党员人数"),
        PaperField("full", "正式党员人数"),
    ),
    text="tongpin.ledgers.elections:papers/request.txt",
)  # fmt: skip
PERSON = (("name", "姓名"), ("office", "职务"), ("sex", "性别"), ("born", "出生年月"), ("branch", "所在党支部"), ("proposal", "推荐情况"))  # fmt: skip
CANDIDATES = Paper(
    key="elections.candidates",
    title="候选人预备人选请示",
    fields=(
        *HEAD, PaperField("committee", "委员候选人", PERSON),
        PaperField("heads", "书记副书记候选人", PERSON), PaperField("surplus", "差额"),
        PaperField("posts", "书记副书记"),
    ),
    text="tongpin.ledgers.elections:papers/candidates.txt",
)  # fmt: skip
BALLOT = Paper(
    key="elections.ballot",
    title="选票",
    fields=(
        PaperField("unit", "党组织"), PaperField("office", "职务"), PaperField("seats", "应选名额"),
        PaperField("round", "轮次"), PaperField("names", "候选人", (("name", "姓名"),)),
        PaperField("day", "日期"),
    ),
    text="tongpin.ledgers.elections:papers/ballot.txt",
)  # fmt: skip
REPORT = Paper(
    key="elections.report",
    title="选举结果报告",
    fields=(
        *HEAD, PaperField("held", "选举日期"),
        PaperField("ballots", "投票", (
            ("name", "名称"), ("base", "应到"), ("present", "实到"), ("issued", "发出"),
            ("returned", "收回"), ("valid", "有效"), ("invalid", "废票"), ("how", "方式"),
            ("scrutineers", "监票人"), ("tellers", "计票人"), ("result", "结果"),
        )),
        PaperField("votes", "得票", (
            ("ballot", "投票"), ("name", "姓名"), ("yes", "赞成"), ("no", "不赞成"),
            ("abstain", "弃权"), ("result", "结果"),
        )),
        PaperField("elected", "当选", (("name", "姓名"), ("post", "职务"), ("on", "当选日期"))),
        PaperField("asked", "请求"),
    ),
    text="tongpin.ledgers.elections:papers/report.txt",
)  # fmt: skip


class ElectionsConfig(AppConfig):
    """Term elections by name, from the request to the posts."""

    name = "tongpin.ledgers.elections"
    label = "elections"
    verbose_name = "换届选举"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, papers, what waits and the procedure guided here."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        readers = writers | {Role.LEADER, Role.SUPERVISOR}
        here = "tongpin.ledgers.elections"
        register(
            Capability(
                key="elections",
                title="换届选举",
                permissions=(
                    Permission("elections.view", "查看换届选举", readers),
                    Permission("elections.write", "办理换届选举", writers),
                    Permission("elections.approve", "批复下级换届选举", frozenset({Role.OFFICE})),
                ),
                menu=(MenuItem("换届选举", "elections:list", "elections.view", 325),),
                record="elections:detail",
                waiting=f"{here}.panels:waiting",
                unit=f"{here}.panels:unit_panel",
                related=f"{here}.panels:related",
                hold=f"{here}.holding:of_ref",
                papers=(REQUEST, CANDIDATES, BALLOT, REPORT),
                guides=(("term_election", "elections:detail"),),
                guided_steps=tuple(
                    ("term_election", key)
                    for key in (
                        "expiry", "reminded", "requested", "replied", "candidates",
                        "candidates_approved", "meeting", "first_committee", "reported", "approved",
                    )
                ),
            )
        )  # fmt: skip
