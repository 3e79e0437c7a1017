"""Releasing a case to one more supervisor for a time, and taking that back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from cases import policy
from cases.actions.cases import lock_case
from cases.enums import LedgerKind
from cases.models import CaseGrant
from supervision import bell
from supervision.access import has_role
from supervision.enums import Role
from supervision.exceptions import Invalid, NotFound
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

REASON_LIMIT = 1_000
LONGEST = timedelta(days=365)


@transaction.atomic
def give_grant(
    *, case_id: UUID, reader_id: UUID, reason: str, expires_at: datetime, by: User
) -> CaseGrant:
    """Let a supervisor of the clinic read what was submitted on this case, until a day.

    A second grant to the same person replaces the first one's reason and end.
    """
    case = lock_case(case_id)
    policy.check_own_case(by, case)
    reader = User.objects.filter(pk=reader_id).first()
    if reader is None or not has_role(reader, case.clinic_id, Role.SUPERVISOR):
        msg = "Choose a supervisor of this clinic."
        raise Invalid.field("reader", msg, code="unknown_person")
    _check_end(expires_at)
    words = clean_text(reason, field="reason", max_length=REASON_LIMIT, required=True)
    grant: CaseGrant
    grant, _ = CaseGrant.objects.update_or_create(
        user=reader,
        content_object=case,
        permission=_read_case(),
        defaults={
            "granted_by": by,
            "reason": words,
            "granted_at": timezone.now(),
            "expires_at": expires_at,
        },
    )
    record(
        LedgerKind.GRANT_GIVEN,
        clinic_id=case.clinic_id,
        by=by,
        subject=case,
        reader=reader.pk,
        until=expires_at.date(),
    )
    return grant


@transaction.atomic
def end_grant(*, grant_id: UUID, by: User) -> None:
    """End it now. The row stays, so that the author still sees who could read."""
    grant = CaseGrant.objects.select_related("content_object__data_key").filter(pk=grant_id)
    found = grant.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    if not policy.allows(policy.check_own_case, by, found.content_object):
        raise NotFound  # what a case was released for is its owner's alone
    found.expires_at = min(found.expires_at, timezone.now())
    found.save(update_fields=["expires_at"])
    record(
        LedgerKind.GRANT_ENDED,
        clinic_id=found.content_object.clinic_id,
        by=by,
        subject=found.content_object,
        reader=found.user_id,
    )
    bell.kick(found.user_id)


def _read_case() -> Permission:
    return Permission.objects.get(
        codename="read_case", content_type__app_label="cases", content_type__model="case"
    )


def _check_end(expires_at: datetime) -> None:
    now = timezone.now()
    if not now < expires_at <= now + LONGEST:
        msg = "Choose an end within the next year."
        raise Invalid.field("expires_at", msg, code="out_of_range")
