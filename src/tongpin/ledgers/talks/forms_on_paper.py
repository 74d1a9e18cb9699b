"""The Word forms that the ledger declares."""

from __future__ import annotations

from tongpin.capability import Paper, PaperField

WHO = (
    PaperField("number", "编号"), PaperField("unit", "党组织"), PaperField("person", "谈话对象"),
    PaperField("branch", "所在支部"), PaperField("cause", "事由"), PaperField("brief", "核实情况"),
)  # fmt: skip
TALK = Paper(
    key="talks.talk",
    title="谈话记录表",
    fields=(
        PaperField("kind", "方式"), *WHO, PaperField("approver", "批准人"),
        PaperField("approved", "批准日期"), PaperField("talker", "谈话人"),
        PaperField("held", "谈话日期"), PaperField("place", "谈话地点"),
        PaperField("words", "谈话记录"), PaperField("effect", "影响期"),
        PaperField(
            "after", "后续",
            (("step", "步骤"), ("on", "日期"), ("by", "经办"), ("words", "情况")),
        ),
    ),
    text="tongpin.ledgers.talks:papers/talk.txt",
)  # fmt: skip
INQUIRY = Paper(
    key="talks.inquiry",
    title="函询情况登记表",
    fields=(
        *WHO, PaperField("sender", "发函单位"), PaperField("sent", "发函日期"),
        PaperField("due", "回复期限"), PaperField("replied", "回复日期"),
        PaperField("late", "逾期理由"), PaperField("reply", "回复内容"),
        PaperField("outcome", "处理意见"),
    ),
    text="tongpin.ledgers.talks:papers/inquiry.txt",
)  # fmt: skip
