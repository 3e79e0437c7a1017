"""Who has emergency access to which case now, and who sees that somebody had it."""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from cases.models import BreakGlass, CaseAddressee
from supervision import access
from supervision.enums import Role
from supervision.models import User


def running_break_glass(user: User) -> QuerySet[BreakGlass]:
    """Those that open a case to this person now: in her hour, and still in her role."""
    return BreakGlass.objects.filter(
        by=user,
        ended_at=None,
        expires_at__gt=timezone.now(),
        case__clinic__in=access.clinic_ids_with_role(user, *access.ANSWERABLE),
        case__data_key__destroyed_at=None,
    )


def known_break_glass(user: User) -> QuerySet[BreakGlass]:
    """Those this person is told of: her own, those on her cases, on cases that were brought to
    her, and as lead or privacy officer all of the clinic."""
    supervised = access.live_relationships().filter(supervisor=user)
    return BreakGlass.objects.filter(
        Q(by=user)
        | Q(
            case__supervisee=user,
            case__clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISEE),
        )
        | Q(case__addressees__relationship__in=supervised.values("pk"))
        | Q(case__clinic__in=access.clinic_ids_with_role(user, *access.ANSWERABLE)),
        case__data_key__destroyed_at=None,
    ).distinct()


def told_purpose(user: User) -> Case:
    """What it was taken for, or nothing for a supervisor of the case: “a complaint” may be one
    about her, and of a concern nobody it is about may learn."""
    supervises = CaseAddressee.objects.filter(
        case=OuterRef("case"), relationship__supervisor=user
    )
    told = Q(by=user) | Q(case__supervisee=user) | ~Exists(supervises)
    return Case(When(told, then=F("purpose")), default=Value(""), output_field=CharField())
