"""Who may do what with a concern: each rule raises with the sentence the page shows too.

Whoever may not know of one hears that there is nothing, and hears it as for any other id.
"""

from uuid import UUID

from django.utils import timezone

from supervision import concern_access
from supervision.concern_access import is_handler
from supervision.concern_enums import (
    ConcernAbout,
    ConcernEntryKind,
    ConcernMeasureKind,
    ConcernMove,
    ConcernStatus,
    ConcernWish,
)
from supervision.concern_workflow import (
    CONCERN_TRANSITIONS,
    OWN,
    RUNNING,
    WRITERS,
    ConcernParty,
)
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import Concern, ConcernMeasure, User
from supervision.policies import policy_of
from supervision.policy import check_belongs

NOBODY_FREE = (
    "Nobody in the clinic stands apart from both of you, so there is nobody it could go to. "
    "Your text stays here as a draft that nobody else sees. The help page says whom you can "
    "turn to outside the clinic."
)


def check_start_concern(user: User, clinic_id: UUID) -> None:
    """Everybody who works in a clinic."""
    check_belongs(user, clinic_id)


def parties_of(user: User, concern: Concern) -> set[ConcernParty]:
    """What this person is to the concern now; nothing for the person concerned, until
    something is shared with them."""
    mine = Concern.objects.filter(pk=concern.pk)
    handles = concern_access.handled_concerns(user) & mine
    found = {
        ConcernParty.REPORTER: concern.reporter_id == user.pk,
        ConcernParty.HANDLER: concern.handler_id == user.pk and handles.exists(),
        ConcernParty.HEARER: concern.appeal_hearer_id == user.pk and handles.exists(),
        ConcernParty.PERSON: (concern_access.shared_concerns(user) & mine).exists(),
    }
    return {party for party, is_one in found.items() if is_one}


def check_read_concern(user: User, concern: Concern) -> set[ConcernParty]:
    """Its reporter, who handles it, who hears the appeal; of the person concerned the part
    that was shared."""
    parties = parties_of(user, concern)
    if not parties:
        raise NotFound
    return parties


def check_write_concern(user: User, concern: Concern) -> None:
    _check_own(user, concern)
    if concern.status != ConcernStatus.DRAFT:
        msg = "What was kept or sent stays as it is. Write a further one, or a message."
        raise WrongState(msg)


def check_delete_concern(user: User, concern: Concern) -> None:
    """As long as nobody else has it, at once."""
    _check_own(user, concern)
    if concern.status not in OWN:
        msg = "Somebody has this already. Take it back, then ask for it to be deleted."
        raise WrongState(msg)


def _check_own(user: User, concern: Concern) -> None:
    if concern.reporter_id != user.pk:
        check_read_concern(user, concern)
        msg = "Only whoever wrote this does that."
        raise NotAllowed(msg)


_ONLY = {
    ConcernParty.REPORTER: "Only whoever brought this does that.",
    ConcernParty.HANDLER: "Only whoever handles this does that.",
    ConcernParty.HEARER: "Only whoever hears the appeal decides it.",
}


def check_move_concern(user: User, concern: Concern, move: ConcernMove) -> None:
    """Whether this person is one of those whose move it is."""
    parties = check_read_concern(user, concern)
    allowed = CONCERN_TRANSITIONS[move].by
    if not allowed & parties:
        raise NotAllowed(_ONLY[min(allowed, key=list(ConcernParty).index)])


def check_ready(concern: Concern, move: ConcernMove, parties: set[ConcernParty]) -> None:
    """What a move needs beyond the state it starts from."""
    if move == ConcernMove.OPEN_INQUIRY:
        check_inquiry_wished(concern)
    if move == ConcernMove.APPEAL:
        check_appealable(concern)
    if move == ConcernMove.CLOSE and ConcernParty.REPORTER not in parties:
        check_appeal_time_over(concern)
    if move == ConcernMove.PASS_ON and ConcernParty.HANDLER not in parties:
        check_handler_left(concern)


def check_inquiry_wished(concern: Concern) -> None:
    """In an inquiry the person concerned is heard, so it begins when the reporter wants it."""
    if concern.person_id is None:
        msg = "A formal inquiry hears the person concerned, and nobody is named here."
        raise WrongState(msg, code="nobody_named")
    if concern.wish != ConcernWish.FORMAL:
        msg = "A formal inquiry begins when the reporter wishes it. Ask in a message first."
        raise WrongState(msg, code="inquiry_not_wished")


def check_appealable(concern: Concern) -> None:
    """Within the days the clinic's rules gave when it came out, as for a finding."""
    if concern.decided_at is not None and _appeal_is_over(concern):
        msg = "The time for an appeal is over."
        raise WrongState(msg, code="appeal_too_late")
    if not concern_access.free_handlers(concern, but=[concern.handler_id]):
        msg = (
            "Nobody else stands apart from both of you to hear an appeal. Say in a message "
            "today that you appeal, so that it is on record in time, and that an external "
            "reviewer is needed for it."
        )
        raise WrongState(msg, code="nobody_free")


def check_appeal_time_over(concern: Concern) -> None:
    if not _appeal_is_over(concern):
        msg = "It can still be appealed. Until then only whoever brought it closes it."
        raise WrongState(msg, code="appeal_possible")


def _appeal_is_over(concern: Concern) -> bool:
    decided = concern.decided_at
    return decided is not None and (
        decided + policy_of(concern.clinic_id, decided).audit_appeal < timezone.now()
    )


def check_handler_left(concern: Concern) -> None:
    if is_handler(concern.handler_id, concern.clinic_id):
        msg = "Whoever has it is still here. Ask in a message for it to be passed on."
        raise WrongState(msg, code="handler_here")


def check_write_entry(user: User, concern: Concern, kind: ConcernEntryKind) -> None:
    parties = check_read_concern(user, concern)
    allowed = WRITERS.get(kind, frozenset())
    if not allowed & parties:
        msg = "This is not yours to write here."
        raise NotAllowed(msg)
    if concern.status not in RUNNING:
        msg = "Nothing is added any more: this is over, or was not sent."
        raise WrongState(msg)
    if kind == ConcernEntryKind.SHARED and concern.inquiry_at is None:
        msg = "Something is shared with the person concerned in a formal inquiry, not before."
        raise WrongState(msg, code="no_inquiry")


def check_change_wish(user: User, concern: Concern) -> None:
    _check_own(user, concern)
    if concern.status not in RUNNING:
        msg = "What you wish for is changed while somebody has this."
        raise WrongState(msg)


# --- What holds meanwhile ---


def check_grant_measure(user: User, concern: Concern) -> None:
    """Whoever handles it; nothing has to be proved for it."""
    parties = check_read_concern(user, concern)
    if ConcernParty.HANDLER not in parties:
        raise NotAllowed(_ONLY[ConcernParty.HANDLER])
    if concern.status not in RUNNING:
        msg = "Something holds meanwhile only while this runs."
        raise WrongState(msg)


def check_lift_measure(user: User, measure: ConcernMeasure) -> None:
    parties = check_read_concern(user, measure.concern)
    if ConcernParty.HANDLER not in parties:
        raise NotAllowed(_ONLY[ConcernParty.HANDLER])
    if measure.lifted_at is not None or measure.used_at is not None:
        msg = "This does not wait any more."
        raise WrongState(msg)


def check_use_measure(user: User, measure: ConcernMeasure) -> None:
    """The reporter alone: nobody's supervision changes without them."""
    _check_own(user, measure.concern)
    if measure.kind == ConcernMeasureKind.PAUSE_EVALUATION:
        msg = "This holds by itself."
        raise WrongState(msg)
    if measure.lifted_at is not None or measure.used_at is not None:
        msg = "This does not wait any more."
        raise WrongState(msg)
    if measure.concern.status not in RUNNING:
        msg = "Something holds meanwhile only while this runs."
        raise WrongState(msg)


# --- Deleting ---


def check_ask_deletion(user: User, concern: Concern) -> None:
    _check_own(user, concern)
    if concern.status != ConcernStatus.WITHDRAWN:
        msg = "Take it back first; then you can ask for it to be deleted."
        raise WrongState(msg)
    if concern.deletion_asked_at is not None:
        msg = "You have asked for that already."
        raise WrongState(msg, code="asked_already")


def check_answer_deletion(user: User, concern: Concern) -> None:
    """Whoever handled it says whether somebody's safety forbids it."""
    parties = check_read_concern(user, concern)
    if ConcernParty.HANDLER not in parties:
        raise NotAllowed(_ONLY[ConcernParty.HANDLER])
    if concern.deletion_asked_at is None:
        msg = "Nobody has asked for this to be deleted."
        raise WrongState(msg)


def check_named(about: str, reporter_id: UUID, person_id: UUID | None) -> None:
    if person_id == reporter_id:
        raise Invalid.field("person", "Choose somebody else than yourself.", code="oneself")
    if person_id is not None and about == ConcernAbout.PROCESS:
        said = "Leave the person empty where it is about how supervision is organised."
        raise Invalid.field("person", said, code="nobody_here")
