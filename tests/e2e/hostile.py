"""Stores naughty strings wherever somebody types: run by ``manage.py shell`` on its own.

They go through the actions, as everything does that is typed into a page.
"""

import json
from datetime import date
from pathlib import Path

from cases.actions import annotations, boundaries, cases, drafts, flags, notes, referrals
from cases.actions.decisions import Moved
from cases.actions.referral_rows import GroundInput, OptionInput
from cases.decision_enums import BoundaryMove, ReferralMove
from cases.enums import NoteMove
from cases.models import Case, Note
from supervision.exceptions import Invalid
from supervision.models import SupervisionRelationship, User
from supervision.text import clean_text

SHORT, LONG = 60, 8_000
QUESTION = "Which of these is a sentence?"
REVERSED = "\u202eold man and the sea"


def store(corpora: str) -> None:
    author = User.objects.get(email="jo@harbour.example")
    pair = SupervisionRelationship.objects.select_related("supervisor").get(
        supervisee=author, supervisor__email="ruth@harbour.example"
    )
    strings = [text for text in _strings(Path(corpora)) if _is_taken(text)]
    short = [text for text in strings if len(text) <= SHORT and ("<" in text or "=" in text)]
    for text in (REVERSED, *short[:20]):
        _open(pair, text)
    case = _open(pair, "<script>alert('the case')</script>")
    note = _submit(pair, case, strings)
    _annotate(pair, note, strings)
    _decide(pair, case, strings, short)


def _strings(corpora: Path) -> list[str]:
    with (corpora / "naughty_strings.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def _is_taken(text: str) -> bool:
    try:
        return bool(clean_text(text, field="text", max_length=LONG, required=True))
    except Invalid:
        return False


def _open(pair: SupervisionRelationship, pseudonym: str) -> Case:
    return cases.open_case(
        clinic_id=pair.clinic_id,
        pseudonym=pseudonym,
        age_band="25-39",
        modality="individual",
        treatment_approach=pseudonym,
        presenting_theme=pseudonym,
        opened_month=date(2026, 1, 1),
        by=pair.supervisee,
    )


def _submit(pair: SupervisionRelationship, case: Case, strings: list[str]) -> Note:
    author = pair.supervisee
    note = notes.start_note(
        case_id=case.pk, kind="session_reflection", format="reflective_short", by=author
    )
    draft = drafts.save_draft(
        note_id=note.pk,
        revision=0,
        sections={"happened": "\n\n".join(strings), "felt": " ".join(strings)},
        supervision_question=f"{QUESTION} {strings[-1]}",
        help_wanted="tell_me",
        risk="no_new_risk",
        urgency="routine",
        by=author,
    )
    for text in [each for each in strings if "script" in each][:6]:
        flags.raise_flag(
            note_id=note.pk,
            dimension="power",
            narrative=text,
            by=author,
            visibility="with_lead",
        )
    draft.refresh_from_db()
    notes.submit_note(
        note_id=note.pk,
        relationship_id=pair.pk,
        expected_revision=draft.revision,
        by=author,
    )
    note.refresh_from_db()
    return note


def _annotate(pair: SupervisionRelationship, note: Note, strings: list[str]) -> None:
    notes.move_note(
        note_id=note.pk, move=NoteMove.OPEN, expected_version=note.version, by=pair.supervisor
    )
    for first in range(0, len(strings), 30):
        annotations.annotate(
            note_id=note.pk,
            number=1,
            act="question",
            body="\n".join(strings[first : first + 30])[:LONG],
            start=first,
            end=first + 25,
            by=pair.supervisor,
        )


def _decide(
    pair: SupervisionRelationship, case: Case, strings: list[str], short: list[str]
) -> None:
    author, text = pair.supervisee, "\n".join(strings)[:LONG]
    referral = referrals.start_referral(
        case_id=case.pk,
        by=author,
        content={"situation": text, "receiving_service": short[0], "rationale": text},
        grounds=[GroundInput("specialist", text, primary=True)],
        options=[OptionInput(short[1], pros=text), OptionInput(short[2], cons=text)],
    )
    referrals.move_referral(
        referral_id=referral.pk,
        move=ReferralMove.PROPOSE,
        version=referral.version,
        by=author,
        moved=Moved("", pair.pk),
    )
    boundary = boundaries.start_boundary(
        case_id=case.pk,
        by=author,
        timing="discovered",
        domain="time",
        content={"summary": text},
    )
    boundaries.move_boundary(
        boundary_id=boundary.pk,
        move=BoundaryMove.CONSULT_URGENTLY,
        version=boundary.version,
        by=author,
        moved=Moved(text, pair.pk),
    )
