"""Who may hold a post: whoever may be elected (党章第七条: probationary members may not)."""

from __future__ import annotations

from tongpin.org.models import COMMITTEE_TITLES, MEMBER_STAGES, PostTitle, Stage


def unfit(title: PostTitle, stage: Stage | str | None) -> str:
    """Why somebody in this stage may not hold the post, as the end of a sentence; empty if they may."""
    if title in COMMITTEE_TITLES and stage != Stage.FULL:
        return f"不是正式党员，没有被选举权，不能任{title.label}。"
    if stage not in MEMBER_STAGES:
        return f"不是党员，不能任{title.label}。"
    return ""
