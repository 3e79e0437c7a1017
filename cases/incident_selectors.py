"""Incidents as they are listed and read: who saw it, what it said, who goes on with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from cases import incident_access, incident_policy, policy
from cases.identifiers import find
from cases.incident_enums import FoundIn
from cases.incident_reading import Passage, passages_for
from cases.models import (
    Annotation,
    Decision,
    IdentifierIncident,
    NarrativeRead,
    Note,
    ReflectiveFlag,
)
from cases.read_enums import OF_DECISION, OF_NOTE
from supervision.exceptions import NotFound
from supervision.models import User

MODELS: Final = {
    FoundIn.NOTE: Note,
    FoundIn.ANNOTATION: Annotation,
    FoundIn.FLAG: ReflectiveFlag,
    FoundIn.DECISION: Decision,
}
_WITH: Final = (
    *("case", "clinic__data_key", "author", "found_by", "annotation", "flag", "key"),
    "destroy_asked_by",
)
_PEOPLE: Final = (
    "redacted_by",
    "destroyed_by",
    "assessed_by",
    "ended_by",
)


@dataclass(frozen=True)
class ShownIncident:
    """What one reader gets of an incident, and what they can do with it."""

    incident: IdentifierIncident
    passages: list[Passage]
    likely: list[str]
    readers: list[NarrativeRead]
    unattended: bool
    can_redact: str
    can_destroy: str
    can_assess: str
    can_lift: str
    can_close: str
    reads_it: bool
    looks_after: bool
    is_author: bool

    @property
    def why_destroyed(self) -> str:
        """Also for whoever is asked to be the second."""
        second = self.incident.destroy_asked_by_id is not None and not self.can_destroy
        told = self.reads_it or self.is_author or self.looks_after or second
        return self.incident.destroy_reason if told else ""

    @property
    def said(self) -> IdentifierIncident | None:
        """What was said about it, for those who may read what it is about."""
        mine = self.reads_it or self.is_author
        return self.incident if mine or self.looks_after else None


def thing_to_report(user: User, found_in: str, thing_id: UUID) -> incident_policy.Thing:
    """What somebody is about to report, if they read it."""
    if found_in not in FoundIn.values:
        raise NotFound
    rows: QuerySet[incident_policy.Thing] = QuerySet(MODELS[FoundIn(found_in)])
    thing = rows.filter(pk=thing_id).first()
    if thing is None:
        raise NotFound
    incident_policy.check_report(user, thing)
    return thing


def incidents_known_to(user: User) -> QuerySet[IdentifierIncident]:
    return incident_access.known_incidents(user).select_related(*_WITH)


def incident_shown_to(user: User, incident_id: UUID) -> ShownIncident:
    """``NotFound`` for whoever may not know of it."""
    incident = incidents_known_to(user).select_related(*_PEOPLE).filter(pk=incident_id).first()
    if incident is None:
        raise NotFound
    reads_it = policy.allows(incident_policy.check_read_original, user, incident)
    looks_after = incident_policy.is_officer(user, incident)
    mine = incident.author_id == user.pk
    passages = passages_for(user, incident) if reads_it else []

    def why_not(check: Callable[..., None]) -> str:
        return policy.refusal(check, user, incident)

    return ShownIncident(
        incident=incident,
        passages=passages,
        likely=_likely(passages),
        readers=list(readers_of(incident)) if reads_it or looks_after else [],
        unattended=not incident_access.officers_of(incident).exists(),
        can_redact=why_not(incident_policy.check_redact),
        can_destroy=why_not(incident_policy.check_destroy),
        can_assess=why_not(incident_policy.check_assess),
        can_lift=why_not(incident_policy.check_lift),
        can_close=why_not(incident_policy.check_close),
        reads_it=reads_it,
        looks_after=looks_after,
        is_author=mine,
    )


def readers_of(incident: IdentifierIncident) -> QuerySet[NarrativeRead]:
    """Who had opened it before it was hidden or taken it out, from the access log."""
    return (
        NarrativeRead.objects.filter(
            case=incident.case_id,
            what__in=OF_DECISION if incident.found_in == FoundIn.DECISION else OF_NOTE,
            object_id=incident.within,
            first_at__lte=incident.contained_at,
        )
        .select_related("reader")
        .order_by("-last_at", "id")
    )


def _likely(passages: list[Passage]) -> list[str]:
    """What the guard would have pointed at, to be ticked instead of typed."""
    found = {
        each.text[hit.start : hit.end]: None for each in passages for hit in find(each.text)
    }
    return list(found)[:100]
