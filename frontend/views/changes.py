"""Another supervisor: arranged, what is handed on, and what goes along."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.annotations import move_annotation
from cases.actions.carry_overs import answer_carry_over, ask_carry_over
from cases.carry_over_policy import carry_overs_visible_to, check_ask_carry_over
from cases.carry_over_selectors import asked_of, left_open
from cases.enums import AnnotationMove
from frontend.asking import asker, shown_or_404
from frontend.forms_changes import (
    CarryForm,
    ChangeForm,
    ChangeNoteForm,
    GiveChangeForm,
    HandedForm,
    LapseForm,
)
from frontend.forms_people import version_seen
from supervision import change_policy, policy, workflow
from supervision.actions.changes import (
    can_change,
    change_supervisor,
    give_change_note,
    give_change_reason,
    write_change_note,
)
from supervision.change_policy import changes_visible_to
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import SupervisionRelationship, SupervisorChange, User
from supervision.policy import allows
from supervision.selectors import people_of_clinic, relationships_visible_to


@require_http_methods(["GET", "HEAD", "POST"])
def change_new(request: HttpRequest, relationship_id: UUID) -> HttpResponse:
    user = asker(request)
    old = shown_or_404(relationships_visible_to(user), relationship_id)
    change_policy.check_change_supervisor(user, old)
    people = people_of_clinic(old.clinic_id, Role.SUPERVISOR)
    form = ChangeForm(
        request.POST or None,
        initial={"version": old.version},
        people=list(people.exclude(pk__in=[old.supervisor_id, old.supervisee_id, user.pk])),
        reasons=workflow.ending_reasons(policy.parties(user, old)),
    )
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            made = change_supervisor(
                old_id=old.pk,
                plan=form.plan,
                expected_version=form.cleaned_data["version"],
                by=user,
            )
            messages.success(request, "The change is arranged. All three are told.")
            return redirect("change", made.pk)
    said = {"section": "people", "relationship": old, "form": form}
    return render(request, "frontend/change_new.html", said, status=form.status)


@require_safe
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    return _page(request, shown_or_404(changes_visible_to(asker(request)), change_id))


def _page(request: HttpRequest, shown: SupervisorChange, **bound: HandedForm) -> HttpResponse:
    user = asker(request)
    initial = {"version": shown.version, "note": shown.note if _writes(user, shown) else ""}
    said: dict[str, Any] = {
        "section": "people",
        "change": shown,
        "is_supervisee": user.pk == shown.old.supervisee_id,
        "is_old": user.pk == shown.old.supervisor_id,
        "is_new": user.pk == shown.new.supervisor_id,
        "reads_note": allows(change_policy.check_read_change_note, user, shown),
        "reads_words": allows(change_policy.check_read_change_words, user, shown),
        "reads_reason": allows(change_policy.check_read_change_reason, user, shown),
        "writes_note": _writes(user, shown) or "note_form" in bound,
        "gives_note": (user.pk == shown.old.supervisee_id and shown.given_at is None)
        or "give_form" in bound,
        "note_form": bound.get("note_form") or ChangeNoteForm(initial=initial),
        "give_form": bound.get("give_form") or GiveChangeForm(initial=initial),
        "left": left_open(user, shown),
        "asked": asked_of(user, shown),
    }
    for form in bound.values():
        form.catch_up(version=shown.version)
    status = next((form.status for form in bound.values()), 200)
    return render(request, "frontend/change.html", said, status=status)


def _writes(user: User, shown: SupervisorChange) -> bool:
    may = allows(change_policy.check_write_change_note, user, shown)
    return may and shown.given_at is None and not shown.without_note


@require_POST
def change_note(request: HttpRequest, change_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(changes_visible_to(user), change_id)
    change_policy.check_write_change_note(user, shown)
    form = ChangeNoteForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            write_change_note(
                change_id=shown.pk,
                note=form.cleaned_data["note"],
                expected_version=form.cleaned_data["version"],
                by=user,
            )
            messages.success(request, f"{shown.old.supervisee} reads it first.")
            return redirect("change", shown.pk)
    return _page(request, shown, note_form=form)


@require_POST
def change_give(request: HttpRequest, change_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(changes_visible_to(user), change_id)
    change_policy.check_give_change_note(user, shown)
    form = GiveChangeForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            give_change_note(
                change_id=shown.pk,
                words=form.cleaned_data["words"],
                expected_version=form.cleaned_data["version"],
                by=user,
            )
            messages.success(request, f"{shown.new.supervisor} can read it now.")
            return redirect("change", shown.pk)
    return _page(request, shown, give_form=form)


@require_POST
def change_reason(request: HttpRequest, change_id: UUID) -> HttpResponse:
    version = version_seen(request)
    given = give_change_reason(change_id=change_id, expected_version=version, by=asker(request))
    messages.success(request, f"{given.new.supervisor} can see the reason now.")
    return redirect("change", change_id)


@require_POST
def change_carry(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The supervisee asks the new supervisor to go on with a note, or a decision."""
    form = CarryForm(request.POST)
    if not form.is_valid():
        raise NotFound
    asked = ask_carry_over(change_id=change_id, by=asker(request), **form.cleaned_data)
    messages.success(request, f"{asked.change.new.supervisor} is asked.")
    return redirect("change", change_id)


@require_POST
def change_lapse(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """A directive that nobody goes on with."""
    user = asker(request)
    check_ask_carry_over(user, shown_or_404(changes_visible_to(user), change_id))
    form = LapseForm(request.POST)
    if not form.is_valid():
        raise NotFound
    move_annotation(
        annotation_id=form.cleaned_data["directive"],
        move=AnnotationMove.LAPSE,
        expected_version=form.cleaned_data["version"],
        by=user,
    )
    messages.success(request, "It has lapsed. It stays on record as it was.")
    return redirect("change", change_id)


@require_POST
def carry_answer(request: HttpRequest, carry_over_id: UUID, answer: str) -> HttpResponse:
    shown = shown_or_404(carry_overs_visible_to(asker(request)), carry_over_id)
    accept = answer == "accept"
    answer_carry_over(carry_over_id=shown.pk, accept=accept, by=asker(request))
    messages.success(request, "Taken over." if accept else "Not taken over.")
    return redirect("change", shown.change_id)


def change_card(user: User, shown: SupervisionRelationship) -> dict[str, Any]:
    """What the page of a supervision says of what came before and comes after it."""
    changes = changes_visible_to(user)
    arranges = allows(change_policy.check_change_supervisor, user, shown)
    return {
        "change_after": changes.filter(old=shown).first(),
        "change_before": changes.filter(new=shown).first(),
        "may_change": arranges and can_change(shown),
    }


CHANGE: Final = "people/changes/<uuid:change_id>/"
urlpatterns = [
    path("people/supervision/<uuid:relationship_id>/change/", change_new, name="change_new"),
    path(CHANGE, change, name="change"),
    path(f"{CHANGE}note/", change_note, name="change_note"),
    path(f"{CHANGE}give/", change_give, name="change_give"),
    path(f"{CHANGE}reason/", change_reason, name="change_reason"),
    path(f"{CHANGE}carry/", change_carry, name="change_carry"),
    path(f"{CHANGE}lapse/", change_lapse, name="change_lapse"),
    path(
        "people/carry-overs/<uuid:carry_over_id>/accept/",
        carry_answer,
        {"answer": "accept"},
        name="carry_accept",
    ),
    path(
        "people/carry-overs/<uuid:carry_over_id>/decline/",
        carry_answer,
        {"answer": "decline"},
        name="carry_decline",
    ),
]
