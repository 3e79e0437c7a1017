"""Which cases have been kept long enough, by the clinic's rules and their last change, and
what a legal hold keeps all the same."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from cases.enums import AgeBand, CaseStatus
from cases.models import (
    BreakGlass,
    Case,
    Decision,
    LegalHold,
    Note,
    NoteEvent,
    ReflectiveFlag,
    RetentionNotice,
)
from cases.models.break_glass import unsettled
from supervision import key_epochs, row_scope
from supervision.exceptions import WrongState
from supervision.key_epochs import Erasure
from supervision.models import User
from supervision.policies import Policy, policy_of

# Nothing that somebody may still work on is ever due.
ENDED: Final = (CaseStatus.CLOSED, CaseStatus.REFERRED, CaseStatus.TRANSFERRED)
CHILDREN: Final = frozenset({AgeBand.A0_5, AgeBand.A6_12, AgeBand.A13_17})
PERSON_HELD: Final = (
    "Something this person wrote or read must be kept as it is for now (a legal hold). The "
    "account can be erased once that is lifted."
)
# What can change without the case's own row, and when it last did.
CHANGES: Final[tuple[tuple[type[Model], str, str], ...]] = (
    (Note, "case", "updated_at"),
    (Decision, "case", "updated_at"),
    (ReflectiveFlag, "note__case", "updated_at"),
    (NoteEvent, "note__case", "at"),
)


class Due(NamedTuple):
    case: Case
    on: date


class Erased(NamedTuple):
    case: Case
    erasure: Erasure


def years_kept(policy: Policy) -> int:
    """A case holds decisions and the record of their supervision: the longer of the two."""
    return max(policy.number("keep_decisions_years"), policy.number("keep_supervision_years"))


def due_on(touched: datetime, years: int) -> date:
    """The same day so many years later; for 29 February the first of March."""
    day = timezone.localdate(touched)
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_of(case: Case, policy: Policy) -> int:
    """Of a child longer, where the rules say so. No birth date is kept: at the last change the
    client was at least as old as the youngest of the band."""
    years = years_kept(policy)
    if not (case.minor or case.age_band in CHILDREN):
        return years
    youngest = int(case.age_band.split("-")[0].rstrip("+"))
    return max(years, policy.number("keep_minors_until_age") - youngest)


def kept_until(case: Case) -> date | None:
    """At least; of one that ended and is not erased."""
    if case.status not in ENDED:
        return None
    found = _kept(case.clinic_id).filter(pk=case.pk).first()
    if found is None:
        return None
    touched: datetime = found.touched  # type: ignore[attr-defined]  # annotated in _kept
    return due_on(touched, years_of(found, policy_of(case.clinic_id)))


def due_cases(clinic_id: UUID, today: date, *, only: Case | None = None) -> Iterator[Due]:
    """The ended cases nothing holds and whose time of keeping is over. An emergency access that
    is not settled holds too: with the case goes what its review stands on."""
    policy = policy_of(clinic_id)
    cases = _kept(clinic_id).exclude(holds__in=running_holds())
    cases = cases.exclude(break_glasses__in=BreakGlass.objects.filter(unsettled()))
    for case in cases.filter(pk=only.pk) if only else cases:
        touched: datetime = case.touched  # type: ignore[attr-defined]  # annotated in _kept
        on = due_on(touched, years_of(case, policy))
        if on <= today:
            yield Due(case, on)


def _kept(clinic_id: UUID) -> QuerySet[Case]:
    """With the moment at which anything of theirs was last changed."""
    return (
        Case.objects.filter(
            clinic=clinic_id, status__in=ENDED, data_key__destroyed_at__isnull=True
        )
        .select_related("data_key")
        .annotate(
            touched=Greatest(
                "updated_at",
                *(Coalesce(_last(*change), "updated_at") for change in CHANGES),
                output_field=DateTimeField(),
            )
        )
        .order_by("touched", "pk")
    )


def _last(model: type[Model], case: str, moment: str) -> Subquery:
    rows = model._default_manager.filter(**{case: OuterRef("pk")}).order_by().values(case)  # noqa: SLF001 - Django's own name for it
    return Subquery(rows.annotate(last=Max(moment)).values("last"))


def running_holds() -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(LegalHold.RUNNING)


def check_not_held(case: Case) -> None:
    """Asked under the lock of the case, by whatever destroys something of it."""
    if running_holds().filter(case=case).exists():
        msg = "This case is on hold. Two people lift that first."
        raise WrongState(msg, code="on_hold")


def cases_of(person: User) -> QuerySet[Case]:
    """In which this person has a part: as author, as a supervisor it reached, or by reading."""
    reached = Q(addressees__relationship__supervisor=person)
    mine = Q(supervisee=person) | reached | Q(reads__reader=person)
    return Case.objects.filter(pk__in=Case.objects.filter(mine).values("pk"))


def hold_on(person: User) -> str:
    """Why this account is not erased now, or nothing: who wrote and who read belongs to what a
    hold keeps."""
    with row_scope.everywhere():  # in another clinic as well, of which nothing else is said
        held = running_holds().filter(case__in=cases_of(person)).exists()
    return PERSON_HELD if held else ""


def holds_of(clinic_id: UUID) -> QuerySet[LegalHold]:
    return (
        running_holds()
        .filter(case__clinic=clinic_id)
        .select_related("case__data_key", "set_by", "lift_asked_by")
    )


def notices_of(clinic_id: UUID) -> QuerySet[RetentionNotice]:
    """Of cases that are going to be erased; not of those on hold."""
    return (
        RetentionNotice.objects.filter(
            case__clinic=clinic_id, case__data_key__destroyed_at__isnull=True
        )
        .exclude(case__holds__in=running_holds())
        .select_related("case")
        .order_by("warned_at", "case")
    )


def erased_of(clinic_id: UUID) -> list[Erased]:
    """Newest first, each with the day from which no copy of the database opens it either."""
    cases = (
        Case.objects.filter(clinic=clinic_id, data_key__destroyed_at__isnull=False)
        .select_related("data_key")
        .order_by("-data_key__destroyed_at", "pk")
    )
    known = key_epochs.known()
    return [Erased(case, key_epochs.erasure_of(case.data_key, known)) for case in cases]
