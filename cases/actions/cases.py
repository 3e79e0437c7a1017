"""Opening and keeping a case: pseudonymous, by code, with the consents on record."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases import policy
from cases.actions.presentations import end_without_consent, lock_presented_notes
from cases.enums import (
    AgeBand,
    CaseStatus,
    ConsentForm,
    ConsentStatus,
    LedgerKind,
    Modality,
)
from cases.models import Case, SupervisionConsent
from supervision import vault
from supervision.exceptions import Invalid, NotFound, StaleVersion
from supervision.ledger.append import record
from supervision.models import Clinic, User
from supervision.text import clean_text

PSEUDONYM_LIMIT = 60
THEME_LIMIT = 2_000
APPROACH_LIMIT = 80
_BOOLEANS = ("minor", "mandated", "interpreter", "sud_part2")
CHANGEABLE = frozenset(
    {"pseudonym", "age_band", "modality", "treatment_approach", "presenting_theme"}
    | {"opened_month", "status", *_BOOLEANS}
)


@transaction.atomic
def open_case(  # noqa: PLR0913 - the facts of a case
    *,
    clinic_id: UUID,
    pseudonym: str,
    age_band: str,
    modality: str,
    by: User,
    treatment_approach: str = "",
    presenting_theme: str = "",
    opened_month: date | None = None,
    minor: bool = False,
    mandated: bool = False,
    interpreter: bool = False,
    sud_part2: bool = False,
) -> Case:
    """A new case of this supervisee, with a code and a key of its own."""
    clinic = Clinic.objects.select_for_update().filter(pk=clinic_id).first()
    if clinic is None:
        raise NotFound
    policy.check_open_case(by, clinic_id)
    facts = _clean_facts(
        pseudonym=pseudonym,
        age_band=age_band,
        modality=modality,
        treatment_approach=treatment_approach,
        presenting_theme=presenting_theme,
        opened_month=opened_month or timezone.localdate(),
        minor=minor,
        mandated=mandated,
        interpreter=interpreter,
        sud_part2=sud_part2,
    )
    case = Case.objects.create(
        clinic=clinic,
        supervisee=by,
        data_key=vault.new_data_key(clinic=clinic),
        code=_next_code(clinic),
        **facts,
    )
    record(LedgerKind.CASE_OPENED, clinic_id=clinic.pk, by=by, subject=case)
    return case


@transaction.atomic
def change_case(*, case_id: UUID, expected_version: int, by: User, **changed: Any) -> Case:
    """Change what a case says of itself; only the fields of ``CHANGEABLE``."""
    case = lock_case(case_id)
    policy.check_own_case(by, case)
    _check_version(case, expected_version)
    if unknown := set(changed) - CHANGEABLE:
        raise Invalid.field(min(unknown), "This cannot be changed.", code="unknown_field")
    for name, value in _clean_facts(**changed).items():
        setattr(case, name, value)
    _touch(case, *changed)
    record(
        LedgerKind.CASE_CHANGED,
        clinic_id=case.clinic_id,
        by=by,
        subject=case,
        fields=sorted(changed),
        version=case.version,
    )
    return case


@transaction.atomic
def record_consent(
    *,
    case_id: UUID,
    form: str,
    status: str,
    by: User,
    obtained_month: date | None = None,
    given_by: str = "",
) -> SupervisionConsent:
    """What the client said about one form of supervision; the latest word counts."""
    notes = lock_presented_notes(case_id)
    case = lock_case(case_id)
    policy.check_own_case(by, case)
    consent, _ = SupervisionConsent.objects.update_or_create(
        case=case,
        form=_choice(ConsentForm, form, "form"),
        defaults={
            "status": _choice(ConsentStatus, status, "status"),
            "obtained_month": _month(obtained_month, "obtained_month"),
            "given_by": _given_by(given_by),
            "recorded_by": by,
            "recorded_at": timezone.now(),
        },
    )
    record(
        LedgerKind.CONSENT_RECORDED,
        clinic_id=case.clinic_id,
        by=by,
        subject=case,
        form=form,
        status=status,
    )
    end_without_consent(notes, by=by)
    return consent


def lock_case(case_id: UUID) -> Case:
    """The case under its row lock, or ``NotFound``."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound
    return case


def _next_code(clinic: Clinic) -> str:
    number = clinic.next_case_number
    Clinic.objects.filter(pk=clinic.pk).update(next_case_number=F("next_case_number") + 1)
    return f"{clinic.code_prefix}-{number:04d}"


def _touch(case: Case, *changed: str) -> None:
    case.version += 1
    case.updated_at = timezone.now()
    case.save(update_fields=[*changed, "version", "updated_at"])


def _check_version(case: Case, expected: int) -> None:
    if case.version != expected:
        msg = "This case was changed elsewhere while you were writing. Compare and save again."
        raise StaleVersion(msg)


def _clean_facts(**facts: Any) -> dict[str, Any]:
    return {name: _CLEANERS[name](value, name) for name, value in facts.items()}


def _choice(choices: Any, value: object, name: str) -> str:
    if value not in choices.values:
        raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
    return str(value)


def _given_by(value: str) -> str:
    if value not in ("", "client", "guardian"):
        raise Invalid.field(
            "given_by", "This is not one of the choices.", code="unknown_choice"
        )
    return value


def _month(value: object, name: str) -> date | None:
    """Any day is taken as its month: no date is kept that could find a person."""
    if value is None:
        return None
    if not isinstance(value, date):
        raise Invalid.field(name, "This has to be a month.", code="not_a_month")
    return date(value.year, value.month, 1)


def _boolean(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid.field(name, "This is either true or false.", code="not_a_boolean")
    return value


_CLEANERS: dict[str, Any] = {
    "pseudonym": lambda value, name: clean_text(
        value, field=name, max_length=PSEUDONYM_LIMIT, required=True
    ),
    "age_band": lambda value, name: _choice(AgeBand, value, name),
    "modality": lambda value, name: _choice(Modality, value, name),
    "treatment_approach": lambda value, name: clean_text(
        value, field=name, max_length=APPROACH_LIMIT
    ),
    "presenting_theme": lambda value, name: clean_text(
        value, field=name, max_length=THEME_LIMIT
    ),
    "opened_month": lambda value, name: _month(value or "", name),
    "status": lambda value, name: _choice(CaseStatus, value, name),
    **dict.fromkeys(_BOOLEANS, _boolean),
}
