"""Concerns to show: one's own, those brought to one, what was shared with one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from supervision import concern_access
from supervision.access import OPEN, clinics_of, not_over
from supervision.concern_enums import ConcernMove
from supervision.concern_policy import check_move_concern, check_read_concern, check_ready
from supervision.concern_workflow import CONCERN_TRANSITIONS, READERS, ConcernParty
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound, Refusal
from supervision.models import (
    Clinic,
    Concern,
    ConcernEntry,
    ConcernMeasure,
    SupervisionRelationship,
    User,
)
from supervision.selectors import people_of_clinic, people_visible_to

_WITH = ("clinic", "data_key", "person", "handler", "appeal_hearer", "reporter")


class HelpRoute(NamedTuple):
    """Whom one can turn to in a clinic; the same whether or not anybody did."""

    clinic: Clinic
    leads: Sequence[User]
    hearers: Sequence[User]


def help_routes(user: User) -> list[HelpRoute]:
    return [
        HelpRoute(
            clinic,
            list(people_of_clinic(clinic.pk, Role.CLINIC_LEAD)),
            list(people_of_clinic(clinic.pk, Role.CONCERN_HANDLER)),
        )
        for clinic in clinics_of(user)
    ]


def concerns_of(user: User) -> QuerySet[Concern]:
    return concern_access.own_concerns(user).select_related(*_WITH)


def concerns_brought_to(user: User) -> QuerySet[Concern]:
    return concern_access.handled_concerns(user).select_related(*_WITH)


def concerns_shared_with(user: User) -> QuerySet[Concern]:
    return concern_access.shared_concerns(user).select_related(*_WITH)


class Offer(NamedTuple):
    """A move that is this person's; ``sentence`` is empty where it is possible now."""

    move: ConcernMove
    sentence: str
    reasons: bool


class ShownConcern(NamedTuple):
    concern: Concern
    parties: set[ConcernParty]
    entries: Sequence[ConcernEntry]
    measures: Sequence[ConcernMeasure]
    offers: list[Offer]


def concern_shown_to(user: User, concern_id: UUID, *asked: ConcernParty) -> ShownConcern:
    """One concern as one of these parties gets it; its entries by their kinds."""
    concern = Concern.objects.select_related(*_WITH).filter(pk=concern_id).first()
    if concern is None:
        raise NotFound
    parties = check_read_concern(user, concern) & set(asked)
    if not parties:
        raise NotFound
    kinds = [kind for kind, readers in READERS.items() if readers & parties]
    own = Q(by=user) if ConcernParty.PERSON in parties else Q(pk__in=[])
    entries = concern.entries.filter(Q(kind__in=kinds) | own).select_related("by")
    measures = concern.measures.select_related("relationship__supervisor", "supervisor")
    of_person = parties == {ConcernParty.PERSON}
    for entry in (found := list(entries)):
        entry.concern = concern
    return ShownConcern(
        concern,
        parties,
        found,
        [] if of_person else list(measures),
        _offers(user, concern, parties),
    )


def _offers(user: User, concern: Concern, parties: set[ConcernParty]) -> list[Offer]:
    found = []
    for move, step in CONCERN_TRANSITIONS.items():
        if concern.status not in step.sources or not step.by & parties:
            continue
        try:
            check_move_concern(user, concern, move)
            check_ready(concern, move, parties)
        except NotAllowed:
            continue
        except Refusal as refused:
            if refused.code != "handler_here":  # it would be offered to everybody, always
                found.append(Offer(move, refused.sentence, step.reasons))
        else:
            found.append(Offer(move, "", step.reasons))
    return found


def people_to_name(user: User, clinic_id: UUID) -> QuerySet[User]:
    """Whom one can say that it is about: who leads the clinic, and whom one works with or
    did."""
    pairs = SupervisionRelationship.objects.filter(
        Q(supervisor=user) | Q(supervisee=user), clinic=clinic_id
    ).order_by()
    visible = people_visible_to(user).order_by().values("pk")
    here = people_of_clinic(clinic_id).filter(pk__in=visible).order_by()
    leads = people_of_clinic(clinic_id, Role.CLINIC_LEAD).order_by()
    known = (
        Q(pk__in=here.values("pk"))
        | Q(pk__in=leads.values("pk"))
        | Q(pk__in=pairs.values("supervisor"))
        | Q(pk__in=pairs.values("supervisee"))
    )
    found = User.objects.filter(known).exclude(pk=user.pk)
    return found.order_by("display_name", "email")


def supervision_of_reporter(concern: Concern) -> QuerySet[SupervisionRelationship]:
    """The running supervision that could be changed, for whoever handles it."""
    return (
        SupervisionRelationship.objects.filter(
            not_over(),
            supervisee=concern.reporter_id,
            clinic=concern.clinic_id,
            status__in=OPEN,
        )
        .select_related("supervisor", "supervisee", "clinic")
        .order_by("supervisor__display_name", "pk")
    )


def supervisors_to_propose(concern: Concern) -> QuerySet[User]:
    people = people_of_clinic(concern.clinic_id, Role.SUPERVISOR)
    return people.exclude(pk__in=[pk for pk in (concern.reporter_id, concern.person_id) if pk])
