"""Writing a note: started, saved while typing, submitted, taken back, thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import policy, selectors
from cases.actions.drafts import DraftTaken, discard_draft, save_draft, settle_copy
from cases.actions.identifiers import allow_phrase, type_reason
from cases.actions.notes import move_note, start_note, submit_note
from cases.case_selectors import return_of
from cases.destinations import destinations, unread
from cases.enums import NoteMove
from cases.formats import FORMATS, QUESTION_KEY, QUESTION_TITLE
from cases.identifier_reading import WARNING, found_in, typed_reason
from cases.models import DraftCopy, Note, NoteDraft
from cases.review_selectors import last_plan
from cases.workflow import WRITABLE
from frontend import draft_messages
from frontend.asking import asker
from frontend.flag_lines import flag_lines
from frontend.forms_cases import NoteForm, NoteStartForm
from supervision.exceptions import Refusal
from supervision.models import User
from supervision.policies import due_hours

CASES_OFFERED = 200


@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: HttpRequest) -> HttpResponse:
    """Choose the case, how to write and what it is."""
    user = asker(request)
    cases = list(selectors.own_cases(user).order_by("-updated_at", "-pk")[:CASES_OFFERED])
    asked = request.GET.get("case", "")
    offered = [case for case in cases if str(case.pk) == asked] or cases
    first = {"case": str(offered[0].pk)} if len(offered) == 1 else {}
    form = NoteStartForm(request.POST or None, cases=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        with form.showing_refusals():
            note = start_note(case_id=UUID(said.pop("case")), by=user, **said)
            return redirect("note_edit", note.pk)
    chosen = offered[0] if asked and len(offered) == 1 else None
    said = {"section": "cases", "form": form, "case": chosen, "cases": cases}
    return render(request, "frontend/note_new.html", said, status=form.status)


# --- The editor ---


@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, note_id: UUID) -> HttpResponse:
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_author(user, note)
    if note.status not in WRITABLE:
        return redirect("room", note_id)
    draft = _draft_of(note)
    form = _note_form(request, draft, user)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            try:
                return _write(request, note, form)
            except DraftTaken as taken:
                messages.warning(request, taken.sentence)
                return redirect("note_edit", note_id)
    return _editor(request, _draft_of(note), form)


def _write(request: HttpRequest, note: Note, form: NoteForm) -> HttpResponse:
    """Save first, whatever the button: nothing that was typed depends on the rest."""
    said = form.cleaned_data
    draft = save_draft(
        note_id=note.pk,
        revision=said["revision"],
        by=asker(request),
        sections=form.texts,
        supervision_question=said["supervision_question"],
        spans=None,
        tab=form.tab,
        **form.facts,
    )
    draft.note = note
    if said["identifiers_reason"] != typed_reason(draft):
        type_reason(note_id=note.pk, reason=said["identifiers_reason"], by=asker(request))
    what, _, more = request.POST.get("do", "").partition(":")
    if what == "submit":
        return _submit(request, draft, form)
    if what == "allow":
        return _allow(request, note, more)
    if what == "flag":
        dimension, _, section = more.partition(":")
        query = urlencode({"dimension": dimension, "section": section})
        return redirect(f"{reverse('flag_new', args=[note.pk])}?{query}")
    messages.success(request, "Saved. Only you can see this draft.")
    return redirect("note_edit", note.pk)


def _allow(request: HttpRequest, note: Note, phrase: str) -> HttpResponse:
    allow_phrase(note_id=note.pk, phrase=phrase, by=asker(request))
    messages.success(request, "Remembered for this case. These words are not shown again.")
    return redirect(f"{reverse('note_edit', args=[note.pk])}#identifiers")


def _submit(request: HttpRequest, draft: NoteDraft, form: NoteForm) -> HttpResponse:
    said = form.cleaned_data
    form.catch_up(draft)  # it is saved, whatever is still missing
    submit_note(
        note_id=draft.note_id,
        relationship_id=form.relationship_id,
        expected_revision=draft.revision,
        by=asker(request),
        change_note=said.get("change_note", ""),
        amend_kind=said.get("amend_kind", ""),
        identifiers_reason=said["identifiers_reason"],
    )
    return redirect("note_sent", draft.note_id)


def _note_form(request: HttpRequest, draft: NoteDraft, user: User) -> NoteForm:
    offered = destinations(user, draft.note.case.clinic_id)
    return NoteForm(request.POST or None, draft=draft, destinations=offered)


def _draft_of(note: Note) -> NoteDraft:
    draft = selectors.draft_of(note)
    draft.note = note  # with its case and clinic
    return draft


def _editor(request: HttpRequest, draft: NoteDraft, form: NoteForm) -> HttpResponse:
    note = draft.note
    identifiers = found_in(draft)
    certain = any(each.is_certain for each in identifiers)
    said = {
        "section": "cases",
        "note": note,
        "case": note.case,
        "clinic": note.case.clinic,
        "draft": draft,
        "saved_at": draft_messages.clock(draft),
        "form": form,
        "flags": flag_lines(asker(request), draft),
        "conflicts": _conflicts(draft),
        "returned": return_of(note) if note.current_number else None,
        "planned": last_plan(note, to=asker(request)),
        "amends": "amend_kind" in form.fields,
        "due": due_hours(note.author_id, note.case.clinic_id),
        "identifiers": identifiers,
        "identifier_warning": WARNING,
        "reason_asked": certain or form["identifiers_reason"].value(),
    }
    return render(request, "frontend/note_edit.html", said, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def note_draft(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """For the editor's script alone: the draft as it is, and one more save."""
    user = asker(request)
    try:
        if request.method == "POST":
            return draft_messages.saved(_save(request, note_id, user))
        note = selectors.note_visible_to(user, note_id)
        policy.check_write_draft(user, note)
        flags = selectors.draft_flags(user, note)
        return draft_messages.whole(selectors.draft_of(note), list(flags))
    except Refusal as refusal:
        return draft_messages.refused(refusal)


def _save(request: HttpRequest, note_id: UUID, user: User) -> NoteDraft:
    message = draft_messages.read_message(request)
    return save_draft(
        note_id=note_id,
        revision=message.revision,
        by=user,
        sections=message.sections,
        supervision_question=message.question,
        spans=message.spans,
        tab=message.tab,
        **message.facts,
    )


# --- Two windows ---


@require_safe
def note_copies(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """The part of the editor that asks which text stays."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_write_draft(user, note)
    here = request.GET.get("window", "")
    said = {"note": note, "conflicts": _conflicts(selectors.draft_of(note), here)}
    return render(request, "frontend/_copies.html", said)


@require_safe
def note_identifiers(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """The part of the editor that shows what may identify somebody in what is saved."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_write_draft(user, note)
    said = {
        "note": note,
        "identifiers": found_in(_draft_of(note)),
        "identifier_warning": WARNING,
    }
    return render(request, "frontend/_identifiers.html", said)


@require_POST
def note_copy_settle(request: HttpRequest, note_id: UUID, copy_id: UUID) -> HttpResponse:
    keep = request.POST.get("keep") == "copy"
    settle_copy(copy_id=copy_id, keep=keep, by=asker(request))
    messages.success(request, "The text you chose is the draft now.")
    return redirect("note_edit", note_id)


def _conflicts(draft: NoteDraft, here: str = "") -> list[dict[str, object]]:
    return [
        {
            "copy": copy,
            "sections": _differing(draft, copy),
            "here": bool(here) and str(copy.window) == here,
        }
        for copy in draft.copies.all()
    ]


def _differing(draft: NoteDraft, copy: DraftCopy) -> list[dict[str, str]]:
    titles = {each.key: each.title for each in FORMATS[draft.note.format].sections}
    saved = draft.sections | {QUESTION_KEY: draft.supervision_question}
    other = copy.sections | {QUESTION_KEY: copy.supervision_question}
    return [
        {"title": title, "saved": saved.get(key, ""), "other": other.get(key, "")}
        for key, title in (titles | {QUESTION_KEY: QUESTION_TITLE}).items()
        if saved.get(key, "") != other.get(key, "")
    ]


# --- After writing ---


@require_safe
def note_sent(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """What happens now, in plain words."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_author(user, note)
    said = {
        "section": "cases",
        "note": note,
        "case": note.case,
        "clinic": note.case.clinic,
        "may_recall": policy.allows(policy.check_move_note_now, user, note, NoteMove.RECALL),
        "unread": unread(note, by=user),
    }
    return render(request, "frontend/note_sent.html", said)


@require_POST
def note_recall(request: HttpRequest, note_id: UUID) -> HttpResponse:
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    move_note(note_id=note_id, move=NoteMove.RECALL, expected_version=note.version, by=user)
    messages.success(request, "Taken back. Only you can see it now.")
    return redirect("note_edit", note_id)


@require_http_methods(["GET", "HEAD", "POST"])
def note_discard(request: HttpRequest, note_id: UUID) -> HttpResponse:
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_write_draft(user, note)
    if request.method == "POST":
        discard_draft(note_id=note_id, by=user)
        messages.success(request, "The draft is gone. Nobody else had seen it.")
        return redirect("case", note.case_id)
    said = {"section": "cases", "note": note, "case": note.case}
    return render(request, "frontend/note_discard.html", said)


urlpatterns = [
    path("notes/new/", note_new, name="note_new"),
    path("notes/<uuid:note_id>/edit/", note_edit, name="note_edit"),
    path("notes/<uuid:note_id>/draft/", note_draft, name="note_draft"),
    path("notes/<uuid:note_id>/identifiers/", note_identifiers, name="note_identifiers"),
    path("notes/<uuid:note_id>/copies/", note_copies, name="note_copies"),
    path(
        "notes/<uuid:note_id>/copies/<uuid:copy_id>/",
        note_copy_settle,
        name="note_copy_settle",
    ),
    path("notes/<uuid:note_id>/sent/", note_sent, name="note_sent"),
    path("notes/<uuid:note_id>/recall/", note_recall, name="note_recall"),
    path("notes/<uuid:note_id>/discard/", note_discard, name="note_discard"),
]
