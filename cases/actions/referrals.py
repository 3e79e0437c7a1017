"""Referral decisions: thought through alone, reviewed together, followed to their outcome."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import decision_policy
from cases.actions import decisions, followups, receivers, values_history
from cases.actions.decisions import NOTHING_SAID, Moved
from cases.actions.referral_rows import (
    OPTIONS,
    VOICES,
    GroundInput,
    OptionInput,
    Placed,
    VoiceInput,
    change_grounds,
    change_placed,
    grounds_of,
    placed_rows,
    replace_grounds,
    replace_placed,
)
from cases.decision_enums import ReferralMove, ReferralStatus
from cases.decision_fields import clean_content
from cases.decision_needs import check_complete
from cases.enums import DecisionKind
from cases.models import ReferralDecision
from cases.referral_fields import REFERRAL_FIELDS
from cases.spans import Span
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.models import User


@transaction.atomic
def start_referral(  # noqa: PLR0913 - the parts of a referral
    *,
    case_id: UUID,
    by: User,
    from_version_id: UUID | None = None,
    passage: Span | None = None,
    content: Mapping[str, object] | None = None,
    grounds: Sequence[GroundInput] = (),
    options: Sequence[OptionInput] = (),
    voices: Sequence[VoiceInput] = (),
) -> ReferralDecision:
    """A referral in mind: private until it is proposed."""
    opening = decisions.open_on(case_id, from_version_id, by, passage)
    referral = ReferralDecision.objects.create(
        **decisions.new_facts(opening, DecisionKind.REFERRAL, by),
        **_clean_new(content or {}),
        status=ReferralStatus.CONSIDERING,
    )
    replace_grounds(referral, grounds, by)
    replace_placed(referral, OPTIONS, options)
    replace_placed(referral, VOICES, voices)
    decisions.record_opening(referral, by)
    return referral


@transaction.atomic
def record_emergency(
    *,
    case_id: UUID,
    action: str,
    service: str,
    by: User,
    from_version_id: UUID | None = None,
    relationship_id: UUID | None = None,
) -> ReferralDecision:
    """It was done already: two fields now, the review within a working day."""
    opening = decisions.open_on(case_id, from_version_id, by)
    referral = ReferralDecision(
        **decisions.new_facts(opening, DecisionKind.REFERRAL, by),
        **_clean_new({"emergency_action": action, "receiving_service": service}),
        status=ReferralStatus.EMERGENCY_REFERRAL_MADE,
        emergency=True,
    )
    check_complete(referral, ReferralMove.RECORD_EMERGENCY)
    decisions.bring_to_supervisor(referral, relationship_id)
    referral.review_due = decisions.review_due(referral, timezone.now())
    referral.save(force_insert=True)
    decisions.record_opening(referral, by)
    step = decisions.add_step(
        referral, ReferralMove.RECORD_EMERGENCY, ReferralStatus.CONSIDERING, by=by
    )
    decisions.record_step(referral, step)
    return referral


@transaction.atomic
def change_referral(  # noqa: PLR0913 - the parts of a referral
    *,
    referral_id: UUID,
    version: int,
    by: User,
    content: Mapping[str, object],
    grounds: Sequence[GroundInput] | None = None,
    options: Sequence[OptionInput] | None = None,
    voices: Sequence[VoiceInput] | None = None,
) -> ReferralDecision:
    """Write into it. Grounds, options and voices, where given, replace the whole list."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.owner_of(by, referral)
    decisions.check_version(referral, version)
    new = decisions.changed_only(referral, clean_content(referral.kind, content))
    decision_policy.check_change_decision(by, referral, new)
    for name, value in new.items():
        setattr(referral, name, value)
    values_history.remember_outcome(referral, new, by)
    rows = [
        *change_grounds(referral, grounds, by),
        *change_placed(referral, OPTIONS, options, by),
        *change_placed(referral, VOICES, voices, by),
    ]
    return _changed(referral, by, [*new, *rows], *new)


@transaction.atomic
def put_ground(
    *, referral_id: UUID, version: int, by: User, ground: GroundInput
) -> ReferralDecision:
    """Add a ground or write its evidence anew. A new main ground replaces the old one."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.check_change_rows(by, referral)
    decisions.check_version(referral, version)
    kept = [
        row._replace(primary=row.primary and not ground.primary)
        for row in grounds_of(referral)
        if row.ground != ground.ground
    ]
    return _changed(referral, by, change_grounds(referral, [*kept, ground], by))


@transaction.atomic
def drop_ground(*, referral_id: UUID, version: int, by: User, ground: str) -> ReferralDecision:
    """Take a ground back; once shared, the history keeps that it was there."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.check_change_rows(by, referral)
    decisions.check_version(referral, version)
    before = grounds_of(referral)
    kept = [row for row in before if row.ground != ground]
    if kept == before:
        raise NotFound
    return _changed(referral, by, change_grounds(referral, kept, by))


@transaction.atomic
def put_option(
    *, referral_id: UUID, version: int, by: User, option: OptionInput
) -> ReferralDecision:
    """Add a way, or write one anew. A newly chosen one replaces the choice."""
    referral = _lock_for(OPTIONS, referral_id, version, by)
    before = placed_rows(referral, OPTIONS)
    kept = [row._replace(chosen=row.chosen and not option.chosen) for row in before]
    return _changed(referral, by, _put(referral, OPTIONS, kept, option, by))


@transaction.atomic
def drop_option(
    *, referral_id: UUID, version: int, by: User, option_id: UUID
) -> ReferralDecision:
    referral = _lock_for(OPTIONS, referral_id, version, by)
    return _changed(referral, by, _drop(referral, OPTIONS, option_id, by))


@transaction.atomic
def put_voice(
    *, referral_id: UUID, version: int, by: User, voice: VoiceInput
) -> ReferralDecision:
    """Add one of several clients, or write that one's part anew."""
    referral = _lock_for(VOICES, referral_id, version, by)
    before = placed_rows(referral, VOICES)
    return _changed(referral, by, _put(referral, VOICES, before, voice, by))


@transaction.atomic
def drop_voice(
    *, referral_id: UUID, version: int, by: User, voice_id: UUID
) -> ReferralDecision:
    referral = _lock_for(VOICES, referral_id, version, by)
    return _changed(referral, by, _drop(referral, VOICES, voice_id, by))


@transaction.atomic
def move_referral(
    *,
    referral_id: UUID,
    move: ReferralMove,
    version: int,
    by: User,
    moved: Moved = NOTHING_SAID,
) -> ReferralDecision:
    """Take a referral one step along ``REFERRAL_TRANSITIONS``."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    if move == ReferralMove.RECORD_EMERGENCY:
        referral.emergency = True
    alone = values_history.is_held(referral)
    step = decisions.move_decision(referral, move, version=version, by=by, moved=moved)
    _check_somebody_reviews(referral, move)
    values_history.remember_gate(referral, by, alone=alone)
    receivers.after_move(referral, move, moved.reasons, by)
    followups.after_referral_move(referral, move)
    decisions.record_step(referral, step)
    return referral


def _check_somebody_reviews(referral: ReferralDecision, move: ReferralMove) -> None:
    """An emergency may be recorded with nobody there; looking back takes two."""
    if move == ReferralMove.START_RETROSPECTIVE and referral.relationship is None:
        msg = "No supervision of yours is running at present, so nobody could look at it."
        raise WrongState(msg, code="no_supervisor")


def _clean_new(content: Mapping[str, object]) -> dict[str, Any]:
    cleaned = clean_content(DecisionKind.REFERRAL, content)
    for name in cleaned:
        if REFERRAL_FIELDS[name].owner != REFERRAL_FIELDS["situation"].owner:
            raise Invalid.field(name, "This is written at the review.", code="not_yet")
    return cleaned


def _changed(
    referral: ReferralDecision, by: User, named: list[str], *columns: str
) -> ReferralDecision:
    """Nothing changed is nothing recorded, and no new version."""
    if named:
        decisions.touch(referral, *columns)
        decisions.record_change(referral, by, named)
    return referral


def _lock_for(kind: Placed, referral_id: UUID, version: int, by: User) -> ReferralDecision:
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    kind.check(by, referral)
    decisions.check_version(referral, version)
    return referral


def _put(
    referral: ReferralDecision, kind: Placed, kept: list[Any], row: Any, by: User
) -> list[str]:
    if row.id is not None and row.id not in {it.id for it in kept}:
        raise NotFound
    placed = [row if it.id == row.id else it for it in kept]
    return change_placed(referral, kind, placed if row.id else [*placed, row], by)


def _drop(referral: ReferralDecision, kind: Placed, row_id: UUID, by: User) -> list[str]:
    before = placed_rows(referral, kind)
    kept = [row for row in before if row.id != row_id]
    if kept == before:
        raise NotFound
    return change_placed(referral, kind, kept, by)
