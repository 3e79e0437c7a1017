"""What a supervisee can show of her own training, without a word about any client.

Dates, names of supervisors and groups, and numbers. No case, no code, no note, no passage, and
nothing of what was thought or said: flags and take-aways stay where they are.
"""

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from cases.enums import Act, AnnotationStatus, Attestation, NoteMove
from cases.models import Annotation, GroupPresentation, NoteStep, NoteVersion
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import GroupMembership, RoleAssignment, SupervisionRelationship, User

FOLLOWED = (AnnotationStatus.DONE, AnnotationStatus.VERIFIED)
# How often, by relationship and month.
Tally = Counter[tuple[UUID, date]]


class Month(NamedTuple):
    first: date
    submitted: int
    reviewed: int


class Statement(NamedTuple):
    """Under which words reviews were completed, and how often."""

    label: str
    times: int


class Supervised(NamedTuple):
    relationship: SupervisionRelationship
    months: list[Month]
    statements: list[Statement]
    directives_followed: int


class Attended(NamedTuple):
    membership: GroupMembership
    presented: int


class Portfolio(NamedTuple):
    person: User
    made_at: datetime
    roles: list[RoleAssignment]
    supervision: list[Supervised]
    groups: list[Attended]


def has_portfolio(user: User) -> bool:
    """Also after the role has ended: one takes it along when one leaves."""
    trained = RoleAssignment.objects.filter(user=user, role=Role.SUPERVISEE)
    return user.is_active and trained.exists()


def portfolio_of(user: User) -> Portfolio:
    """In seven queries, however long the training was."""
    if not has_portfolio(user):
        raise NotFound
    roles = RoleAssignment.objects.filter(user=user, role=Role.SUPERVISEE)
    return Portfolio(
        person=user,
        made_at=timezone.now(),
        roles=list(roles.select_related("clinic").order_by("valid_from", "pk")),
        supervision=_supervision(user),
        groups=_groups(user),
    )


def _supervision(user: User) -> list[Supervised]:
    had = (
        SupervisionRelationship.objects.filter(supervisee=user)
        .exclude(status__in=("proposed", "declined"))
        .select_related("supervisor", "clinic")
        .order_by("valid_from", "pk")
    )
    versions = Versions(user)
    reviewed, said = _reviewed(user, versions)
    followed = _followed(user)
    return [
        Supervised(
            relationship=each,
            months=_months(versions.submitted, reviewed, each.pk),
            statements=_statements(said, each.pk),
            directives_followed=followed[each.pk],
        )
        for each in had
    ]


def _statements(said: Counter[tuple[UUID, str]], of: UUID) -> list[Statement]:
    return [
        Statement(label, said[of, code])
        for code, label in Attestation.choices
        if said[of, code]
    ]


class Versions:
    """Of a person's notes: to whom each version went, and when each note went out first."""

    def __init__(self, user: User) -> None:
        self.to_whom: dict[tuple[UUID, int], UUID] = {}
        self.submitted: Tally = Counter()
        versions = NoteVersion.objects.filter(note__author=user).order_by("note", "number")
        seen = set()
        for note, number, to, at, recalled in versions.values_list(
            "note", "number", "relationship", "created_at", "recalled_at"
        ):
            self.to_whom[note, number] = to
            if recalled is None and note not in seen:  # sent again, it is still one note
                seen.add(note)
                self.submitted[to, _month(at)] += 1


def _reviewed(user: User, versions: Versions) -> tuple[Tally, Counter[tuple[UUID, str]]]:
    done = NoteStep.objects.filter(note__author=user, move=NoteMove.COMPLETE)
    months: Tally = Counter()
    said: Counter[tuple[UUID, str]] = Counter()
    for note, number, statement, at in done.values_list("note", "number", "attestation", "at"):
        of = versions.to_whom[note, number]
        months[of, _month(at)] += 1
        said[of, statement] += 1
    return months, said


def _followed(user: User) -> Counter[UUID]:
    directives = Annotation.objects.filter(
        note__author=user, act=Act.DIRECTIVE, status__in=FOLLOWED
    )
    return Counter(directives.values_list("made_on__relationship", flat=True))


def _months(submitted: Tally, reviewed: Tally, of: UUID) -> list[Month]:
    known = sorted({first for each, first in (*submitted, *reviewed) if each == of})
    return [Month(first, submitted[of, first], reviewed[of, first]) for first in known]


def _month(at: datetime) -> date:
    return timezone.localtime(at).date().replace(day=1)


def _groups(user: User) -> list[Attended]:
    shown = Counter(
        GroupPresentation.objects.filter(presented_by=user).values_list("group", flat=True)
    )
    memberships = GroupMembership.objects.filter(member=user).select_related("group__leader")
    return [
        Attended(each, shown[each.group_id])
        for each in memberships.order_by("valid_from", "pk")
    ]
