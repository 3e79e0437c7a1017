"""The pages of groups: begun, changed, presented to, read by peers, closed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.enums import NoteMove
from cases.models import Annotation, GroupPresentation, NarrativeRead
from supervision.enums import GroupKind, Role
from supervision.models import SupervisionGroup, User
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
    write,
)
from tests.factories_groups import (
    FELT,
    allow,
    make_group,
    make_peer,
    make_presentation,
    span_of,
)
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(world: World) -> User:
    return make_peer(world, "priya")


@pytest.fixture
def group(world: World, peer: User) -> SupervisionGroup:
    return make_group(world, world.supervisee, peer, make_peer(world, "tomas"))


def room(user: User, note_id: object, query: str = "") -> Any:
    return as_(user).get(reverse("room", args=[note_id]) + query)


def say(user: User, note_id: object, **said: Any) -> Any:
    facts = {"op_id": str(uuid4()), "number": 1, "act": "question", "body": "And you?"}
    return as_(user).post(reverse("room_say", args=[note_id]), facts | said)


# --- Groups ---


def test_the_lead_starts_a_group_and_sees_names_and_dates(world: World, peer: User) -> None:
    lead = as_(world.lead)
    url = reverse("group_new", args=[world.clinic.pk])
    said = {
        "name": "Thursday",
        "kind": GroupKind.PEER_CONSULTATION,
        "members": [str(world.supervisee.pk), str(peer.pk)],
    }

    asked = lead.get(url)
    refused = lead.post(url, said | {"members": [str(peer.pk)]})
    done = lead.post(url, said, follow=True)

    assert "no directives, no attestation" in text(asked)
    assert refused.status_code == 400
    assert "Choose 2 to 12 people" in text(refused)
    assert 'value="Thursday"' in refused.content.decode()
    shown = text(done)
    assert "Thursday Peer consultation No leader" in shown
    assert "Priya since today" in shown
    assert "Thursday" in text(lead.get(reverse("people")))


def test_a_member_is_added_and_a_membership_ended(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    lead, mei = as_(world.lead), make_peer(world, "mei")
    add = reverse("group_member_add", args=[group.pk])

    added = lead.post(add, {"member": str(mei.pk)}, follow=True)
    again = lead.post(add, {"member": str(mei.pk)})
    membership = group.memberships.get(member=peer)
    end = reverse("group_member_end", args=[membership.pk])
    ended = lead.post(end, follow=True)

    assert "Mei is in the group now." in text(added)
    assert again.status_code == 409
    assert "This person is in the group already." in text(again)
    assert "Priya is no longer in Thursday." in text(ended)
    assert "Were in it before Priya" in text(ended)
    assert as_(peer).get(reverse("group", args=[group.pk])).status_code == 404


def test_a_member_sees_the_group_and_can_leave_it(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    client = as_(peer)
    page = text(client.get(reverse("group", args=[group.pk])))
    membership = group.memberships.get(member=peer)

    left = client.post(reverse("group_member_end", args=[membership.pk]), follow=True)

    assert "Leave the group" in page
    assert "Close the group" not in page
    assert "Add a member" not in page
    assert left.status_code == 200
    assert "Thursday" in text(as_(world.supervisee).get(reverse("people")))


def test_a_closed_group_says_so_to_the_lead(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    lead = as_(world.lead)

    closed = text(lead.post(reverse("group_close", args=[group.pk]), follow=True))

    assert "Thursday is closed. Nothing is presented to it any more." in closed
    assert "Closed today" in closed
    assert "Add a member" not in closed
    assert "Thursday" not in text(lead.get(reverse("people")))


def test_the_lead_learns_nothing_of_what_is_presented(
    world: World, group: SupervisionGroup
) -> None:
    made = make_presentation(world, group)
    lead = as_(world.lead)

    for url in (reverse("group", args=[group.pk]), reverse("people")):
        page = text(lead.get(url))
        assert made.note.case.code not in page
        assert FELT not in page
    assert room(world.lead, made.note_id).status_code == 404


# --- Presenting ---


def test_the_author_is_told_who_will_read_what_and_presents_it(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world, felt=FELT)
    allow(world, version.note.case)
    author = as_(world.supervisee)
    url = reverse("note_present", args=[version.note_id])
    until = timezone.localtime() + timedelta(hours=2)
    said = {
        "number": 1,
        "group": str(group.pk),
        "sections": ["felt"],
        "ends_at": f"{until:%Y-%m-%dT%H:%M}",
    }

    offered = text(room(world.supervisee, version.note_id))
    asked = text(author.get(url))
    nothing = author.post(url, said | {"sections": []})
    done = author.post(url, said, follow=True)

    assert "Present in a group" in offered
    assert "They see the code" in asked
    assert "Priya" in asked
    assert nothing.status_code == 400
    assert "Choose at least one section." in text(nothing)
    assert "“Thursday” can read what you chose." in text(done)
    assert "1 section of version 1" in text(done)
    assert GroupPresentation.objects.get().sections.get().key == "felt"


def test_what_is_missing_is_said_with_the_way_there(
    world: World, peer: User, group: SupervisionGroup
) -> None:
    version = make_room(world)
    waiting = make_draft(world)
    submit(world, waiting)
    author = as_(world.supervisee)

    page = author.get(reverse("note_present", args=[version.note_id]))
    unopened = author.get(reverse("note_present", args=[waiting.pk]))

    consent = f"{reverse('case', args=[version.note.case_id])}?consent=group_presentation"
    assert "is not on record" in text(page)
    assert consent in page.content.decode()
    assert "Not opened yet" in text(unopened)
    refused = author.post(
        reverse("note_present", args=[version.note_id]),
        {
            "number": 1,
            "group": str(group.pk),
            "sections": ["happened"],
            "ends_at": f"{timezone.localtime() + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        },
    )
    assert refused.status_code == 409
    assert "consent to a presentation in a group is not on record" in text(refused)
    assert not GroupPresentation.objects.exists()


def test_whoever_is_in_no_group_is_told_so(world: World) -> None:
    version = make_room(world)
    page = as_(world.supervisee).get(reverse("note_present", args=[version.note_id]))

    assert "You are in no group" in text(page)
    assert "Present in a group" not in text(room(world.supervisee, version.note_id))
    refused = as_(world.supervisor).get(reverse("note_present", args=[version.note_id]))
    assert refused.status_code == 403


def test_the_pair_sees_to_whom_it_is_presented_and_the_author_closes_it(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    author = as_(world.supervisee)

    hers = text(room(world.supervisee, made.note_id))
    theirs = text(room(world.supervisor, made.note_id))
    closed = author.post(reverse("presentation_end", args=[made.pk]), follow=True)

    assert "Presented to “Thursday”" in hers
    assert "Close it to the group" in hers
    assert "Presented to “Thursday”" in theirs
    assert "Close it to the group" not in theirs
    assert "“Thursday” reads it no more." in text(closed)
    assert room(peer, made.note_id).status_code == 404


# --- As a peer ---


def test_the_start_page_of_a_peer_lists_what_is_presented(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    leader = make_peer(world, "ruth", Role.SUPERVISOR)
    make_group(world, world.supervisee, leader, name="Friday")
    before = text(as_(peer).get(reverse("cases")))
    made = make_presentation(world, group)

    after = as_(peer).get(reverse("cases"))
    elsewhere = as_(leader).get(reverse("queue"))

    assert "Nothing at present. When somebody presents a note to “Thursday”" in before
    assert reverse("room", args=[made.note_id]) in after.content.decode()
    assert made.note.case.code in text(after)
    assert "Nothing at present. When somebody presents a note to “Friday”" in text(elsewhere)
    assert "Presented to your group" not in text(as_(world.colleague).get(reverse("queue")))


def test_a_peer_reads_the_chosen_sections_and_nothing_else(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world, felt=FELT)
    inside, outside = (span_of(version, key) for key in ("felt", "happened"))
    flag: dict[str, Any] = {"number": 1, "visibility": "with_group"}
    make_flag(world, version.note, narrative="In sight.", **flag, **inside)
    make_flag(world, version.note, narrative="Out of sight.", **flag, **outside)
    make_annotation(world, version, body="Between us.", **inside)
    made = make_presentation(world, group, version, sections=["felt"])
    make_annotation(world, version, body="For all of you.", visibility="group", **inside)

    for url in (
        reverse("room", args=[made.note_id]),
        reverse("room_changes", args=[made.note_id]),
    ):
        page = as_(peer).get(url).content.decode()
        assert "For all of you." in page
        assert "In sight." in page
        for hidden in (
            *(HAPPENED, QUESTION, "Out of sight.", "Between us."),
            *("What happened", "Who opened it", version.note.case.pseudonym + ","),
        ):
            assert hidden not in page, (url, hidden)
    shown = text(room(peer, made.note_id))
    assert FELT[2:] in shown
    assert "What you write is read by the group" in shown
    read = NarrativeRead.objects.get(reader=peer)
    assert (read.role, read.times) == ("group member", 1)
    told = text(room(world.supervisee, made.note_id))
    assert f"{peer}, as a member of a group it was presented to" in told


def test_each_side_gets_its_own_forms(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    make_annotation(world, made.version, visibility="group")

    pages = {
        who: room(who, made.note_id).content.decode()
        for who in (peer, world.supervisee, world.supervisor)
    }

    mine = pages[peer]
    for part in ('value="affirmation"', 'value="suggestion"', 'id="say-form"'):
        assert part in mine
    for part in (
        *('value="directive"', 'value="concern"', 'value="teaching"', 'id="raise-form"'),
        *('name="visibility"', 'id="room-history"', 'id="room-group"', ">Settle<"),
    ):
        assert part not in mine
    for pair in (world.supervisee, world.supervisor):
        assert "Read by “Thursday” while it is presented." in pages[pair]
        assert 'id="raise-form"' in pages[pair]


def test_the_pair_chooses_for_whom_it_writes(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    say(world.supervisor, made.note_id, body="Between us.", visibility="pair")
    say(world.supervisor, made.note_id, body="For all.", visibility="group")
    say(world.supervisee, made.note_id, body="Nothing chosen.")
    say(peer, made.note_id, body="A peer asks.", act="affirmation")

    said = {each.body: each.visibility for each in Annotation.objects.all()}
    assert said == {
        "Between us.": "pair",
        "For all.": "group",
        "Nothing chosen.": "pair",
        "A peer asks.": "group",
    }
    assert "group member" in text(room(world.supervisor, made.note_id))


def test_a_refused_word_of_a_peer_is_kept(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group, sections=["felt"])
    outside = span_of(made.version, "happened")

    refused = say(peer, made.note_id, body="Dear words.", **outside)

    assert refused.status_code == 400
    assert "Dear words." in refused.content.decode()
    assert "not part of what is presented" in text(refused)
    assert not Annotation.objects.exists()


def test_a_peer_of_an_older_version_reads_it_and_is_told(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    move(world, made.note, NoteMove.RETURN, text="Look again.")
    write(world, made.note, happened="Rewritten.")
    submit(world, made.note)

    page = room(peer, made.note_id)

    assert "has written on since; nothing can be added here." in text(page)
    assert "Rewritten." not in page.content.decode()
    assert 'data-room-live-value="true"' in page.content.decode()
    assert room(peer, made.note_id, "?version=2").status_code == 404
    compare = reverse("note_compare", args=[made.note_id])
    assert as_(peer).get(f"{compare}?from=1&to=2").status_code == 404


@pytest.mark.parametrize("name", ["cases", "people"])
def test_the_lists_cost_the_same_however_much_there_is(world: World, name: str) -> None:
    peer = make_peer(world, "priya")
    client, counted = as_(peer), []
    for number in range(3):
        group = make_group(world, world.supervisee, peer, name=f"Group {number}")
        make_presentation(world, group)
        client.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(name))
        counted.append(len(queries))

    assert counted[0] == counted[2]


def test_a_flag_read_by_a_peer_is_on_record_as_hers(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    shown = make_flag(world, made.note, number=1, visibility="with_group", narrative="Tight.")

    page = as_(peer).get(reverse("flag", args=[shown.pk]))

    assert "Tight." in text(page)
    assert NarrativeRead.objects.get(reader=peer).role == "group member"
