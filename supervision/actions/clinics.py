"""A clinic comes into being, with the key of its text."""

from zoneinfo import available_timezones

from django.db import transaction

from supervision import vault
from supervision.enums import LedgerKind
from supervision.exceptions import Invalid
from supervision.ledger.append import record
from supervision.models import Clinic, User
from supervision.text import clean_text


@transaction.atomic
def create_clinic(
    *, name: str, by: User | None, timezone: str = "UTC", code_prefix: str = "C"
) -> Clinic:
    """``by`` is empty where the operator does it on the command line."""
    clinic = Clinic(
        name=clean_text(name, field="name", max_length=200, required=True).strip(),
        timezone=known_timezone(timezone),
        code_prefix=clean_text(code_prefix, field="code_prefix", max_length=4, required=True),
    )
    # The database checks at the commit that a clinic and its first key point at each other.
    clinic.data_key = vault.new_data_key(clinic=clinic)
    clinic.save(force_insert=True)
    record(LedgerKind.CLINIC_CREATED, clinic_id=clinic.pk, by=by, subject=clinic)
    return clinic


def known_timezone(name: str) -> str:
    if name not in available_timezones():
        said = "This is no time zone that is known here. An example: Europe/Berlin."
        raise Invalid.field("timezone", said, code="unknown_timezone")
    return name
