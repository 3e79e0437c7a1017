"""Who may plan, begin, answer and end a cover, and say that somebody is away."""

from uuid import UUID

from supervision.access import MANAGERS, has_role
from supervision.cover_access import covers_visible_to
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import Absence, CoverAssignment, SupervisionRelationship, User
from supervision.policy import check_belongs, check_view_relationship


def check_view_cover(user: User, cover: CoverAssignment) -> None:
    """The three people of it; leads and administrators see who and when.

    A supervisee is not told who has said no.
    """
    if not covers_visible_to(user).filter(pk=cover.pk).exists():
        raise NotFound


def check_read_handover(user: User, cover: CoverAssignment) -> None:
    """What the two write to each other about the work is theirs alone."""
    check_view_cover(user, cover)
    if user.pk not in {cover.covered.supervisor_id, cover.cover_id}:
        msg = "Only the supervisor and whoever stands in read this."
        raise NotAllowed(msg)


def check_read_why(user: User, cover: CoverAssignment) -> None:
    """Why somebody is away concerns the three who arrange it, never the supervisee."""
    check_view_cover(user, cover)
    known = user.pk in {cover.covered.supervisor_id, cover.cover_id}
    if not known and not has_role(user, cover.covered.clinic_id, Role.CLINIC_LEAD):
        msg = "Only those who arrange the cover read why."
        raise NotAllowed(msg)


def check_plan_cover(user: User, covered: SupervisionRelationship) -> None:
    check_view_relationship(user, covered)
    _check_arranges(user, covered)


def _check_arranges(user: User, covered: SupervisionRelationship) -> None:
    if user.pk == covered.supervisor_id and has_role(user, covered.clinic_id, Role.SUPERVISOR):
        return
    if not has_role(user, covered.clinic_id, Role.CLINIC_LEAD):
        msg = "Only the supervisor or a clinic lead plans who stands in."
        raise NotAllowed(msg)


def check_activate_cover(user: User, covered: SupervisionRelationship) -> None:
    """Without the supervisor's consent: a lead answers for that, and gives it to nobody but
    somebody else."""
    check_view_relationship(user, covered)
    if not has_role(user, covered.clinic_id, Role.CLINIC_LEAD):
        msg = "Only a clinic lead begins a cover that the supervisor has not planned."
        raise NotAllowed(msg)


def check_answer_cover(user: User, cover: CoverAssignment) -> None:
    check_view_cover(user, cover)
    if user.pk != cover.cover_id:
        msg = "Only whoever was asked to stand in answers that."
        raise NotAllowed(msg)


def check_withdraw_cover(user: User, cover: CoverAssignment) -> None:
    check_view_cover(user, cover)
    _check_arranges(user, cover.covered)


def check_end_cover(user: User, cover: CoverAssignment) -> None:
    """The supervisor who is back, whoever stands in, or a lead."""
    check_view_cover(user, cover)
    if user.pk == cover.cover_id:
        return
    _check_arranges(user, cover.covered)


def check_hand_back(user: User, cover: CoverAssignment) -> None:
    check_answer_cover(user, cover)


def check_read_handback(user: User, cover: CoverAssignment) -> None:
    check_view_cover(user, cover)
    if user.pk != cover.covered.supervisor_id:
        msg = "Only the supervisor it was written for marks it as read."
        raise NotAllowed(msg)


# --- Being away ---


def check_say_absence(user: User, clinic_id: UUID, person: User) -> None:
    """For oneself, as a supervisor; for somebody who cannot, a lead."""
    check_belongs(user, clinic_id)
    own = user.pk == person.pk and has_role(user, clinic_id, Role.SUPERVISOR)
    if not own and not has_role(user, clinic_id, Role.CLINIC_LEAD):
        msg = "Only the supervisor or a clinic lead says that a supervisor is away."
        raise NotAllowed(msg)


def check_end_absence(user: User, absence: Absence) -> None:
    managed = has_role(user, absence.clinic_id, *MANAGERS)
    own = user.pk == absence.person_id and has_role(user, absence.clinic_id, *Role)
    if not managed and not own:
        raise NotFound
    if not own:
        check_say_absence(user, absence.clinic_id, absence.person)
