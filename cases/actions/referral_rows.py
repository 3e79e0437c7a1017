"""Grounds, options and each client's part: the lists of a referral, replaced whole."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from cases import decision_policy
from cases.actions import decisions
from cases.decision_enums import ConsentToShare, Ground, NotToldReason
from cases.decision_fields import (
    TEXT_LIMIT,
    clean_choice,
    clean_date,
    clean_flag,
)
from cases.models import ClientVoice, ReferralDecision, ReferralGround, ReferralOption
from cases.referral_links import linkable_boundaries, linkable_flags
from supervision.exceptions import Invalid
from supervision.models import User
from supervision.text import clean_text

MOST_ROWS: Final = 20
_OPTION_TEXTS: Final = (
    "label", "pros", "cons", "client_view", "wait_time", "cost", "cultural_fit",
)  # fmt: skip
_VOICE_TEXTS: Final = ("who", "informed_how", "preference", "disagreement")


class GroundInput(NamedTuple):
    """``flag_id`` and ``boundary_id``: what it grew from, of one's own, by choosing it."""

    ground: str
    evidence: str = ""
    primary: bool = False
    flag_id: UUID | None = None
    boundary_id: UUID | None = None


class OptionInput(NamedTuple):
    """Without an id it is a new one."""

    label: str
    id: UUID | None = None
    pros: str = ""
    cons: str = ""
    client_view: str = ""
    available: bool | None = None
    wait_time: str = ""
    cost: str = ""
    cultural_fit: str = ""
    continue_here: bool = False
    chosen: bool = False


class VoiceInput(NamedTuple):
    """One of several clients, by the role; without an id it is a new one."""

    who: str
    id: UUID | None = None
    informed_on: date | str | None = None
    informed_how: str = ""
    preference: str = ""
    disagreement: str = ""
    consent_to_share: str = ""
    not_told_reason: str = ""


# --- Grounds ---


def grounds_of(referral: ReferralDecision) -> list[GroundInput]:
    names = GroundInput._fields
    return [
        GroundInput(**{name: getattr(row, name) for name in names})
        for row in _rows(referral, ReferralGround)
    ]


def change_grounds(
    referral: ReferralDecision, grounds: Sequence[GroundInput] | None, by: User
) -> list[str]:
    if grounds is None or _clean_grounds(grounds) == grounds_of(referral):
        return []
    decision_policy.check_change_rows(by, referral)
    replace_grounds(referral, grounds, by)
    return ["grounds"]


def replace_grounds(
    referral: ReferralDecision, grounds: Sequence[GroundInput], by: User
) -> None:
    """Once shared, the history keeps a ground that is taken back, with its evidence."""
    wanted = {row.ground: row for row in _clean_grounds(grounds)}
    before = {row.ground: row for row in grounds_of(referral)}
    _check_links(referral, wanted, before, by)
    ReferralGround.objects.filter(referral=referral).delete()
    ReferralGround.objects.bulk_create(
        ReferralGround(referral=referral, **row._asdict()) for row in wanted.values()
    )
    for code in sorted(wanted.keys() - before.keys()):
        decisions.remember(referral, "ground_added", Ground(code).label, by)
    for code in sorted(before.keys() - wanted.keys()):
        words = f"{Ground(code).label}\n{before[code].evidence}".strip()
        decisions.remember(referral, "ground_removed", words, by)


def _check_links(
    referral: ReferralDecision,
    wanted: Mapping[str, GroundInput],
    before: Mapping[str, GroundInput],
    by: User,
) -> None:
    """Of one's own, on the same case; a flag only once it is shown to the supervisor."""
    kept = {(row.flag_id, row.boundary_id) for row in before.values()}
    for row in wanted.values():
        if (row.flag_id, row.boundary_id) in kept:
            continue
        flags = linkable_flags(by, referral.case_id)
        if row.flag_id and not flags.filter(pk=row.flag_id).exists():
            msg = "There is no such flag of yours that your supervisor sees on this case."
            raise Invalid.field("grounds", msg, code="unknown_flag")
        boundaries = linkable_boundaries(by, referral.case_id)
        if row.boundary_id and not boundaries.filter(pk=row.boundary_id).exists():
            msg = "There is no such boundary decision of yours on this case."
            raise Invalid.field("grounds", msg, code="unknown_boundary")


def _clean_grounds(grounds: Sequence[GroundInput]) -> list[GroundInput]:
    """In the order the rows come back: the main one first, then by code."""
    cleaned = [
        row._replace(
            ground=clean_choice(Ground, row.ground, name="grounds", required=True),
            evidence=clean_text(row.evidence, field="grounds", max_length=TEXT_LIMIT),
            primary=bool(clean_flag(row.primary, "grounds")),
        )
        for row in grounds
    ]
    if len({row.ground for row in cleaned}) != len(cleaned):
        raise Invalid.field("grounds", "Each ground once: put its evidence together.")
    if sum(row.primary for row in cleaned) > 1:
        raise Invalid.field("grounds", "Only one ground can be the main one.")
    return sorted(cleaned, key=lambda row: (not row.primary, row.ground))


# --- Lists whose rows keep their id and their place ---


class Placed(NamedTuple):
    """A list of rows: its ``name`` in refusals, and how one of its rows is cleaned."""

    name: str
    one: str
    model: type[Any]
    row: type[Any]
    clean: Callable[[Any], Any]
    check: Callable[[User, ReferralDecision], None]


def placed_rows(referral: ReferralDecision, kind: Placed) -> list[Any]:
    return [
        kind.row(**{name: getattr(row, name) for name in kind.row._fields})
        for row in _rows(referral, kind.model)
    ]


def change_placed(
    referral: ReferralDecision, kind: Placed, rows: Sequence[Any] | None, by: User
) -> list[str]:
    if rows is None or _clean_placed(kind, rows) == placed_rows(referral, kind):
        return []
    kind.check(by, referral)
    replace_placed(referral, kind, rows)
    return [kind.name]


def replace_placed(referral: ReferralDecision, kind: Placed, rows: Sequence[Any]) -> None:
    """A row keeps its id; an id of another referral's row is not taken over."""
    own = {row.id for row in placed_rows(referral, kind)}
    wanted = _clean_placed(kind, rows)
    if foreign := [row for row in wanted if row.id and row.id not in own]:
        raise Invalid.field(kind.name, f"There is no {kind.one} {foreign[0].id} here.")
    kind.model.objects.filter(referral=referral).delete()
    kind.model.objects.bulk_create(
        kind.model(referral=referral, position=position, **_facts(row))
        for position, row in enumerate(wanted)
    )


def _facts(row: Any) -> dict[str, Any]:
    facts: dict[str, Any] = row._asdict()
    return facts if row.id else {name: it for name, it in facts.items() if name != "id"}


def _clean_placed(kind: Placed, rows: Sequence[Any]) -> list[Any]:
    if len(rows) > MOST_ROWS:
        words = f"At most {MOST_ROWS} {kind.name} fit."
        raise Invalid.field(kind.name, words, code="too_many")
    cleaned = [kind.clean(row) for row in rows]
    if sum(getattr(row, "chosen", False) for row in cleaned) > 1:
        raise Invalid.field(kind.name, "Only one option can be the chosen one.")
    return cleaned


def _clean_option(option: OptionInput) -> OptionInput:
    return option._replace(
        **_clean_texts(option, _OPTION_TEXTS, "options"),
        available=clean_flag(option.available, "options"),
        continue_here=bool(clean_flag(option.continue_here, "options")),
        chosen=bool(clean_flag(option.chosen, "options")),
    )


def _clean_voice(voice: VoiceInput) -> VoiceInput:
    consent = clean_choice(
        ConsentToShare, voice.consent_to_share, name="voices", required=False
    )
    reason = clean_choice(NotToldReason, voice.not_told_reason, name="voices", required=False)
    return voice._replace(
        **_clean_texts(voice, _VOICE_TEXTS, "voices"),
        informed_on=clean_date(voice.informed_on, "voices"),
        consent_to_share=consent,
        not_told_reason=reason,
    )


def _clean_texts(row: Any, names: Sequence[str], field: str) -> dict[str, Any]:
    return {
        name: clean_text(getattr(row, name), field=field, max_length=TEXT_LIMIT)
        for name in names
    }


def _rows(referral: ReferralDecision, model: type[Any]) -> list[Any]:
    rows = list(model.objects.filter(referral=referral))
    for row in rows:
        row.referral = referral  # its key opens them without another query
    return rows


OPTIONS: Final = Placed(
    "options",
    "option",
    ReferralOption,
    OptionInput,
    _clean_option,
    decision_policy.check_change_rows,
)
VOICES: Final = Placed(
    "voices",
    "voice",
    ClientVoice,
    VoiceInput,
    _clean_voice,
    decision_policy.check_change_voices,
)
