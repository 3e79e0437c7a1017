"""The pages of an agreement, and what the page of a supervision says of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from supervision.models import SupervisionAgreement, User
from tests.factories_agreements import (
    WORDS,
    begun,
    in_days,
    offered,
    signed,
    signed_by,
    written,
)
from tests.factories_cases import World
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db


def look(who: User, name: str, pk: Any) -> str:
    return text(as_(who).get(reverse(name, args=[pk])))


def post(who: User, page: str, pk: Any, **said: Any) -> Any:
    return as_(who).post(reverse(page, args=[pk]), said)


def typed(agreement: SupervisionAgreement, **said: Any) -> dict[str, Any]:
    return {**WORDS, "review_due": in_days(90), "version": agreement.version, **said}


def test_from_the_first_word_to_both_signatures(world: World) -> None:
    page = world.relationship.pk
    assert "No agreement is signed yet." in look(world.supervisee, "relationship", page)
    begun_at = post(world.supervisor, "agreement_start", page)
    agreement = SupervisionAgreement.objects.get()
    assert begun_at.headers["Location"] == reverse("agreement_write", args=[agreement.pk])
    assert "a complaint or a suit is threatened" in look(
        world.supervisee, "agreement_write", agreement.pk
    )

    saved = typed(agreement, goals="To stay calm when it is loud.")
    assert post(world.supervisee, "agreement_write", agreement.pk, **saved).status_code == 302
    assert "when it is loud" in look(world.supervisor, "agreement", agreement.pk)
    agreement.refresh_from_db()
    offer = typed(agreement, offer="yes")
    assert post(world.supervisor, "agreement_write", agreement.pk, **offer).status_code == 302
    for who in (world.supervisor, world.supervisee):
        agreement.refresh_from_db()
        said = {"name": who.display_name, "version": agreement.version}
        assert post(who, "agreement_sign", agreement.pk, **said).status_code == 302

    assert "Signed by both" in look(world.supervisee, "agreement", agreement.pk)
    shown = look(world.supervisor, "relationship", page)
    assert "Signed by both" in shown
    assert "No agreement is signed yet" not in shown


def test_what_is_missing_is_named_and_what_was_typed_stays(world: World) -> None:
    agreement = begun(world)
    answer = post(
        world.supervisor,
        "agreement_write",
        agreement.pk,
        **typed(agreement, goals=" ", fees="Twenty kroner.", offer="yes"),
    )

    assert answer.status_code == 400
    assert "Write what you agree" in text(answer)
    assert "Twenty kroner." in text(answer)
    agreement.refresh_from_db()
    assert agreement.status == "draft"


def test_when_the_other_has_saved_meanwhile_both_texts_are_shown(world: World) -> None:
    agreement = begun(world)
    mine = typed(agreement, goals="What I typed.")
    agreement = written(world, agreement, world.supervisee, sections={"goals": "Her words."})

    answer = post(world.supervisor, "agreement_write", agreement.pk, **mine)

    assert answer.status_code == 409
    assert "What I typed." in text(answer)
    assert "Meanwhile it says: “Her words.”" in text(answer)
    assert f'name="version" value="{agreement.version}"' in answer.content.decode()


def test_whoever_has_signed_reads_for_whom_it_waits(world: World) -> None:
    agreement = signed_by(offered(world), world.supervisor)
    waits = f"It waits for {world.supervisee.display_name}."

    assert waits in look(world.supervisor, "agreement", agreement.pk)
    assert "It waits for" not in look(world.supervisee, "agreement", agreement.pk)


def test_another_name_is_no_signature(world: World) -> None:
    agreement = offered(world)
    said = {"name": "Someone Else", "version": agreement.version}

    answer = post(world.supervisee, "agreement_sign", agreement.pk, **said)

    assert answer.status_code == 400
    assert "Type your name as it stands here" in text(answer)
    assert "Someone Else" in answer.content.decode()


def test_it_is_opened_again_with_words_for_the_other(world: World) -> None:
    agreement = signed_by(offered(world), world.supervisor)
    said = {"words": "Not on Fridays.", "version": agreement.version}

    assert post(world.supervisee, "agreement_reopen", agreement.pk, **said).status_code == 302
    shown = look(world.supervisor, "agreement", agreement.pk)
    assert "Not on Fridays." in shown
    assert "Signatures" not in shown


def test_a_lead_sees_that_there_is_one_and_no_word_of_it(world: World) -> None:
    agreement = signed(world)

    card = look(world.lead, "relationship", world.relationship.pk)
    assert "Signed by both" in card
    assert "Write the next one" not in card
    page = look(world.lead, "agreement", agreement.pk)
    assert "The two of them read that" in page
    assert "We agree on" not in page
    assert world.supervisee.display_name in page
    office = look(world.administrator, "relationship", world.relationship.pk)
    assert "Agreement" not in office
    gone = as_(world.administrator).get(reverse("agreement", args=[agreement.pk]))
    assert gone.status_code == 404


def test_both_pages_say_when_it_is_to_be_looked_at_again(world: World) -> None:
    agreement = signed(world)
    assert "Review" not in look(world.supervisee, "relationship", world.relationship.pk)
    for days, words in ((90, "Review soon"), (101, "Review is due")):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert words in look(world.supervisee, "relationship", world.relationship.pk)
            assert "looked at again" in look(world.supervisor, "agreement", agreement.pk)


def test_what_is_no_draft_is_shown_and_not_written_on(world: World) -> None:
    agreement = signed(world)
    answer = as_(world.supervisor).get(reverse("agreement_write", args=[agreement.pk]))

    assert answer.status_code == 302
    said = typed(agreement, goals="Other words.")
    refused = post(world.supervisor, "agreement_write", agreement.pk, **said)
    assert refused.status_code == 409
    assert "Other words." in text(refused)
