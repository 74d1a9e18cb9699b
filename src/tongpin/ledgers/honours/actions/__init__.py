"""Every write of 岗位荣誉."""

from tongpin.ledgers.honours.actions.awarding import (
    record_honour,
    revoke_honour,
    withdraw_honour,
)
from tongpin.ledgers.honours.actions.commending import (
    answer,
    ask,
    nominate,
    open_round,
    review,
    revise_round,
    withdraw_nomination,
)
from tongpin.ledgers.honours.actions.deciding import (
    decide,
    open_publicity,
    record_heard,
)
from tongpin.ledgers.honours.actions.serving import (
    confirm_service,
    decline_service,
    record_gathering_service,
    record_service,
    withdraw_service,
)
from tongpin.ledgers.honours.actions.stations import (
    STATION_COLUMNS,
    add_activity,
    add_member,
    add_result,
    add_station,
    drop_activity,
    end_station,
    leave_station,
    revise_station,
    withdraw_result,
    withdraw_station,
)

__all__ = [
    "STATION_COLUMNS",
    "add_activity",
    "add_member",
    "add_result",
    "add_station",
    "answer",
    "ask",
    "confirm_service",
    "decide",
    "decline_service",
    "drop_activity",
    "end_station",
    "leave_station",
    "nominate",
    "open_publicity",
    "open_round",
    "record_gathering_service",
    "record_heard",
    "record_honour",
    "record_service",
    "review",
    "revise_round",
    "revise_station",
    "revoke_honour",
    "withdraw_honour",
    "withdraw_nomination",
    "withdraw_result",
    "withdraw_service",
    "withdraw_station",
]
