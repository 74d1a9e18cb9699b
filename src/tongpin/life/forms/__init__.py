"""What a person types about gatherings."""

from tongpin.life.forms.convening import (
    CodeForm,
    ConveneForm,
    MailForm,
    PaperForm,
    ReplyForm,
    RobotForm,
    SeriesForm,
)
from tongpin.life.forms.deciding import CountForm, MakeUpForm, VoteForm
from tongpin.life.forms.gathering import (
    CHOICES,
    REASONS,
    GatheringForm,
    WithdrawForm,
    initial_of,
    kind_label,
    like,
)

__all__ = [
    "CHOICES", "REASONS", "CodeForm", "ConveneForm", "CountForm", "GatheringForm", "MailForm",
    "MakeUpForm", "PaperForm", "ReplyForm", "RobotForm", "SeriesForm", "VoteForm", "WithdrawForm",
    "initial_of", "kind_label", "like",
]  # fmt: skip
