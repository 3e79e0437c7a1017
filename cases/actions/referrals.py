"""Referral decisions: thought through alone, reviewed together, followed to their outcome."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import decision_policy
from cases.actions import decisions
from cases.actions.decisions import NOTHING_SAID, Moved
from cases.decision_enums import Ground, ReferralMove, ReferralStatus
from cases.decision_fields import (
    REFERRAL_FIELDS,
    TEXT_LIMIT,
    clean_choice,
    clean_content,
    clean_flag,
)
from cases.decision_needs import check_complete
from cases.enums import DecisionKind
from cases.models import ReferralDecision, ReferralGround, ReferralOption
from cases.spans import Span
from supervision.exceptions import Invalid, NotFound
from supervision.models import User
from supervision.text import clean_text

OPTIONS_LIMIT = 20
_OPTION_TEXTS = ("label", "pros", "cons", "client_view", "wait_and_cost", "cultural_fit")


class GroundInput(NamedTuple):
    ground: str
    evidence: str = ""
    primary: bool = False


class OptionInput(NamedTuple):
    """Without an id it is a new one."""

    label: str
    id: UUID | None = None
    pros: str = ""
    cons: str = ""
    client_view: str = ""
    wait_and_cost: str = ""
    cultural_fit: str = ""
    continue_here: bool = False
    chosen: bool = False


@transaction.atomic
def start_referral(  # noqa: PLR0913 - the facts of a beginning
    *,
    case_id: UUID,
    by: User,
    from_version_id: UUID | None = None,
    passage: Span | None = None,
    content: Mapping[str, object] | None = None,
    grounds: Sequence[GroundInput] = (),
    options: Sequence[OptionInput] = (),
) -> ReferralDecision:
    """A referral in mind: private until it is proposed."""
    opening = decisions.open_on(case_id, from_version_id, by, passage)
    referral = ReferralDecision.objects.create(
        **decisions.new_facts(opening, DecisionKind.REFERRAL, by),
        **_clean_new(content or {}),
        status=ReferralStatus.CONSIDERING,
    )
    _replace_grounds(referral, grounds, by)
    _replace_options(referral, options)
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
    decisions.record_step(
        referral, ReferralMove.RECORD_EMERGENCY, ReferralStatus.CONSIDERING, by=by
    )
    return referral


@transaction.atomic
def change_referral(
    *,
    referral_id: UUID,
    version: int,
    by: User,
    content: Mapping[str, object],
    grounds: Sequence[GroundInput] | None = None,
    options: Sequence[OptionInput] | None = None,
) -> ReferralDecision:
    """Write into it. Grounds and options, where given, replace the whole list."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.owner_of(by, referral)
    decisions.check_version(referral, version)
    new = decisions.changed_only(referral, clean_content(referral.kind, content))
    decision_policy.check_change_decision(by, referral, new)
    for name, value in new.items():
        setattr(referral, name, value)
    named = list(new)
    named += _change_grounds(referral, grounds, by)
    named += _change_options(referral, options, by)
    return _changed(referral, by, named, *new)


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
        for row in _grounds_of(referral)
        if row.ground != ground.ground
    ]
    return _changed(referral, by, _change_grounds(referral, [*kept, ground], by))


@transaction.atomic
def drop_ground(*, referral_id: UUID, version: int, by: User, ground: str) -> ReferralDecision:
    """Take a ground back; once shared, the history keeps that it was there."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.check_change_rows(by, referral)
    decisions.check_version(referral, version)
    before = _grounds_of(referral)
    kept = [row for row in before if row.ground != ground]
    if kept == before:
        raise NotFound
    return _changed(referral, by, _change_grounds(referral, kept, by))


@transaction.atomic
def put_option(
    *, referral_id: UUID, version: int, by: User, option: OptionInput
) -> ReferralDecision:
    """Add a way, or write one anew. A newly chosen one replaces the choice."""
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.check_change_rows(by, referral)
    decisions.check_version(referral, version)
    before = _options_of(referral)
    if option.id is not None and option.id not in {row.id for row in before}:
        raise NotFound
    kept = [row._replace(chosen=row.chosen and not option.chosen) for row in before]
    placed = [option if row.id == option.id else row for row in kept]
    wanted = placed if option.id else [*placed, option]
    return _changed(referral, by, _change_options(referral, wanted, by))


@transaction.atomic
def drop_option(
    *, referral_id: UUID, version: int, by: User, option_id: UUID
) -> ReferralDecision:
    referral = decisions.lock_decision(ReferralDecision, referral_id)
    decision_policy.check_change_rows(by, referral)
    decisions.check_version(referral, version)
    before = _options_of(referral)
    kept = [row for row in before if row.id != option_id]
    if kept == before:
        raise NotFound
    return _changed(referral, by, _change_options(referral, kept, by))


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
    decisions.move_decision(referral, move, version=version, by=by, moved=moved)
    return referral


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


# --- Grounds ---


def _grounds_of(referral: ReferralDecision) -> list[GroundInput]:
    return [
        GroundInput(row.ground, row.evidence, row.primary)
        for row in _rows(referral, ReferralGround)
    ]


def _change_grounds(
    referral: ReferralDecision, grounds: Sequence[GroundInput] | None, by: User
) -> list[str]:
    if grounds is None or _clean_grounds(grounds) == _grounds_of(referral):
        return []
    decision_policy.check_change_rows(by, referral)
    _replace_grounds(referral, grounds, by)
    return ["grounds"]


def _replace_grounds(
    referral: ReferralDecision, grounds: Sequence[GroundInput], by: User
) -> None:
    wanted = {row.ground: row for row in _clean_grounds(grounds)}
    before = {row.ground for row in _grounds_of(referral)}
    ReferralGround.objects.filter(referral=referral).delete()
    ReferralGround.objects.bulk_create(
        ReferralGround(referral=referral, **row._asdict()) for row in wanted.values()
    )
    for code in sorted(wanted.keys() - before):
        decisions.remember(referral, "ground_added", Ground(code).label, by)
    for code in sorted(before - wanted.keys()):
        decisions.remember(referral, "ground_removed", Ground(code).label, by)


def _clean_grounds(grounds: Sequence[GroundInput]) -> list[GroundInput]:
    """In the order the rows come back: the main one first, then by code."""
    cleaned = [
        GroundInput(
            clean_choice(Ground, row.ground, name="grounds", required=True),
            clean_text(row.evidence, field="grounds", max_length=TEXT_LIMIT),
            bool(clean_flag(row.primary, "grounds")),
        )
        for row in grounds
    ]
    if len({row.ground for row in cleaned}) != len(cleaned):
        raise Invalid.field("grounds", "Each ground once: put its evidence together.")
    if sum(row.primary for row in cleaned) > 1:
        raise Invalid.field("grounds", "Only one ground can be the main one.")
    return sorted(cleaned, key=lambda row: (not row.primary, row.ground))


# --- Options ---


def _options_of(referral: ReferralDecision) -> list[OptionInput]:
    names = OptionInput._fields
    return [
        OptionInput(**{name: getattr(row, name) for name in names})
        for row in _rows(referral, ReferralOption)
    ]


def _change_options(
    referral: ReferralDecision, options: Sequence[OptionInput] | None, by: User
) -> list[str]:
    if options is None or _clean_options(options) == _options_of(referral):
        return []
    decision_policy.check_change_rows(by, referral)
    _replace_options(referral, options)
    return ["options"]


def _replace_options(referral: ReferralDecision, options: Sequence[OptionInput]) -> None:
    """An option keeps its id; an id of another referral's option is not taken over."""
    own = {row.id for row in _options_of(referral)}
    wanted = _clean_options(options)
    if foreign := [row for row in wanted if row.id and row.id not in own]:
        raise Invalid.field("options", f"There is no option {foreign[0].id} here.")
    ReferralOption.objects.filter(referral=referral).delete()
    ReferralOption.objects.bulk_create(
        ReferralOption(referral=referral, position=position, **_facts(row))
        for position, row in enumerate(wanted)
    )


def _facts(option: OptionInput) -> dict[str, Any]:
    return {name: value for name, value in option._asdict().items() if value is not None}


def _clean_options(options: Sequence[OptionInput]) -> list[OptionInput]:
    if len(options) > OPTIONS_LIMIT:
        said = f"At most {OPTIONS_LIMIT} options fit."
        raise Invalid.field("options", said, code="too_many")
    cleaned = [_clean_option(row) for row in options]
    if sum(row.chosen for row in cleaned) > 1:
        raise Invalid.field("options", "Only one option can be the chosen one.")
    return cleaned


def _clean_option(option: OptionInput) -> OptionInput:
    clean: dict[str, Any] = {
        name: clean_text(getattr(option, name), field="options", max_length=TEXT_LIMIT)
        for name in _OPTION_TEXTS
    }
    for name in ("continue_here", "chosen"):
        clean[name] = bool(clean_flag(getattr(option, name), "options"))
    return OptionInput(id=option.id, **clean)


def _rows(referral: ReferralDecision, model: type[Any]) -> list[Any]:
    rows = list(model.objects.filter(referral=referral))
    for row in rows:
        row.referral = referral  # its key opens them without another query
    return rows
