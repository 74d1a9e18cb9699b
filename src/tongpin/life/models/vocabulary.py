"""What a gathering can be: kinds, activity forms, content, states."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What was held; one gathering may be several at once."""

    GENERAL_MEETING = "general_meeting", "支部党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支部委员会会议"
    GROUP_MEETING = "group_meeting", "党小组会"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    ORGANIZATIONAL_LIFE_MEETING = "organizational_life_meeting", "组织生活会"
    MEMBER_APPRAISAL = "member_appraisal", "民主评议党员"
    HEART_TALK = "heart_talk", "谈心谈话"
    LEADING_MEETING = "leading_meeting", "党委（党组）会议"
    THEORY_STUDY = "theory_study", "中心组学习"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting", "民主生活会"
    STUDY = "study", "集中学习"
    TRAINING = "training", "教育培训"
    ACTIVITY = "activity", "其他活动"


LEADING_TEAM_KINDS = (Kind.LEADING_MEETING, Kind.THEORY_STUDY, Kind.DEMOCRATIC_LIFE_MEETING)
BRANCH_ONLY_KINDS = (
    Kind.GENERAL_MEETING,
    Kind.COMMITTEE_MEETING,
    Kind.GROUP_MEETING,
    Kind.THEME_DAY,
    Kind.ORGANIZATIONAL_LIFE_MEETING,
    Kind.MEMBER_APPRAISAL,
)

# What counts as 集中学习培训 by its hours, and as taking part in the own branch's life.
STUDY_KINDS = (Kind.LECTURE, Kind.THEME_DAY, Kind.STUDY, Kind.TRAINING, Kind.THEORY_STUDY)
BRANCH_LIFE_KINDS = tuple(k for k in Kind if k not in (*LEADING_TEAM_KINDS, Kind.HEART_TALK))
# The columns of a branch's ledger, and 三会一课 among them.
BRANCH_LEDGER_KINDS = (
    Kind.GENERAL_MEETING,
    Kind.COMMITTEE_MEETING,
    Kind.GROUP_MEETING,
    Kind.LECTURE,
    Kind.THEME_DAY,
    Kind.ORGANIZATIONAL_LIFE_MEETING,
    Kind.MEMBER_APPRAISAL,
    Kind.HEART_TALK,
    Kind.STUDY,
    Kind.TRAINING,
    Kind.ACTIVITY,
)
MEETINGS_AND_LECTURE = (
    Kind.GENERAL_MEETING,
    Kind.COMMITTEE_MEETING,
    Kind.GROUP_MEETING,
    Kind.LECTURE,
)


class Content(models.TextChoices):
    """内容: what a gathering was about, counted beside its kinds."""

    POLITICAL_STUDY = "political_study", "政治学习"
    DISCIPLINE_EDUCATION = "discipline_education", "纪律教育"
    WARNING_EDUCATION = "warning_education", "警示教育"
    IDEALS_EDUCATION = "ideals_education", "理想信念教育"
    BUSINESS_INTEGRATION = "business_integration", "业务融合"
    IDEOLOGY = "ideology", "意识形态"
    DIRECTIVES = "directives", "传达上级部署"
    PARTY_BUSINESS = "party_business", "支部事务"


class Form(models.TextChoices):
    """活动形式: the forms that the yearly opinion names."""

    TALK_LECTURE = "talk_lecture", "专题讲座"
    EXCHANGE = "exchange", "交流研讨"
    OATH = "oath", "重温入党誓词"
    ROLE_MODELS = "role_models", "学习英模"
    AID = "aid", "帮扶慰问"
    EXAMINATION = "examination", "知识考试"
    SPORTS_AND_ARTS = "sports_and_arts", "文体活动"
    VISIT = "visit", "参观学习"
    VOLUNTEERING = "volunteering", "志愿服务"


class State(models.TextChoices):
    """Where the record stands; only what is recorded counts."""

    PLANNED = "planned", "计划中"
    DRAFT = "draft", "草稿"
    RECORDED = "recorded", "已登记"
    WITHDRAWN = "withdrawn", "已撤回"


class Presence(models.TextChoices):
    """出席情况."""

    PRESENT = "present", "出席"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"
    OBSERVER = "observer", "列席"
