"""Who may take what out, asked how: each rule raises with the sentence the page shows too."""

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.utils import timezone

from cases.export_enums import BULK
from cases.models import Export
from supervision.access import clinics_of, clinics_with_role
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import User

# For fetching what was asked for; who needs it later asks, and says why, again.
KEPT: Final = timedelta(hours=1)
CONFIRM: Final = "confirm_identity"


class Asking(NamedTuple):
    """``confirmed``: has just shown again that it is her; ``audit_of``: by a token for that
    clinic's audit, which was given to somebody who had."""

    confirmed: bool = False
    audit_of: UUID | None = None


def check_export_many(user: User, clinic_id: UUID, asking: Asking) -> None:
    """A clinic's decisions and its ledger are its lead's to take out."""
    if asking.audit_of not in (None, clinic_id):
        raise NotFound
    _check_leads(user, clinic_id)
    if asking.audit_of is None and not asking.confirmed:
        msg = "Confirm that it is you first: this takes out more than one decision."
        raise NotAllowed(msg, code=CONFIRM)


def check_export_one(asking: Asking) -> None:
    """Who may read the decision may take it out; a token for the audit is for lists."""
    if asking.audit_of is not None:
        msg = "This token takes out a clinic's audit, and no dossier."
        raise NotAllowed(msg)


def check_fetch(user: User, export: Export, asking: Asking) -> None:
    if export.by_id != user.pk:
        msg = "This was made for somebody else. Make your own, and say what it is for."
        raise NotAllowed(msg)
    if asking.audit_of is not None and not (
        export.by_token and export.clinic_id == asking.audit_of
    ):
        raise NotFound
    if export.what in BULK:
        _check_leads(user, export.clinic_id)
    if export.made_at + KEPT < timezone.now():
        msg = "This was made more than an hour ago. Make a new one, and say what it is for."
        raise WrongState(msg, code="expired")


def _check_leads(user: User, clinic_id: UUID) -> None:
    if clinics_with_role(user, Role.CLINIC_LEAD).filter(pk=clinic_id).exists():
        return
    if not clinics_of(user).filter(pk=clinic_id).exists():
        raise NotFound
    msg = "The clinic's lead takes out its decisions. Of your own, each has a dossier."
    raise NotAllowed(msg)
