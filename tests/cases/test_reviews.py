"""How a review ends: the statement in its exact words, the summary, and the balance of acts."""

import pytest

from cases import attestations
from cases.attestations import CURRENT, WORDINGS, wording
from cases.enums import Attestation, NoteMove, NoteStatus
from cases.models import Annotation, NoteStep, NoteVersion
from cases.review_selectors import Balance, balance_of
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion
from supervision.models import LedgerEntry
from tests.factories_cases import World, make_annotation, make_room, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def test_every_wording_says_every_statement_in_its_own_words() -> None:
    for words in WORDINGS.values():
        assert set(words) == set(Attestation)
        assert len(set(words.values())) == len(Attestation)
    assert list(WORDINGS) == list(range(1, CURRENT + 1))


def test_what_was_attested_keeps_its_words(
    world: World, version: NoteVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(world, version.note, NoteMove.COMPLETE, attestation="discussed", wording=CURRENT)
    newer = {**WORDINGS, CURRENT + 1: dict.fromkeys(Attestation, "Said otherwise.")}
    monkeypatch.setattr(attestations, "WORDINGS", newer)

    step = NoteStep.objects.get(move=NoteMove.COMPLETE)

    assert step.wording == CURRENT
    assert wording(step.attestation, step.wording) == WORDINGS[CURRENT][Attestation.DISCUSSED]
    [entry] = LedgerEntry.objects.filter(kind="note.moved").order_by("-occurred_at")[:1]
    assert f'"wording":{CURRENT}' in entry.body


def test_words_that_were_changed_meanwhile_are_read_again(
    world: World, version: NoteVersion
) -> None:
    with pytest.raises(StaleVersion) as refused:
        move(world, version.note, NoteMove.COMPLETE, attestation="reviewed", wording=99)

    version.note.refresh_from_db()
    assert refused.value.code == "stale_wording"
    assert version.note.status == NoteStatus.IN_REVIEW


def test_a_directive_is_attested_where_one_was_given(
    world: World, version: NoteVersion
) -> None:
    with pytest.raises(Invalid) as refused:
        move(world, version.note, NoteMove.COMPLETE, attestation="directive_given")
    given = make_annotation(world, version, act="directive")
    Annotation.objects.update(status="withdrawn")
    with pytest.raises(Invalid):
        move(world, version.note, NoteMove.COMPLETE, attestation="directive_given")
    Annotation.objects.filter(pk=given.pk).update(status="verified")

    move(world, version.note, NoteMove.COMPLETE, attestation="directive_given")

    assert refused.value.code == "no_directive"
    assert NoteStep.objects.get(move=NoteMove.COMPLETE).attestation == "directive_given"


def test_the_acts_of_a_note_are_counted_for_its_supervisor_alone(
    world: World, version: NoteVersion
) -> None:
    for act in ("question", "question", "affirmation", "correction_request", "reflection"):
        make_annotation(world, version, act=act)
    make_annotation(world, version, act="directive")
    make_annotation(world, version, by=world.supervisee, act="question")
    gone = make_annotation(world, version)
    Annotation.objects.filter(pk=gone.pk).update(status="withdrawn")

    assert balance_of(version.note, by=world.supervisor) == Balance(2, 1, 2)
    with pytest.raises(NotAllowed):
        balance_of(version.note, by=world.supervisee)
    for other in (world.lead, world.administrator, world.colleague):
        with pytest.raises(NotFound):
            balance_of(version.note, by=other)
