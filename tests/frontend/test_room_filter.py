"""Which threads of a room are shown, what is marked as new, and how that is cleared."""

import re
from typing import Any

import pytest
from django.urls import reverse

from cases.actions.annotations import move_annotation
from cases.enums import AnnotationMove
from cases.models import Annotation, Note, NoteVersion, RoomVisit
from supervision.models import User
from tests.factories_cases import World, make_annotation, make_flag, make_room
from tests.frontend.browsing import as_

pytestmark = pytest.mark.django_db

CARD = re.compile(r'id="(?:thread|flag)-([0-9a-f-]{36})"[^>]*?data-card(.*?)>', re.DOTALL)


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def page(user: User, version: NoteVersion, query: str = "") -> str:
    html: str = as_(user).get(reverse("room", args=[version.note_id]) + query).content.decode()
    return html


def _read(user: User, version: NoteVersion, **said: str) -> Any:
    head = Note.objects.values_list("last_seq", flat=True).get(pk=version.note_id)
    url = reverse("room_read", args=[version.note_id])
    return as_(user).post(url, {"seq": str(head), **said})


def shown(html: str) -> set[str]:
    return {found[1] for found in CARD.finditer(html) if "hidden" not in found[2]}


def ids(*things: Any) -> set[str]:
    return {str(thing.pk) for thing in things}


def test_threads_are_filtered_by_kind_person_and_state(
    world: World, version: NoteVersion
) -> None:
    question = make_annotation(world, version, start=0, end=2)
    praise = make_annotation(world, version, act="affirmation", start=3, end=5)
    own = make_annotation(world, version, by=world.supervisee, start=6, end=8)
    flag = make_flag(world, version.note, number=1, start=9, end=11)
    move_annotation(
        annotation_id=praise.pk,
        move=AnnotationMove.SETTLE,
        expected_version=1,
        by=world.supervisor,
    )

    for query, expected in (
        ("", ids(question, praise, own, flag)),
        ("?act=affirmation", ids(praise)),
        ("?act=question", ids(question, own)),
        ("?act=flag", ids(flag)),
        (f"?by={world.supervisee.pk}", ids(own, flag)),
        (f"?act=question&by={world.supervisee.pk}", ids(own)),
        ("?state=settled", ids(praise)),
        ("?state=open", ids(question, own, flag)),
        ("?act=nonsense", set()),
    ):
        html = page(world.supervisor, version, query)
        assert shown(html) == expected, query
        assert len(re.findall(r'<a class="ref"', html)) == len(expected), query


def test_numbers_do_not_change_with_the_filter(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, start=0, end=2)
    make_annotation(world, version, act="affirmation", start=3, end=5)

    html = page(world.supervisor, version, "?act=affirmation")

    assert re.search(r'aria-label="Thread 2: Affirmation"', html)
    assert "Showing 1 of 2 threads." in re.sub(r"\s+", " ", html)


def test_what_is_new_is_marked_until_it_is_opened(world: World, version: NoteVersion) -> None:
    first, second = (
        make_annotation(world, version, start=at, end=at + 2, body="Why?") for at in (0, 3)
    )
    html = page(world.supervisee, version)
    assert html.count('<span class="sr">, new</span>') == 2
    assert "2 new" in html
    assert ", new" not in page(world.supervisor, version)

    assert _read(world.supervisee, version, things=str(first.pk)).status_code == 204
    html = page(world.supervisee, version, "?age=unread")
    assert shown(html) == ids(second)
    assert shown(page(world.supervisee, version, "?age=new")) == ids(first, second)

    response = _read(world.supervisee, version)
    assert response.status_code == 302
    assert ", new" not in page(world.supervisee, version)


def test_a_mark_that_makes_no_sense_is_refused(world: World, version: NoteVersion) -> None:
    make_annotation(world, version)
    url = reverse("room_read", args=[version.note_id])

    for said in ({}, {"seq": "x"}, {"seq": "1", "things": "nonsense"}, {"seq": "99"}):
        assert as_(world.supervisee).post(url, said).status_code == 400, said
    assert as_(world.lead).post(url, {"seq": "0"}).status_code == 404
    assert not RoomVisit.objects.exists()


def test_what_changed_comes_hidden_when_it_is_filtered(
    world: World, version: NoteVersion
) -> None:
    seq = Note.objects.values_list("last_seq", flat=True).get(pk=version.note_id)
    made = make_annotation(world, version, start=0, end=2)
    url = reverse("room_changes", args=[version.note_id])

    for query, expected in (("act=question", ids(made)), ("act=affirmation", set())):
        html = as_(world.supervisee).get(f"{url}?since={seq}&{query}").content.decode()
        assert str(made.pk) in html
        assert shown(html) == expected


def test_a_look_at_an_address_is_no_visit_for_somebody_who_only_reads(
    world: World, version: NoteVersion
) -> None:
    world.relationship.status = "ended"
    world.relationship.save()
    make_annotation(world, version, by=world.supervisee)

    html = page(world.supervisor, version)

    assert ", new" not in html
    assert not RoomVisit.objects.exists()
    assert Annotation.objects.count() == 1
