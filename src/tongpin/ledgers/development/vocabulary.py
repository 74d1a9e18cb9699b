"""What the steps of 发展党员 ask for beside what their gates read, and who records them."""

from __future__ import annotations

from tongpin.org.models import Stage

PROCEDURE = "development"

# Recorded by the committee with the power of approval, never by the branch itself (2026 art. 26).
UPPER = frozenset(
    {"filed", "object_consent", "pre_review", "approval_talk", "approval", "org_filing",
     "conversion_approval"}
)  # fmt: skip

# What the note of a step is called; the words go onto the step's paper.
NOTES = {
    "talk": "谈话要点",
    "activist": "推荐情况和研究意见",
    "review": "考察意见",
    "object": "听取意见情况和研究意见",
    "publicity": "公示结果",
    "political_review": "政治审查结论",
    "training": "培训内容和成绩",
    "committee_review": "审查意见",
    "pre_review": "预审意见",
    "branch_meeting": "决议内容",
    "approval_talk": "谈话情况和谈话人意见",
    "approval": "审批意见",
    "oath": "宣誓情况",
    "probation_review": "考察意见",
    "conversion_meeting": "决议内容",
    "conversion_approval": "审批意见",
}
WHO = {
    "talk": "谈话人",
    "political_review": "审查人",
    "training": "举办单位",
    "branch_meeting": "主持人",
    "approval_talk": "谈话人",
    "approval": "审批党委",
    "oath": "领誓人",
    "conversion_meeting": "主持人",
    "conversion_approval": "审批党委",
}
NUMBERS = {
    "filed": "备案批复文号",
    "object_consent": "批复文号",
    "pre_review": "预审批复文号",
    "approval": "批复文号",
    "conversion_approval": "批复文号",
}
PEOPLE = {"contacts": "培养联系人", "introducers": "入党介绍人"}

# The steps at which a meeting decides, with the kinds of gathering that it may be.
MEETINGS = {
    "activist": ("committee_meeting", "general_meeting"),
    "object": ("committee_meeting", "general_meeting"),
    "committee_review": ("committee_meeting", "general_meeting"),
    "branch_meeting": ("general_meeting",),
    "conversion_meeting": ("general_meeting",),
}
VOTES = {"branch_meeting": "accept_member", "conversion_meeting": "convert_member"}

# The step that makes a stage true, and the step from whose day on it holds. 预备期 counts from the
# branch meeting once it is approved (2014 art. 30, 2026 art. 29); 党龄 from the end of probation.
STAGE_STEPS: dict[Stage, tuple[str, str]] = {
    Stage.APPLICANT: ("application", "application"),
    Stage.ACTIVIST: ("activist", "activist"),
    Stage.OBJECT: ("object_consent", "object_consent"),
    Stage.PROBATIONARY: ("approval", "branch_meeting"),
    Stage.FULL: ("conversion_approval", "conversion_meeting"),
}
