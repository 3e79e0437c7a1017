"""Who may take emergency access, end it, and review it."""

from typing import Final

from cases import access
from cases.models import BreakGlass, Case
from cases.models.break_glass import unsettled
from supervision.access import ANSWERABLE, clinics_with_role, has_role
from supervision.exceptions import NotAllowed, WrongState
from supervision.models import User
from supervision.selectors import people_of_clinic

CONFIRM: Final = "confirm_identity"


def check_break_glass(user: User, case: Case, *, confirmed: bool) -> None:
    """Who has just shown that it is her, and cannot read the case anyway. It was found among
    those of clinics whose lead or privacy officer she is."""
    if _opens_nothing(user, case):
        msg = "This case is open to you already. Nothing has to be broken open."
        raise WrongState(msg, code="open_already")
    if not confirmed:
        msg = "Confirm that it is you first: this opens what was not meant for you."
        raise NotAllowed(msg, code=CONFIRM)


def _opens_nothing(user: User, case: Case) -> bool:
    """She reads it anyway. Where a supervision has ended, or one stands in, that is a part."""
    if not access.readable_cases(user).filter(pk=case.pk).exists():
        return False
    whole = access.direct_versions(user).values("pk")
    return not access.opened_versions().filter(note__case=case).exclude(pk__in=whole).exists()


def check_end_break_glass(user: User, break_glass: BreakGlass) -> None:
    if break_glass.by_id != user.pk:
        msg = "It ends by itself. Whoever took it can end it before."
        raise NotAllowed(msg)
    if not break_glass.is_running:
        msg = "This has ended already."
        raise WrongState(msg)


def check_review_break_glass(user: User, break_glass: BreakGlass) -> None:
    """Somebody else than who took it, and with no part in the case."""
    if break_glass.by_id == user.pk:
        msg = "Somebody else looks at this, not whoever took it."
        raise NotAllowed(msg)
    if not is_reviewer(user, break_glass):
        msg = "Another clinic lead or the privacy officer reviews this."
        raise NotAllowed(msg)
    if break_glass.is_running:
        msg = "It is still running. It is reviewed once it has ended."
        raise WrongState(msg)
    if break_glass.outcome:
        msg = "This was reviewed already."
        raise WrongState(msg)


def check_settled(case: Case) -> None:
    """Before a case is erased: with it goes what a review, or an incident, stands on."""
    first = case.break_glasses.filter(unsettled()).first()
    if first is None:
        return
    if not first.outcome:
        msg = "An emergency access to this case has not been reviewed. That comes first."
        raise WrongState(msg, code="not_reviewed")
    msg = "An emergency access to this case is still an open incident. That comes first."
    raise WrongState(msg, code="not_settled")


def is_reviewer(user: User, break_glass: BreakGlass) -> bool:
    case = break_glass.case
    if user.pk in (break_glass.by_id, case.supervisee_id):
        return False
    if case.addressees.filter(relationship__supervisor=user).exists():
        return False
    return has_role(user, case.clinic_id, *ANSWERABLE)


def reviewers(break_glass: BreakGlass) -> list[User]:
    """Whoever may review it, now or once it has ended; in a clinic of one lead nobody."""
    answerable = people_of_clinic(break_glass.case.clinic_id, *ANSWERABLE)
    return [person for person in answerable if is_reviewer(person, break_glass)]


def reads_reason(user: User, break_glass: BreakGlass) -> bool:
    """Why it was taken is for whoever took it and whoever answers for the clinic: it may hold
    what a complaint said. The author is told the kind of reason."""
    return break_glass.by_id == user.pk or is_reviewer(user, break_glass)


def may_take(user: User) -> bool:
    return clinics_with_role(user, *ANSWERABLE).exists()
