"""No word of a conversation stands in the database in clear, however it came in."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from cases.actions import (
    annotations,
    boundaries,
    consultations,
    flags,
    followups,
    grants,
    referral_rows,
    referrals,
    takeaways,
)
from cases.actions.decisions import Moved
from cases.decision_enums import ReferralMove
from cases.enums import AnnotationMove, NoteMove
from cases.models import BoundaryDecision, Decision, ReferralDecision
from supervision.models.sealed import SealedJSONField, SealedTextField
from tests.factories_cases import (
    World,
    make_annotation,
    make_case,
    make_draft,
    make_flag,
    make_world,
    move,
    submit,
    write,
)

# What a row may say in clear: codes, and names of people who work here.
CLEAR = {
    "cases.AuditSample.frame",  # ids and risks
    "cases.AuditSample.seed",
    "cases.Export.filters",  # codes, ids and dates
    "cases.Finding.checklist_version",
    "cases.Finding.held_from",
    "cases.FindingStep.from_status",
    "cases.FindingStep.move",
    "cases.FindingStep.to_status",
    "cases.Case.code",
    "cases.Decision.reference",
    "cases.Decision.status",
    "cases.Decision.held_from",
    "cases.DecisionStep.move",
    "cases.DecisionStep.from_status",
    "cases.DecisionStep.to_status",
    "cases.NoteStep.reason",
    "cases.NoteEvent.detail",
    "cases.IdentifierIncident.digest",  # keyed
    "cases.IncidentOriginal.label",  # of a model
    "cases.KeptIdentifiers.found",  # fields, kinds and numbers
    "cases.NarrativeRead.role",
    "cases.Operation.fingerprint",
    "cases.PresentedSection.key",
    "cases.ReferralDecision.abandonment_check",
    "cases.ReferralDecision.values_steps",
    "cases.ReflectiveFlag.section",
    "cases.RoomVisit.opened",  # ids and event numbers
}


class Planted:
    """Sentences that stand nowhere else; each is remembered."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, where: str) -> str:
        self.words.append(f"zebrafish {where} quill")
        return self.words[-1]


def test_every_text_column_is_sealed_or_a_known_code() -> None:
    open_columns = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
    }

    assert open_columns == CLEAR


@pytest.mark.django_db(transaction=True)
def test_planted_sentences_are_found_in_no_file_of_the_database(tmp_path: Path) -> None:
    planted = Planted()
    world = make_world()
    _play_a_note(world, planted)
    _play_decisions(world, planted)

    stored = b"".join(_stored(tmp_path))

    assert world.supervisee.email.encode() in stored, "the dump must hold the rows"
    assert [word for word in planted.words if word.encode() in stored] == []
    assert b"zebrafish" not in stored


def _play_a_note(world: World, plant: Planted) -> None:
    case = make_case(
        world,
        pseudonym=plant("pseudonym"),
        treatment_approach=plant("approach"),
        presenting_theme=plant("theme"),
    )
    grants.give_grant(
        case_id=case.pk,
        reader_id=world.colleague.pk,
        reason=plant("grant"),
        expires_at=timezone.now() + timedelta(days=1),
        by=world.supervisee,
    )
    note = make_draft(world, case, happened=plant("happened"), felt=plant("felt"))
    flag = make_flag(
        world,
        note,
        narrative=plant("flag"),
        details={"ct_feeling": ["helpless"]},
        prompt_answers={"unsaid": plant("prompt")},
    )
    submit(world, note, change_note=plant("change note"))
    move(world, note, NoteMove.OPEN)
    flags.move_flag(
        flag_id=flag.pk,
        status="set_aside",
        reason=plant("aside"),
        expected_version=1,
        by=world.supervisee,
    )
    version = note.versions.get()
    directive = make_annotation(
        world,
        version,
        act="directive",
        body=plant("body"),
        directive={"what": plant("what"), "why": plant("why"), "how_seen": plant("how")},
    )
    annotations.move_annotation(
        annotation_id=directive.pk,
        move=AnnotationMove.DISPUTE,
        reason=plant("dispute"),
        expected_version=1,
        by=world.supervisee,
    )
    annotations.move_annotation(
        annotation_id=directive.pk,
        move=AnnotationMove.MODIFY,
        reason=plant("modify"),
        directive={"what": plant("new what")},
        expected_version=2,
        by=world.supervisor,
    )
    takeaways.write_takeaway(
        note_id=note.pk,
        number=1,
        lines=plant("lines"),
        next_action=plant("next"),
        expected_version=0,
        by=world.supervisee,
    )
    move(world, note, NoteMove.COMPLETE, attestation="directive_given", text=plant("summary"))
    write(world, note, happened=plant("draft"))


def _play_decisions(world: World, plant: Planted) -> None:
    case = make_case(world)
    referral = referrals.start_referral(
        case_id=case.pk,
        by=world.supervisee,
        content={name: plant(name) for name in _texts(ReferralDecision) - _LATER},
        grounds=[referral_rows.GroundInput("no_progress", plant("evidence"), primary=True)],
        options=[
            referral_rows.OptionInput(plant("option"), pros=plant("pros"), cons=plant("cons")),
            referral_rows.OptionInput(plant("other option"), client_view=plant("client view")),
        ],
    )
    referral = referrals.put_voice(
        referral_id=referral.pk,
        version=referral.version,
        voice=referral_rows.VoiceInput(plant("who"), preference=plant("voice")),
        by=world.supervisee,
    )
    follow_up = followups.add_follow_up(
        decision_id=referral.pk,
        version=referral.version,
        due=timezone.localdate(),
        by=world.supervisee,
    )
    followups.record_follow_up(
        follow_up_id=follow_up.pk,
        version=referral.version + 1,
        finding="as_hoped",
        result=plant("result"),
        by=world.supervisee,
    )
    referral.refresh_from_db()
    consultations.add_consultation(
        decision_id=referral.pk,
        version=referral.version,
        consulted="peer",
        on=date(2026, 1, 1),
        question=plant("question"),
        advice=plant("advice"),
        by=world.supervisee,
    )
    referrals.move_referral(
        referral_id=referral.pk,
        move=ReferralMove.PROPOSE,
        version=Decision.objects.get(pk=referral.pk).version,
        by=world.supervisee,
        moved=Moved(reasons=plant("reasons"), relationship_id=world.relationship.pk),
    )
    boundaries.start_boundary(
        case_id=case.pk,
        timing="contemplated",
        domain="time",
        by=world.supervisee,
        content={name: plant(name) for name in _texts(BoundaryDecision) - _LATER}
        | {"lens_answers": {"crossing": {"answers": {"unease": plant("lens")}}}},
    )


# Written by others or at a later step, into the same kind of column.
_LATER = {"values_supervisor_view", "context_considered", "dissent", "after_effect"}


def _texts(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField) and not isinstance(field, SealedJSONField)
    }


def _stored(tmp_path: Path) -> Iterator[bytes]:
    if connection.vendor == "postgresql":
        yield _dump(connection.get_connection_params()["dbname"])
        return
    name = Path(connection.settings_dict["NAME"])
    for path in name.parent.glob(f"{name.name}*"):
        yield path.read_bytes()


def _dump(database: str) -> bytes:
    """Binary columns come out as hex; a sentence in one of them must be found as well."""
    pg_dump = shutil.which("pg_dump")
    if pg_dump is None:
        pytest.skip("pg_dump is not on this machine")
    settings = connection.settings_dict
    where = [f"--host={settings['HOST']}"] if settings["HOST"] else []
    where += [f"--port={settings['PORT']}"] if settings["PORT"] else []
    where += [f"--username={settings['USER']}"] if settings["USER"] else []
    done = subprocess.run(  # noqa: S603 - the suite's own database
        [pg_dump, *where, database],
        check=True,
        capture_output=True,
        env={"PGPASSWORD": settings["PASSWORD"] or "", "PATH": "/usr/bin:/bin"},
    )
    return done.stdout + _unhexed(done.stdout)


def _unhexed(dump: bytes) -> bytes:
    found = [part.split(b"\t")[0].split(b"\n")[0] for part in dump.split(b"\\\\x")[1:]]
    return b"\n".join(bytes.fromhex(part.decode()) for part in found)
