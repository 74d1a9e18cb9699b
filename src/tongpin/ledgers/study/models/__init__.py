"""Tables of 学习: plans with their topics, the library, self-study."""

from tongpin.ledgers.study.models.library import (
    Material,
    MaterialKind,
    ReadingItem,
    ReadingList,
)
from tongpin.ledgers.study.models.own import MOST_MINUTES, SelfState, SelfStudy
from tongpin.ledgers.study.models.plan import (
    Group,
    PlanState,
    StudyForm,
    StudyPlan,
    Topic,
    TopicMaterial,
)

__all__ = [
    "MOST_MINUTES",
    "Group",
    "Material",
    "MaterialKind",
    "PlanState",
    "ReadingItem",
    "ReadingList",
    "SelfState",
    "SelfStudy",
    "StudyForm",
    "StudyPlan",
    "Topic",
    "TopicMaterial",
]
