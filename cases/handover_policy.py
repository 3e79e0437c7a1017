"""Who hands a note over to somebody else, and who takes it back."""

from cases.models import Note
from cases.policy import check_author, check_not_hidden
from supervision.access import has_role
from supervision.cover_policy import check_view_cover
from supervision.enums import Role
from supervision.exceptions import NotAllowed
from supervision.models import CoverAssignment, User


def check_give_note(user: User, note: Note) -> None:
    check_author(user, note)
    check_not_hidden(note)


def check_hand_over(user: User, cover: CoverAssignment) -> None:
    """Note by note: whoever reads them."""
    check_view_cover(user, cover)
    covered = cover.covered
    if user.pk != covered.supervisor_id or not has_role(
        user, covered.clinic_id, Role.SUPERVISOR
    ):
        msg = "Only the supervisor hands over what lies with them."
        raise NotAllowed(msg)


def check_hand_over_urgent(user: User, cover: CoverAssignment) -> None:
    """All that is urgent, without reading it: a lead as well."""
    check_view_cover(user, cover)
    if not has_role(user, cover.covered.clinic_id, Role.CLINIC_LEAD):
        check_hand_over(user, cover)


def check_take_over(user: User, cover: CoverAssignment) -> None:
    check_hand_over(user, cover)
