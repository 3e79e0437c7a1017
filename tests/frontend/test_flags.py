"""Flags, in the panel and on pages of their own, and what a lead reads of them."""

from typing import Any

import pytest
from django.urls import reverse

from cases.actions.flags import raise_flag
from cases.models import (
    NarrativeRead,
    Note,
    ReflectiveFlag,
)
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    World,
    make_draft,
    make_flag,
    make_room,
)
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]

PANEL = {"HX-Request": "true"}


@pytest.fixture
def note(world: World) -> Note:
    return make_draft(world)


def raised() -> ReflectiveFlag:
    return ReflectiveFlag.objects.select_related("note__case__data_key").get()


def flag_url(note: Note, **query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('flag_new', args=[note.pk])}?{asked}"


def test_a_passage_is_flagged_in_the_panel(world: World, note: Note) -> None:
    start = HAPPENED.index("my number")
    url = flag_url(note, dimension="power", section="happened", start=start, end=start + 9)
    client = as_(world.supervisee)

    form = client.get(url, headers=PANEL).content.decode()
    done = client.post(
        url,
        {"section": "happened", "start": start, "end": start + 9, "quote": "my number",
         "visibility": "private", "narrative": "Who decides?", "details.power_type": ["role"],
         "prompt_answers.say_no": "Nobody.", "intensity": "3", "direction": "between"},
        headers=PANEL,
    )  # fmt: skip

    assert "<html" not in form
    assert "<q>my number</q>" in form
    assert 'value="with_supervisor"' in form
    assert done["HX-Retarget"] == "#flags"
    assert "<q>my number</q>" in done.content.decode()
    flag = raised()
    assert (flag.section, flag.start, flag.end) == ("happened", start, start + 9)
    assert (flag.visibility, flag.narrative, flag.intensity, flag.direction) == (
        "private",
        "Who decides?",
        3,
        "between",
    )
    assert (flag.details, flag.prompt_answers) == (
        {"power_type": ["role"]},
        {"say_no": "Nobody."},
    )


def test_without_a_script_the_words_are_quoted(world: World, note: Note) -> None:
    client = as_(world.supervisee)
    begun = client.post(
        reverse("note_edit", args=[note.pk]),
        {"sections.happened": HAPPENED, "revision": 1, "do": "flag:power:happened"},
    )

    page = client.get(begun["Location"]).content.decode()
    done = client.post(
        begun["Location"],
        {"section": "happened", "quote": "my number", "visibility": "with_supervisor"},
    )

    assert "<html" in page
    assert done["Location"] == reverse("note_edit", args=[note.pk])
    flag = raised()
    assert HAPPENED[flag.start : flag.end] == "my number"


def test_without_words_the_flag_is_about_the_whole_note(world: World, note: Note) -> None:
    client = as_(world.supervisee)

    chosen = client.get(flag_url(note)).content.decode()
    client.post(flag_url(note, dimension="self_care"), {"visibility": "private"})

    assert "What do you notice?" in chosen
    flag = raised()
    assert (flag.dimension, flag.section, flag.start) == ("self_care", "", None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"section": "happened", "quote": "nothing of the sort"}, "not in that section"),
        ({"section": "happened", "quote": "I"}, "more than once"),
        ({"quote": "my number"}, "in which section these words are"),
        ({"section": "happened", "start": 0, "end": 999}, "outside the text"),
        ({"section": "happened", "start": 0, "end": 2, "quote": "xx"}, "not the words"),
        ({"visibility": ""}, "This field is required."),
        ({"details.power_type": ["x"]}, "Select a valid choice."),
    ],
)
def test_a_refused_flag_keeps_what_was_typed(
    world: World, note: Note, said: dict[str, Any], sentence: str
) -> None:
    response = as_(world.supervisee).post(
        flag_url(note, dimension="power"),
        {"visibility": "private", "narrative": "Typed words."} | said,
    )

    html = response.content.decode()
    assert (response.status_code, ReflectiveFlag.objects.count()) == (400, 0)
    assert sentence in html
    assert "Typed words." in html


def test_axes_are_lines_of_an_axis_and_a_side(world: World, note: Note) -> None:
    url = flag_url(note, dimension="intersectionality")
    client = as_(world.supervisee)
    lines = {
        "details.axes.axis": ["accent", "social_class", ""],
        "details.axes.side": ["client", "therapist", ""],
        "visibility": "private",
    }

    refused = client.post(url, lines)
    half = client.post(url, lines | {"details.axes.side": ["client", "", ""]})
    done = client.post(url, lines | {"details.interaction": "Both at once."})

    assert "Say how they work together." in refused.content.decode()
    assert '<option value="accent" selected>' in refused.content.decode()
    assert "Each line needs both" in half.content.decode()
    assert done.status_code == 302
    assert raised().details == {
        "axes": [
            {"axis": "accent", "side": "client"},
            {"axis": "social_class", "side": "therapist"},
        ],
        "interaction": "Both at once.",
    }


def test_a_flag_is_changed_moved_and_removed_in_the_list(world: World, note: Note) -> None:
    flag, client = make_flag(world, note), as_(world.supervisee)

    def post(name: str, **said: Any) -> str:
        url = reverse(name, args=[flag.pk])
        return str(client.post(url, said, headers=PANEL).content.decode())

    client.post(
        reverse("flag", args=[flag.pk]),
        {"version": 1, "visibility": "with_lead", "narrative": "Mine."},
    )
    changed = raised()
    moved = post("flag_move", version=2, status="set_aside", reason="Not now.")
    gone = post("flag_remove")

    assert (changed.visibility, changed.narrative) == ("with_lead", "Mine.")
    assert "set aside" in moved
    assert "Taken up again" in moved
    assert "None yet." in gone


def test_a_flag_changed_elsewhere_is_refused_with_its_sentence(
    world: World, note: Note
) -> None:
    flag = make_flag(world, note)
    sent = {"version": 7, "visibility": "private", "narrative": "Typed words."}

    response = as_(world.supervisee).post(reverse("flag", args=[flag.pk]), sent)

    assert response.status_code == 409
    assert "Typed words." in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 30])
def test_a_state_that_is_no_number_is_refused(world: World, note: Note, version: str) -> None:
    url = reverse("flag_move", args=[make_flag(world, note).pk])

    response = as_(world.supervisee).post(url, {"version": version, "status": "exploring"})

    assert response.status_code == 400


def test_a_supervisors_question_is_answered_from_its_page(world: World) -> None:
    version = make_room(world)
    flag = raise_flag(
        note_id=version.note_id,
        dimension="power",
        visibility="with_supervisor",
        narrative="Who decided here?",
        prompt_answers={"unassessed": "A secret."},
        number=1,
        by=world.supervisor,
    )
    client = as_(world.supervisee)

    page = client.get(reverse("flag", args=[flag.pk])).content.decode()
    client.post(reverse("flag_answer", args=[flag.pk]), {"version": 1, "answer": "accept"})
    own = client.get(reverse("flag", args=[flag.pk])).content.decode()

    assert "Who decided here?" in page
    assert "Accept it as mine" in page
    assert "A secret." not in page + own
    assert "Save the flag" in own
    assert raised().acceptance == "accepted"


def test_a_reader_of_a_flag_is_shown_to_its_author(world: World) -> None:
    flag = make_flag(world, make_room(world).note, number=1, narrative="Mine.")

    page = as_(world.supervisor).get(reverse("flag", args=[flag.pk])).content.decode()

    assert "Mine." in page
    assert "Accept" not in page
    assert list(NarrativeRead.objects.values_list("reader", "role")) == [
        (world.supervisor.pk, "supervisor")
    ]


# --- For the lead ---


def test_a_lead_reads_the_flag_and_not_the_note(world: World) -> None:
    version = make_room(world)
    make_flag(world, version.note, number=1, visibility="with_supervisor", narrative="No.")
    flag = make_flag(
        world,
        version.note,
        number=1,
        visibility="with_lead",
        narrative="Who may be difficult?",
        details={"ct_feeling": ["helpless"]},
        prompt_answers={"unsaid": "A secret."},
    )
    client = as_(world.lead)

    listed = client.get(reverse("flags_shared")).content.decode()
    page = client.get(reverse("flag_shared", args=[flag.pk])).content.decode()

    assert listed.count(version.note.case.code) == 1
    assert "Who may be difficult?" in page
    assert "helpless, inadequate" in page
    for hidden in (HAPPENED, QUESTION, "A secret.", version.note.case.pseudonym + "<"):
        assert hidden not in listed + page
    assert list(NarrativeRead.objects.values_list("reader", "role")) == [
        (world.lead.pk, "clinic_lead")
    ]


def test_a_lead_without_anything_shared_learns_how_it_works(world: World) -> None:
    assert "Nothing was shared with you" in (
        as_(world.lead).get(reverse("flags_shared")).content.decode()
    )


@pytest.mark.parametrize("who", ["supervisor", "colleague", "administrator"])
def test_what_is_shared_with_the_lead_is_for_the_lead(world: World, who: str) -> None:
    flag = make_flag(world, make_room(world).note, number=1, visibility="with_lead")
    client = as_(getattr(world, who))

    assert client.get(reverse("flag_shared", args=[flag.pk])).status_code == 404
    assert flag.note.case.code not in client.get(reverse("flags_shared")).content.decode()
