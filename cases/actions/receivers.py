"""Who was asked to receive the client, and what they said: kept when another one is chosen."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cases import decision_policy
from cases.actions import decisions
from cases.decision_enums import ReferralMove, ReferralStatus
from cases.decision_fields import TEXT_LIMIT, clean_choice, clean_date
from cases.models import ReceiverReply, ReferralDecision
from cases.referral_enums import Reply
from supervision.exceptions import Invalid
from supervision.models import User
from supervision.text import clean_text

_SAID_BY = {ReferralMove.RECEIVER_ACCEPTS: Reply.YES, ReferralMove.RECEIVER_DECLINES: Reply.NO}


@transaction.atomic
def record_reply(
    *,
    referral_id: UUID,
    version: int,
    reply: str,
    on: date | str,
    by: User,
    words: str = "",
) -> ReceiverReply:
    """That they keep a waiting list, or have not answered; yes and no are moves."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.check_record_reply(by, referral)
    decisions.check_version(referral, version)
    code = clean_choice(Reply, reply, name="reply", required=True)
    if code in (Reply.YES, Reply.NO):
        words = "A yes or a no is the next step of the referral: take that step."
        raise Invalid.field("reply", words, code="is_a_move")
    day = clean_date(on, "on")
    if day is None:
        raise Invalid.field("on", "Please say on which day.", code="required")
    text = clean_text(words, field="words", max_length=TEXT_LIMIT)
    row = _write(referral, Reply(code), day, text, by)
    decisions.touch(referral)
    decisions.record_change(referral, by, ["replies"])
    return row


def after_move(referral: ReferralDecision, move: ReferralMove, words: str, by: User) -> None:
    """The caller holds the lock. A refusal opens again what must be there for the client."""
    if referral.status == ReferralStatus.SENT and move != ReferralMove.RESUME:
        ReceiverReply.objects.create(
            referral=referral,
            service=referral.receiving_service,
            kind=referral.receiver_kind,
        )
    if move not in _SAID_BY:
        return
    today = timezone.localdate(timezone=ZoneInfo(referral.case.clinic.timezone))
    _write(referral, _SAID_BY[move], today, words, by)
    if move == ReferralMove.RECEIVER_DECLINES:
        referral.abandonment_check, referral.abandonment_gap = [], ""
        referral.first_appointment_month = None
        referral.save(
            update_fields=["abandonment_check", "abandonment_gap", "first_appointment_month"]
        )


def _last(referral: ReferralDecision) -> ReceiverReply:
    """Of the receiver that is asked at present; older referrals have none on record yet."""
    row = ReceiverReply.objects.filter(referral=referral).last()
    if row is None:
        return ReceiverReply.objects.create(
            referral=referral,
            service=referral.receiving_service,
            kind=referral.receiver_kind,
        )
    row.referral = referral
    return row


def _write(
    referral: ReferralDecision, reply: Reply, day: date, words: str, by: User
) -> ReceiverReply:
    """The first answer takes the place of the open question; a later one stands beside it."""
    row = _last(referral)
    if row.reply != Reply.PENDING:
        row = ReceiverReply(
            referral=referral, service=row.service, kind=row.kind, asked_at=row.asked_at
        )
    row.reply, row.replied_on, row.words = reply, day, words
    row.recorded_by, row.recorded_at = by, timezone.now()
    row.save()
    return row
