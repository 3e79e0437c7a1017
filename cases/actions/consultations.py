"""Asking somebody about a decision, and what came of it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from cases import decision_policy
from cases.actions import decisions
from cases.decision_fields import TEXT_LIMIT, clean_choice, clean_date, clean_flag
from cases.enums import ConsultedWith
from cases.models import Consultation, Decision
from supervision.exceptions import Invalid
from supervision.models import User
from supervision.selectors import colleagues_known_to
from supervision.text import clean_text


@transaction.atomic
def add_consultation(  # noqa: PLR0913 - the facts of a consultation
    *,
    decision_id: UUID,
    version: int,
    consulted: str,
    on: date | str,
    question: str,
    by: User,
    advice: str = "",
    followed: bool | None = None,
    why: str = "",
    colleague: UUID | None = None,
) -> Consultation:
    decision = decisions.lock_any(decision_id)
    decision_policy.check_add_consultation(by, decision)
    decisions.check_version(decision, version)
    day = clean_date(on, "on")
    if day is None:
        raise Invalid.field("on", "Please say on which day.", code="required")
    consultation = Consultation.objects.create(
        decision=decision,
        consulted=clean_choice(ConsultedWith, consulted, name="consulted", required=True),
        colleague_id=_colleague(decision, colleague, by),
        on=day,
        question=clean_text(question, field="question", max_length=TEXT_LIMIT, required=True),
        advice=clean_text(advice, field="advice", max_length=TEXT_LIMIT),
        followed=clean_flag(followed, "followed"),
        why=clean_text(why, field="why", max_length=TEXT_LIMIT),
        recorded_by=by,
    )
    decisions.touch(decision)
    decisions.record_change(decision, by, ["consultations"])
    return consultation


def _colleague(decision: Decision, colleague: UUID | None, by: User) -> UUID | None:
    """Somebody of this clinic whom one knows, or nobody who has a name here."""
    here = colleagues_known_to(by, decision.clinic_id).exclude(pk=decision.supervisee_id)
    if colleague is not None and not here.filter(pk=colleague).exists():
        raise Invalid.field("colleague", "Choose somebody of this clinic.", code="colleague")
    return colleague
