"""Flags: raised in the editor, written, moved through their words, answered, shared."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import policy, selectors
from cases.actions.drafts import section_text
from cases.actions.flags import answer_flag, change_flag, move_flag, raise_flag, remove_flag
from cases.actions.reads import record_words_read
from cases.case_selectors import flags_shared_with_lead
from cases.dimensions import DIMENSIONS
from cases.formats import FORMATS, QUESTION_KEY, QUESTION_TITLE
from cases.models import Note, NoteDraft, ReflectiveFlag
from cases.workflow import WRITABLE
from frontend.asking import asker, shown_or_404
from frontend.cursor import newest_first
from frontend.flag_lines import answers_of, facts_of, flag_lines
from frontend.forms_flags import FlagForm, NewFlagForm, flag_initial
from supervision.exceptions import Invalid

PER_PAGE = 25
DIGITS = 9
CLOSE_PANEL = "flag-saved"


@require_http_methods(["GET", "HEAD", "POST"])
def flag_new(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """In the draft: on the words selected, the words quoted, or the whole note."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_write_draft(user, note)
    draft = selectors.draft_of(note)
    draft.note = note
    schema = DIMENSIONS.get(request.GET.get("dimension", ""))
    if schema is None:
        said = {"section": "cases", "note": note, "dimensions": DIMENSIONS.values()}
        return _shown(request, "flag_dimension", said)
    first = {name: request.GET.get(name, "") for name in ("section", "start", "end")}
    form = NewFlagForm(
        request.POST or None, schema=schema, sections=_sections(note), initial=first
    )
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            place = _place(draft, form.cleaned_data)
            raise_flag(note_id=note_id, dimension=schema.code, by=user, **place, **form.content)
            return _done(request, note)
    quote = _quote(draft, request.POST or request.GET)
    said = {"section": "cases", "note": note, "form": form, "schema": schema, "quote": quote}
    return _shown(request, "flag_form", said, form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    """To change for whom it belongs to; to read for everybody else who sees it."""
    user = asker(request)
    shown = _flag(request, flag_id)
    if request.method == "POST":
        policy.check_change_flag(user, shown)
    elif not policy.allows(policy.check_change_flag, user, shown):
        return _read(request, shown)
    own_answers = shown.raised_by_id == user.pk
    form = FlagForm(
        request.POST or None,
        schema=DIMENSIONS[shown.dimension],
        own_answers=own_answers,
        initial=flag_initial(shown, own_answers=own_answers),
    )
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            change_flag(
                flag_id=flag_id, expected_version=_version(request), by=user, **form.content
            )
            return _done(request, shown.note)
    said = {
        "section": "cases",
        "note": shown.note,
        "flag": shown,
        "form": form,
        "schema": form.schema,
    }
    return _shown(request, "flag_form", said, form.status)


@require_POST
def flag_move(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    shown = _flag(request, flag_id)
    move_flag(
        flag_id=flag_id,
        status=request.POST.get("status", ""),
        expected_version=_version(request),
        by=asker(request),
        reason=request.POST.get("reason", ""),
    )
    return _done(request, shown.note)


@require_POST
def flag_answer(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    shown = _flag(request, flag_id)
    answer_flag(
        flag_id=flag_id,
        accept=request.POST.get("answer") == "accept",
        expected_version=_version(request),
        by=asker(request),
    )
    return _done(request, shown.note)


@require_POST
def flag_remove(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    shown = _flag(request, flag_id)
    remove_flag(flag_id=flag_id, by=asker(request))
    return _done(request, shown.note)


# --- For the clinic lead ---


@require_safe
def flags_shared(request: HttpRequest) -> HttpResponse:
    page = newest_first(
        flags_shared_with_lead(asker(request)), request.GET.get("after", ""), size=PER_PAGE
    )
    said = {"section": "flags_shared", "page": page}
    return render(request, "frontend/flags_shared.html", said)


@require_safe
def flag_shared(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    """The flag with its words; its author sees that it was read."""
    user = asker(request)
    shown = shown_or_404(flags_shared_with_lead(user), flag_id)
    record_words_read(note=shown.note, by=user)
    said = {
        "section": "flags_shared",
        "flag": shown,
        "case": shown.note.case,
        "facts": facts_of(shown),
        "answers": answers_of(user, shown),
    }
    return render(request, "frontend/flag_shared.html", said)


# --- Parts ---


def _flag(request: HttpRequest, flag_id: UUID) -> ReflectiveFlag:
    return shown_or_404(selectors.flags_visible_to(asker(request)), flag_id)


def _version(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    if not _is_count(said):
        raise Invalid.field("version", "Say which state of the flag you saw.")
    return int(said)


def _is_count(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) <= DIGITS


def _sections(note: Note) -> list[tuple[str, str]]:
    sections = [(each.key, each.title) for each in FORMATS[note.format].sections]
    return [*sections, (QUESTION_KEY, QUESTION_TITLE)]


def _place(draft: NoteDraft, said: dict[str, Any]) -> dict[str, Any]:
    """Where the flag goes: by its place, found by its words, or the whole note."""
    section, quote = said["section"], said["quote"].replace("\r\n", "\n")
    if said["start"] is not None and said["end"] is not None:
        return {"section": section, "start": said["start"], "end": said["end"]} | (
            {"quote": quote} if quote else {}
        )
    if not quote.strip():
        return {}
    if not section:
        raise Invalid.field("section", "Say in which section these words are.")
    text = section_text(draft, section)
    start = text.find(quote.strip())
    if start < 0:
        raise Invalid.field("quote", "These words are not in that section as it is saved.")
    if text.find(quote.strip(), start + 1) >= 0:
        raise Invalid.field("quote", "These words stand there more than once. Copy some more.")
    return {"section": section, "start": start, "end": start + len(quote.strip())}


def _quote(draft: NoteDraft, asked: Any) -> str:
    """The words at the place that was asked for, empty where there are none."""
    start, end = asked.get("start", ""), asked.get("end", "")
    if not (_is_count(start) and _is_count(end)):
        return ""
    return section_text(draft, asked.get("section", ""))[int(start) : int(end)]


def _read(request: HttpRequest, shown: ReflectiveFlag) -> HttpResponse:
    user = asker(request)
    record_words_read(note=shown.note, by=user)
    said = {
        "section": "cases",
        "flag": shown,
        "note": shown.note,
        "schema": DIMENSIONS[shown.dimension],
        "facts": facts_of(shown),
        "answers": answers_of(user, shown),
        "may_answer": policy.allows(policy.check_answer_flag, user, shown),
    }
    return _shown(request, "flag_read", said)


def _shown(
    request: HttpRequest, template: str, said: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page by itself; its middle alone for the panel over the editor."""
    panel = "HX-Request" in request.headers
    name = f"_{template}" if panel else template
    return render(request, f"frontend/{name}.html", said | {"panel": panel}, status=status)


def _done(request: HttpRequest, note: Note) -> HttpResponse:
    """Back to the note; the panel gets the list of flags as it is now."""
    user = asker(request)
    writing = note.author_id == user.pk and note.status in WRITABLE
    if "HX-Request" not in request.headers:
        return redirect("note_edit" if writing else "room", note.pk)
    if not writing:
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({CLOSE_PANEL: None})})
    draft = selectors.draft_of(note)
    said = {"note": note, "flags": flag_lines(user, draft)}
    response = render(request, "frontend/_flags.html", said)
    response["HX-Retarget"] = "#flags"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger-After-Swap"] = json.dumps({CLOSE_PANEL: None})
    return response


urlpatterns = [
    path("notes/<uuid:note_id>/flags/new/", flag_new, name="flag_new"),
    path("flags/shared/", flags_shared, name="flags_shared"),
    path("flags/shared/<uuid:flag_id>/", flag_shared, name="flag_shared"),
    path("flags/<uuid:flag_id>/", flag, name="flag"),
    path("flags/<uuid:flag_id>/move/", flag_move, name="flag_move"),
    path("flags/<uuid:flag_id>/answer/", flag_answer, name="flag_answer"),
    path("flags/<uuid:flag_id>/remove/", flag_remove, name="flag_remove"),
]
