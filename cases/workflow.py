"""Which moves a note, an annotation and a flag can make: data, and one function each.

Who may make a move is in ``cases.policy``; ``docs/workflow.md`` is generated from here.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from cases.enums import Act, AnnotationMove, AnnotationStatus, FlagStatus, NoteMove, NoteStatus
from supervision.exceptions import WrongState


class Owner(StrEnum):
    """Whose turn it is, or who may make a move."""

    AUTHOR = "author"
    SUPERVISOR = "supervisor"
    EITHER = "either"
    NOBODY = "nobody"


class Transition(NamedTuple):
    sources: frozenset[str]
    target: str
    owner: Owner


def _moves(*sources: str, to: str, by: Owner) -> Transition:
    return Transition(frozenset(sources), to, by)


_N = NoteStatus
_SHARED = frozenset(NoteStatus) - {NoteStatus.DRAFT, NoteStatus.RETRACTED}

NOTE_TRANSITIONS: Mapping[NoteMove, Transition] = {
    NoteMove.SUBMIT: _moves(_N.DRAFT, _N.RETURNED, to=_N.SUBMITTED, by=Owner.AUTHOR),
    NoteMove.RECALL: _moves(_N.SUBMITTED, to=_N.DRAFT, by=Owner.AUTHOR),
    NoteMove.OPEN: _moves(_N.SUBMITTED, _N.AMENDED, to=_N.IN_REVIEW, by=Owner.SUPERVISOR),
    NoteMove.RETURN: _moves(_N.IN_REVIEW, to=_N.RETURNED, by=Owner.SUPERVISOR),
    NoteMove.DISCUSS: _moves(_N.IN_REVIEW, to=_N.FOR_DISCUSSION, by=Owner.SUPERVISOR),
    NoteMove.RESUME: _moves(_N.FOR_DISCUSSION, to=_N.IN_REVIEW, by=Owner.SUPERVISOR),
    NoteMove.COMPLETE: _moves(_N.IN_REVIEW, to=_N.REVIEWED, by=Owner.SUPERVISOR),
    NoteMove.CLOSE: _moves(_N.REVIEWED, to=_N.CLOSED, by=Owner.EITHER),
    NoteMove.AMEND: _moves(_N.REVIEWED, _N.CLOSED, to=_N.AMENDED, by=Owner.AUTHOR),
    NoteMove.RETRACT: _moves(*_SHARED, to=_N.RETRACTED, by=Owner.AUTHOR),
}

NOTE_OWNER: Mapping[NoteStatus, Owner] = {
    NoteStatus.DRAFT: Owner.AUTHOR,
    NoteStatus.SUBMITTED: Owner.SUPERVISOR,
    NoteStatus.IN_REVIEW: Owner.SUPERVISOR,
    NoteStatus.RETURNED: Owner.AUTHOR,
    NoteStatus.FOR_DISCUSSION: Owner.EITHER,
    NoteStatus.REVIEWED: Owner.EITHER,
    NoteStatus.CLOSED: Owner.NOBODY,
    NoteStatus.AMENDED: Owner.SUPERVISOR,
    NoteStatus.RETRACTED: Owner.NOBODY,
}

# A draft can be written in these states; what is written stays private until submitted.
WRITABLE = frozenset(
    {NoteStatus.DRAFT, NoteStatus.RETURNED, NoteStatus.REVIEWED, NoteStatus.CLOSED}
)
# A room is open for annotations in these states.
ANNOTATABLE = frozenset({NoteStatus.IN_REVIEW, NoteStatus.FOR_DISCUSSION, NoteStatus.RETURNED})
# Its supervisor has opened the current version, so there is something to take away.
REVIEWABLE = ANNOTATABLE | {NoteStatus.REVIEWED, NoteStatus.CLOSED}
# Until it is closed, people say in it where an older remark belongs now.
PLACEABLE = _SHARED - {NoteStatus.CLOSED}

_A = AnnotationStatus
_LIVING = frozenset(AnnotationStatus) - {AnnotationStatus.WITHDRAWN}

REMARK_TRANSITIONS: Mapping[AnnotationMove, Transition] = {
    AnnotationMove.ANSWER: _moves(_A.OPEN, to=_A.ANSWERED, by=Owner.AUTHOR),
    AnnotationMove.SETTLE: _moves(_A.OPEN, _A.ANSWERED, to=_A.SETTLED, by=Owner.EITHER),
    AnnotationMove.REOPEN: _moves(_A.SETTLED, to=_A.OPEN, by=Owner.EITHER),
    AnnotationMove.WITHDRAW: _moves(*_LIVING, to=_A.WITHDRAWN, by=Owner.EITHER),
}

DIRECTIVE_TRANSITIONS: Mapping[AnnotationMove, Transition] = {
    AnnotationMove.ACKNOWLEDGE: _moves(
        _A.ISSUED, _A.UPHELD, _A.MODIFIED, to=_A.ACKNOWLEDGED, by=Owner.AUTHOR
    ),
    # New terms can be seen differently again; what was upheld has been heard.
    AnnotationMove.DISPUTE: _moves(
        _A.ISSUED, _A.ACKNOWLEDGED, _A.MODIFIED, to=_A.DISPUTED, by=Owner.AUTHOR
    ),
    AnnotationMove.UPHOLD: _moves(_A.DISPUTED, to=_A.UPHELD, by=Owner.SUPERVISOR),
    AnnotationMove.MODIFY: _moves(
        _A.DISPUTED, _A.NOT_DONE, to=_A.MODIFIED, by=Owner.SUPERVISOR
    ),
    AnnotationMove.REPORT_DONE: _moves(
        _A.ACKNOWLEDGED, _A.UPHELD, _A.MODIFIED, _A.NOT_DONE, to=_A.DONE, by=Owner.AUTHOR
    ),
    AnnotationMove.REPORT_NOT_DONE: _moves(
        _A.ACKNOWLEDGED, _A.UPHELD, _A.MODIFIED, to=_A.NOT_DONE, by=Owner.AUTHOR
    ),
    AnnotationMove.VERIFY: _moves(_A.DONE, _A.NOT_DONE, to=_A.VERIFIED, by=Owner.SUPERVISOR),
    # Once the supervision in which it was given is over: see ``policy``.
    AnnotationMove.LAPSE: _moves(
        _A.ISSUED,
        _A.ACKNOWLEDGED,
        _A.DISPUTED,
        _A.UPHELD,
        _A.MODIFIED,
        _A.DONE,
        _A.NOT_DONE,
        to=_A.LAPSED,
        by=Owner.AUTHOR,
    ),
    AnnotationMove.WITHDRAW: _moves(*_LIVING, to=_A.WITHDRAWN, by=Owner.SUPERVISOR),
}

# A status may be "not now", never "resolved": such things are managed and return.
FLAG_TRANSITIONS: Mapping[FlagStatus, frozenset[FlagStatus]] = {
    FlagStatus.NOTICED: frozenset({FlagStatus.EXPLORING, FlagStatus.SET_ASIDE}),
    FlagStatus.EXPLORING: frozenset({FlagStatus.UNDERSTOOD, FlagStatus.SET_ASIDE}),
    FlagStatus.UNDERSTOOD: frozenset(
        {FlagStatus.ACTED_ON, FlagStatus.RESTING, FlagStatus.SET_ASIDE}
    ),
    FlagStatus.ACTED_ON: frozenset({FlagStatus.RESTING, FlagStatus.SET_ASIDE}),
    FlagStatus.RESTING: frozenset({FlagStatus.REOPENED}),
    FlagStatus.SET_ASIDE: frozenset({FlagStatus.REOPENED}),
    FlagStatus.REOPENED: frozenset({FlagStatus.EXPLORING, FlagStatus.SET_ASIDE}),
}


def annotation_transitions(act: str) -> Mapping[AnnotationMove, Transition]:
    return DIRECTIVE_TRANSITIONS if act == Act.DIRECTIVE else REMARK_TRANSITIONS


def next_note_status(status: str, move: NoteMove) -> NoteStatus:
    transition = NOTE_TRANSITIONS[move]
    if status not in transition.sources:
        raise WrongState(_not_now(NoteStatus(status).label, move.label))
    return NoteStatus(transition.target)


def next_annotation_status(act: str, status: str, move: AnnotationMove) -> AnnotationStatus:
    transition = annotation_transitions(act).get(move)
    if transition is None or status not in transition.sources:
        raise WrongState(_not_now(AnnotationStatus(status).label, move.label))
    return AnnotationStatus(transition.target)


def check_flag_step(status: str, to: FlagStatus) -> None:
    if to not in FLAG_TRANSITIONS[FlagStatus(status)]:
        raise WrongState(_not_now(FlagStatus(status).label, to.label))


def _not_now(status: str, move: str) -> str:
    return f"“{move}” is not possible while this is “{status}”."
