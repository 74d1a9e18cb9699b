"""Every write of 学习."""

from tongpin.ledgers.study.actions.library import (
    add_material,
    add_reading_list,
    change_material,
    change_reading_list,
    remove_file,
    withdraw_material,
    withdraw_reading_list,
)
from tongpin.ledgers.study.actions.own import (
    confirm_self_study,
    enter_self_study,
    return_self_study,
    withdraw_self_study,
)
from tongpin.ledgers.study.actions.plans import (
    TopicDraft,
    adopt_plan,
    carry_over,
    create_plan,
    drop_topic,
    finish_topic,
    reopen_topic,
    revise_plan,
    send_plan,
    withdraw_plan,
    write_topic,
)

__all__ = [
    "TopicDraft",
    "add_material",
    "add_reading_list",
    "adopt_plan",
    "carry_over",
    "change_material",
    "change_reading_list",
    "confirm_self_study",
    "create_plan",
    "drop_topic",
    "enter_self_study",
    "finish_topic",
    "remove_file",
    "reopen_topic",
    "return_self_study",
    "revise_plan",
    "send_plan",
    "withdraw_material",
    "withdraw_plan",
    "withdraw_reading_list",
    "withdraw_self_study",
    "write_topic",
]
