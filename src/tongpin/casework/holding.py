"""What of 程序办理 rests on a gathering or on a vote at it: the steps that cite the gathering."""

from __future__ import annotations

from tongpin.capability import Hold
from tongpin.casework.models import StepRecord
from tongpin.duties.rulebook import current_book
from tongpin.life.models import Vote
from tongpin.rules.procedure import GateKind

CURE = "确需更改的，先在“程序办理”里撤回这一步骤的记录。"


def of_ref(ref: str) -> Hold | None:
    """The step that cites the gathering, or whose numbers are those of the vote."""
    what, _, key = ref.partition(":")
    standing = StepRecord.objects.filter(withdrawn_reason="").select_related("case")
    if what == "life":
        found = standing.filter(gathering=int(key)).first()
    elif what == "vote":
        vote = Vote.objects.filter(pk=int(key)).first()
        rows = standing.filter(gathering=vote.gathering_id) if vote is not None else []
        found = next((row for row in rows if vote and _decided_by(row, vote)), None)
    else:
        found = None
    return None if found is None else Hold(f"程序“{found.case}”", CURE)


def _decided_by(row: StepRecord, vote: Vote) -> bool:
    procedure = current_book().procedures.get(row.case.procedure)
    step = procedure.by_key.get(row.step) if procedure is not None else None
    gates = step.gates if step is not None else ()
    kinds = {gate.meeting for gate in gates if gate.kind is GateKind.VOTE}
    return vote.kind in kinds
