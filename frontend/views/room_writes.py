"""What is done in a room. Each view reads a form, calls one action and shows the room again.

With a script the answer is the parts that changed, or the form with its refusal; without one
it is the page. Both come from the same action, and the same words are kept on a refusal.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases import selectors
from cases.actions import annotations, flags, notes, operations
from cases.actions.takeaways import write_takeaway
from cases.enums import Act, AnnotationMove, NoteMove
from cases.models import Annotation, Note, ReflectiveFlag, TakeAway
from cases.presentation_selectors import note_reached_by, presentation_of
from frontend.asking import asker, shown_or_404
from frontend.directive_cards import is_worded
from frontend.forms_guarded import GuardedForm
from frontend.forms_once import OnceForm
from frontend.forms_places import AnswerPlaceForm, PlaceForm
from frontend.forms_review import TakeAwayForm
from frontend.forms_room import (
    AFFIRMED,
    EditForm,
    FlagStepForm,
    NoteMoveForm,
    RaiseForm,
    ReplyForm,
    SayForm,
)
from frontend.group_room import reply_form, say_form
from frontend.refusals import refusal_response
from frontend.room_filter import Filter
from frontend.room_news import number_in
from frontend.room_page import Bound, RoomPage, load, step_form
from frontend.views.room import fragment, show, whole

ALREADY_DONE = "already_done"


@require_POST
def say(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Something about a passage or the whole note, or a reply in a thread."""
    user = asker(request)
    note = note_reached_by(user, note_id)
    said = request.POST.copy()
    if "affirm" in said and not said.get("body", "").strip():
        said["body"] = AFFIRMED
    if "affirm" in said:
        said["act"] = Act.AFFIRMATION
    parent = said.get("parent", "")
    form: SayForm | ReplyForm
    if parent:
        form = reply_form(user, note, parent=parent, data=said)
    else:
        form = say_form(user, note, presentation_of(note), data=said)

    def act() -> Annotation:
        return annotations.annotate(
            note_id=note_id, by=user, op_id=_op_id(form), **_facts(form), **form.guard
        )

    return _answer(request, note_id, f"reply-{parent}" if parent else "say", form, act)


@require_POST
def flag(request: HttpRequest, note_id: UUID) -> HttpResponse:
    user = asker(request)
    note = note_reached_by(user, note_id)
    form = RaiseForm(request.POST, by_author=note.author_id == user.pk)

    def act() -> ReflectiveFlag:
        return flags.raise_flag(note_id=note_id, by=user, op_id=_op_id(form), **form.facts())

    return _answer(request, note_id, "raise", form, act)


@require_POST
def annotation_edit(request: HttpRequest, note_id: UUID, annotation_id: UUID) -> HttpResponse:
    user = asker(request)
    shown_or_404(selectors.annotations_visible_to(user).filter(note=note_id), annotation_id)
    form = EditForm(request.POST, annotation=annotation_id)

    def act() -> Annotation:
        return annotations.edit_annotation(
            annotation_id=annotation_id,
            body=form.cleaned_data["body"],
            expected_version=form.cleaned_data["version"],
            by=user,
            op_id=_op_id(form),
            **form.guard,
        )

    return _answer(request, note_id, f"edit-{annotation_id}", form, act)


@require_POST
def annotation_move(request: HttpRequest, note_id: UUID, annotation_id: UUID) -> HttpResponse:
    user = asker(request)
    visible = selectors.annotations_visible_to(user).filter(note=note_id)
    annotation = shown_or_404(visible, annotation_id)
    asked = request.POST.get("move", "")
    move = AnnotationMove(asked) if asked in AnnotationMove else AnnotationMove.SETTLE
    form = step_form(annotation, move, request.POST)

    def act() -> Annotation:
        return annotations.move_annotation(
            annotation_id=annotation_id,
            move=AnnotationMove(form.cleaned_data["move"]),
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            directive=form.directive,
            by=user,
            op_id=_op_id(form),
        )

    key = f"{move}-{annotation_id}" if is_worded(annotation, move) else ""
    return _answer(request, note_id, key, form, act)


@require_POST
def takeaway(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """What the supervisee takes away, and what she will do next."""
    user = asker(request)
    selectors.note_visible_to(user, note_id)
    form = TakeAwayForm(request.POST)

    def act() -> TakeAway:
        return write_takeaway(
            note_id=note_id,
            expected_version=form.cleaned_data["version"],
            by=user,
            op_id=_op_id(form),
            **form.facts(),
        )

    return _answer(request, note_id, "takeaway", form, act)


@require_POST
def annotation_place(request: HttpRequest, note_id: UUID, annotation_id: UUID) -> HttpResponse:
    """Where a thread from an earlier version belongs: yes, no, or these words."""
    user = asker(request)
    shown_or_404(selectors.annotations_visible_to(user).filter(note=note_id), annotation_id)
    form = _place_form(request, annotation_id)

    def act() -> Annotation:
        common: dict[str, Any] = {"annotation_id": annotation_id, "by": user}
        common["op_id"] = _op_id(form)
        if isinstance(form, PlaceForm):
            return annotations.place_annotation(**form.facts(), **common)
        return annotations.answer_annotation_place(**form.facts(), **common)

    return _answer(request, note_id, form.key, form, act)


@require_POST
def flag_place(request: HttpRequest, note_id: UUID, flag_id: UUID) -> HttpResponse:
    """The same for a flag."""
    user = asker(request)
    shown_or_404(selectors.flags_visible_to(user).filter(note=note_id), flag_id)
    form = _place_form(request, flag_id)

    def act() -> ReflectiveFlag:
        common: dict[str, Any] = {"flag_id": flag_id, "by": user, "op_id": _op_id(form)}
        if isinstance(form, PlaceForm):
            return flags.place_flag(**form.facts(), **common)
        return flags.answer_flag_place(**form.facts(), **common)

    return _answer(request, note_id, form.key, form, act)


def _place_form(request: HttpRequest, thing_id: UUID) -> PlaceForm | AnswerPlaceForm:
    if "answer" in request.POST:
        return AnswerPlaceForm(request.POST)
    return PlaceForm(request.POST, thing=thing_id)


@require_POST
def flag_step(request: HttpRequest, note_id: UUID, flag_id: UUID) -> HttpResponse:
    """Take up or leave a flag that was asked; give one's own another word, other readers."""
    user = asker(request)
    shown_or_404(selectors.flags_visible_to(user).filter(note=note_id), flag_id)
    form = FlagStepForm(request.POST)

    def act() -> ReflectiveFlag:
        said = form.cleaned_data
        common: dict[str, Any] = {
            "flag_id": flag_id,
            "expected_version": said["version"],
            "by": user,
            "op_id": _op_id(form),
        }
        if said["accept"]:
            return flags.answer_flag(accept=said["accept"] == "yes", **common)
        if said["visibility"]:
            return flags.change_flag(visibility=said["visibility"], **common)
        return flags.move_flag(status=said["word"], reason=said["reason"], **common)

    return _answer(request, note_id, "", form, act)


@require_POST
def move(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """One step of the note. Always a whole page: what can be done changes everywhere."""
    user = asker(request)
    selectors.note_visible_to(user, note_id)
    step = request.POST.get("move", "")
    form = NoteMoveForm(request.POST, step=step)

    def act() -> Note:
        said = form.cleaned_data
        return notes.move_note(
            note_id=note_id,
            move=NoteMove(said["move"]),
            expected_version=said["version"],
            text=said["text"],
            attestation=said["attestation"],
            reason=said["reason"],
            by=user,
            op_id=_op_id(form),
        )

    if not _carry_out(request, form, act):
        return show(request, note_id, bound={f"step-{step}": form}, status=form.status)
    return redirect("note_edit" if step == NoteMove.RECALL else "room", note_id)


def _answer(
    request: HttpRequest, note_id: UUID, key: str, form: OnceForm, act: Callable[[], Model]
) -> HttpResponse:
    """The room with what was done in it, or the form ``key`` with its refusal."""
    if _carry_out(request, form, act):
        return _shown(request, note_id)
    if not key and form.refused is not None:
        return refusal_response(request, form.refused)
    if isinstance(form, GuardedForm):
        form.look(note_reached_by(asker(request), note_id).case)
    if "HX-Request" not in request.headers:
        number = _looked_at(request)
        return show(request, note_id, number=number, bound={key: form}, status=form.status)
    return _refused(request, note_id, key, form)


def _carry_out(request: HttpRequest, form: OnceForm, act: Callable[[], Model]) -> bool:
    """Whether it is done, now or by the first of two presses."""
    with form.showing_refusals():
        if form.is_valid():
            with transaction.atomic():
                operations.begin(
                    op_id=form.cleaned_data["op_id"],
                    content=_content(request),
                    by=asker(request),
                )
                act()
            return True
    return form.refused is not None and form.refused.code == ALREADY_DONE


def _shown(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = note_reached_by(asker(request), note_id)
    if "HX-Request" not in request.headers:
        number = _looked_at(request)
        earlier = number is not None and number != note.current_number
        query = f"?version={number}" if earlier else ""
        return redirect(reverse("room", args=[note_id]) + query)
    page = _page(request, note_id)
    since = number_in(request.headers.get("Room-Seq"))
    return fragment(request, page, since=since, with_say=True)


def _refused(request: HttpRequest, note_id: UUID, key: str, form: OnceForm) -> HttpResponse:
    page = _page(request, note_id, {key: form})
    mine = [card for card in page.cards if form in card.forms]
    context = whole(page) | {
        "changed_cards": mine,
        "opened": mine[0].key if mine else key,
        "with_say": not mine,
    }
    return render(request, "frontend/_room_changes.html", context, status=form.status)


def _page(request: HttpRequest, note_id: UUID, bound: Bound | None = None) -> RoomPage:
    """The threads a script asks for are those that its page shows."""
    user = asker(request)
    asked = Filter.asked(QueryDict(request.headers.get("Room-Filter", "")))
    note = note_reached_by(user, note_id)
    return load(user, note, _looked_at(request), bound, asked)


def _looked_at(request: HttpRequest) -> int | None:
    """The version whose page was written on: directives are answered on earlier ones, too."""
    return number_in(request.GET.get("version"))


def _facts(form: SayForm | ReplyForm) -> dict[str, Any]:
    if isinstance(form, SayForm):
        return form.facts()
    said = form.cleaned_data
    return {
        "parent_id": said["parent"],
        "number": said["number"],
        "act": said["act"],
        "body": said["body"],
    }


def _op_id(form: OnceForm) -> UUID:
    op_id: UUID = form.cleaned_data["op_id"]
    return op_id


def _content(request: HttpRequest) -> bytes:
    """What was sent and where to: another thing under the same id is refused."""
    said = sorted(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    )
    return f"{request.path}?{urlencode(said)}".encode()


urlpatterns = [
    path("notes/<uuid:note_id>/say/", say, name="room_say"),
    path("notes/<uuid:note_id>/flag/", flag, name="room_flag"),
    path("notes/<uuid:note_id>/takeaway/", takeaway, name="room_takeaway"),
    path("notes/<uuid:note_id>/move/", move, name="room_move"),
    path(
        "notes/<uuid:note_id>/annotations/<uuid:annotation_id>/edit/",
        annotation_edit,
        name="room_annotation_edit",
    ),
    path(
        "notes/<uuid:note_id>/annotations/<uuid:annotation_id>/move/",
        annotation_move,
        name="room_annotation_move",
    ),
    path(
        "notes/<uuid:note_id>/annotations/<uuid:annotation_id>/place/",
        annotation_place,
        name="room_annotation_place",
    ),
    path(
        "notes/<uuid:note_id>/flags/<uuid:flag_id>/place/",
        flag_place,
        name="room_flag_place",
    ),
    path("notes/<uuid:note_id>/flags/<uuid:flag_id>/", flag_step, name="room_flag_step"),
]
