"""Tables of 示范支部创建."""

from tongpin.ledgers.assessment.models.award import Award, Level, Recheck
from tongpin.ledgers.assessment.models.creation import Creation, Gap, Lesson
from tongpin.ledgers.assessment.models.scheme import Dimension, Item, Scheme, Way
from tongpin.ledgers.assessment.models.score import Score, Side, State
from tongpin.ledgers.assessment.models.standing import Stamp, Standing

__all__ = [
    "Award",
    "Creation",
    "Dimension",
    "Gap",
    "Item",
    "Lesson",
    "Level",
    "Recheck",
    "Scheme",
    "Score",
    "Side",
    "Stamp",
    "Standing",
    "State",
    "Way",
]
