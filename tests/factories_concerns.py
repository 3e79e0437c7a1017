"""Concerns, brought into their states by the same actions as in the product."""

from typing import Any, NamedTuple

import pytest

from supervision.actions import concern_handling, concerns
from supervision.concern_enums import ConcernEntryKind, ConcernMove, ConcernStatus
from supervision.enums import Role
from supervision.exceptions import Refusal
from supervision.models import Clinic, Concern, ConcernEntry, SupervisionRelationship, User
from tests.factories import lead_of, make_clinic, make_person, make_relationship

SAID = {
    "about": "supervisor",
    "category": "disparaging_feedback",
    "what_happened": "She laughed at what I had written.",
    "wish": "formal",
}
PATHS: dict[ConcernStatus, tuple[ConcernMove, ...]] = {
    ConcernStatus.ACKNOWLEDGED: (ConcernMove.ACKNOWLEDGE,),
    ConcernStatus.INFORMAL: (ConcernMove.ACKNOWLEDGE, ConcernMove.TAKE_INFORMALLY),
    ConcernStatus.FORMAL_INQUIRY: (ConcernMove.ACKNOWLEDGE, ConcernMove.OPEN_INQUIRY),
    ConcernStatus.OUTCOME: (
        ConcernMove.ACKNOWLEDGE,
        ConcernMove.OPEN_INQUIRY,
        ConcernMove.DECIDE,
    ),
    ConcernStatus.APPEAL: (
        ConcernMove.ACKNOWLEDGE,
        ConcernMove.OPEN_INQUIRY,
        ConcernMove.DECIDE,
        ConcernMove.APPEAL,
    ),
    ConcernStatus.CLOSED: (
        ConcernMove.ACKNOWLEDGE,
        ConcernMove.TAKE_INFORMALLY,
        ConcernMove.DECIDE,
        ConcernMove.CLOSE,
    ),
    ConcernStatus.WITHDRAWN: (ConcernMove.WITHDRAW,),
}
BY_REPORTER = {ConcernMove.APPEAL, ConcernMove.CLOSE, ConcernMove.WITHDRAW}


def make_concern(clinic: Any, reporter: User, person: User | None, **said: Any) -> Concern:
    content = SAID | {"person": person.pk if person else None} | said
    return concerns.start_concern(clinic_id=clinic.pk, content=content, by=reporter)


def send(concern: Concern, to: User | None = None) -> Concern:
    return concerns.file_concern(
        concern_id=concern.pk,
        version=concern.version,
        handler_id=to.pk if to else None,
        by=_reporter(concern),
    )


def _reporter(concern: Concern) -> User:
    return User.objects.get(pk=concern.reporter_id)


def move(concern: Concern, step: ConcernMove, by: User, words: str = "So it is.") -> Concern:
    return concern_handling.move_concern(
        concern_id=concern.pk,
        move=step,
        version=Concern.objects.get(pk=concern.pk).version,
        words=words,
        by=by,
    )


def bring_to(concern: Concern, status: ConcernStatus, to: User | None = None) -> Concern:
    """From a draft, by the moves that lead there."""
    if status == ConcernStatus.DRAFT:
        return concern
    if status == ConcernStatus.KEPT:
        return concerns.keep_concern(
            concern_id=concern.pk, version=concern.version, by=_reporter(concern)
        )
    sent = send(concern, to)
    for step in PATHS.get(status, ()):
        by = (
            _reporter(sent)
            if step in BY_REPORTER
            else User.objects.get(pk=str(sent.handler_id))
        )
        sent = move(sent, step, by)
    return sent


def say(concern: Concern, kind: str, by: User, words: str = "A word.") -> Any:
    return concern_handling.write_entry(
        concern_id=concern.pk, kind=ConcernEntryKind(kind), words=words, by=by
    )


class Cast(NamedTuple):
    clinic: Clinic
    lead: User
    reporter: User
    supervisor: User
    handler: User
    other: User
    relationship: SupervisionRelationship


def make_cast() -> Cast:
    clinic = make_clinic()
    people = {
        name: make_person(role, clinic=clinic, name=name.title())
        for name, role in (
            ("reporter", Role.SUPERVISEE),
            ("supervisor", Role.SUPERVISOR),
            ("handler", Role.CONCERN_HANDLER),
            ("other", Role.SUPERVISOR),
        )
    }
    relationship = make_relationship(
        clinic=clinic, supervisor=people["supervisor"], supervisee=people["reporter"]
    )
    return Cast(clinic, lead_of(clinic), **people, relationship=relationship)


def concern_of(cast: Cast, **said: Any) -> Concern:
    person = said.pop("person", cast.supervisor)
    return make_concern(cast.clinic, cast.reporter, person, **said)


def refused(code: str, what: Any, **facts: Any) -> None:
    """With this code, and nothing has changed."""
    before = [list(it.objects.order_by("pk").values()) for it in (Concern, ConcernEntry)]
    with pytest.raises(Refusal) as refusal:
        what(**facts)
    assert refusal.value.code == code
    after = [list(it.objects.order_by("pk").values()) for it in (Concern, ConcernEntry)]
    assert after == before
