"""Who judges an emergency access that was not justified, and closes it."""

from cases.break_glass_enums import AccessIncidentStatus
from cases.break_glass_policy import is_reviewer
from cases.models import AccessIncident
from supervision.exceptions import NotAllowed, WrongState
from supervision.models import User


def check_assess(user: User, incident: AccessIncident) -> None:
    """Never whoever took it, and nobody with a part in the case."""
    if not is_reviewer(user, incident.break_glass):
        msg = "Another clinic lead or the privacy officer goes on with this."
        raise NotAllowed(msg)
    if incident.status == AccessIncidentStatus.CLOSED:
        msg = "This is settled already."
        raise WrongState(msg)


def check_close(user: User, incident: AccessIncident) -> None:
    check_assess(user, incident)
    if incident.status != AccessIncidentStatus.ASSESSED:
        msg = "Write the assessment first."
        raise WrongState(msg)
