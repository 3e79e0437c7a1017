"""Who may report, read, black out, destroy, judge and end an incident."""

from cases import access, decision_access, incident_access, policy
from cases.incident_enums import IncidentStatus
from cases.models import Annotation, Decision, IdentifierIncident, Note, ReflectiveFlag
from supervision.access import has_role
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import User

Thing = Annotation | Decision | Note | ReflectiveFlag
OVER = "This is settled already."


def check_report(user: User, thing: Thing) -> None:
    """Whoever reads it, or a part of it; nobody has to give a reason."""
    if isinstance(thing, Note):
        seen = access.reached_versions(user).filter(note=thing.pk).exists()
    elif isinstance(thing, Annotation):
        seen = access.readable_annotations(user).filter(pk=thing.pk).exists()
    elif isinstance(thing, ReflectiveFlag):
        seen = access.readable_flags(user).filter(pk=thing.pk).exists()
    else:
        seen = decision_access.readable_decisions(user).filter(pk=thing.pk).exists()
    if not seen:
        raise NotFound


def check_misdirect(user: User, note: Note) -> None:
    """One step for its author: it went to the wrong case, or to the wrong person."""
    policy.check_author(user, note)
    policy.check_not_hidden(note)
    if not note.current_number:
        msg = "Nobody has seen this draft. Discard it, or copy what you need."
        raise WrongState(msg)


def check_know(user: User, incident: IdentifierIncident) -> None:
    if not incident_access.known_incidents(user).filter(pk=incident.pk).exists():
        raise NotFound


def check_read_original(user: User, incident: IdentifierIncident) -> None:
    check_know(user, incident)
    if not incident_access.readable_originals(user).filter(pk=incident.pk).exists():
        msg = "What was hidden is shown to its author and to the privacy officer alone."
        raise NotAllowed(msg)


def is_officer(user: User, incident: IdentifierIncident) -> bool:
    return has_role(user, incident.clinic_id, Role.PRIVACY_OFFICER)


def is_lead(user: User, incident: IdentifierIncident) -> bool:
    return has_role(user, incident.clinic_id, Role.CLINIC_LEAD)


def check_redact(user: User, incident: IdentifierIncident) -> None:
    check_know(user, incident)
    if incident.author_id != user.pk and not is_officer(user, incident):
        msg = "Its author or the privacy officer blacks it out."
        raise NotAllowed(msg)
    _check_status(incident, IncidentStatus.QUARANTINED)
    if incident.misdirected:
        msg = "This was sent to the wrong place: all of it is destroyed, nothing blacked out."
        raise WrongState(msg)
    _check_kept(incident)


def check_destroy(user: User, incident: IdentifierIncident) -> None:
    """One of the two: a privacy officer, the lead, or the author."""
    check_know(user, incident)
    parts = is_officer(user, incident), is_lead(user, incident)
    if not any(parts) and incident.author_id != user.pk:
        msg = "The privacy officer destroys it, together with the lead or the author."
        raise NotAllowed(msg)
    _check_kept(incident)
    if _waits(incident):
        msg = "Black out what identifies somebody first: nothing else would be left of it."
        raise WrongState(msg)
    _check_status(incident, *IncidentStatus)
    _check_two(user, incident)


def _check_two(user: User, incident: IdentifierIncident) -> None:
    if incident.destroy_asked_by is None:
        return
    if incident.destroy_asked_by_id == user.pk:
        msg = "It takes a second person. You have said so already."
        raise NotAllowed(msg)
    if not (is_officer(user, incident) or is_officer(incident.destroy_asked_by, incident)):
        msg = "One of the two is the privacy officer."
        raise NotAllowed(msg)


def check_look_after(user: User, incident: IdentifierIncident) -> None:
    check_know(user, incident)
    if not is_officer(user, incident):
        msg = "The privacy officer does that."
        raise NotAllowed(msg)
    _check_status(incident, *IncidentStatus)


def check_assess(user: User, incident: IdentifierIncident) -> None:
    check_look_after(user, incident)
    if _waits(incident):
        msg = "Black out what identifies somebody first, or say that it was a false alarm."
        raise WrongState(msg)


def check_lift(user: User, incident: IdentifierIncident) -> None:
    check_look_after(user, incident)
    _check_kept(incident)


def check_close(user: User, incident: IdentifierIncident) -> None:
    check_look_after(user, incident)
    if incident.status != IncidentStatus.ASSESSED:
        msg = "Write the assessment first."
        raise WrongState(msg)
    if incident.is_kept:
        msg = "The original has to be destroyed first, by two people."
        raise WrongState(msg)


def _waits(incident: IdentifierIncident) -> bool:
    """Nothing of it was settled yet, and something can be."""
    hidden = incident.status == IncidentStatus.QUARANTINED
    return hidden and incident.is_kept and not incident.misdirected


def _check_kept(incident: IdentifierIncident) -> None:
    if incident.destroyed_at is not None:
        msg = "The original is destroyed already: nothing can be brought back."
        raise WrongState(msg)
    if incident.erased_at is not None:
        msg = "It was erased with its case."
        raise WrongState(msg)


def _check_status(incident: IdentifierIncident, *allowed: IncidentStatus) -> None:
    if not incident.is_open or incident.status not in allowed:
        raise WrongState(OVER)
