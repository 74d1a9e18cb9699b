"""Where problems come from."""

from __future__ import annotations

from django.db import models


class Source(models.TextChoices):
    """来源: what found the problem."""

    INSPECTION = "inspection", "巡察反馈"
    DEMOCRATIC_LIFE = "democratic_life_meeting", "民主生活会"
    ORGANIZATIONAL_LIFE = "organizational_life_meeting", "组织生活会"
    APPRAISAL = "appraisal", "民主评议"
    STYLE_CHECK = "style_check", "作风自查"
    SUPERVISION = "supervision", "督查"
    OPINION = "opinion", "意见建议"
    IDEOLOGY = "ideology", "意识形态风险"
    ASSESSMENT = "assessment", "示范创建差距"
    AUDIT = "audit", "审计"
    OTHER = "other", "其他"
