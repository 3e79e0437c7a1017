"""Standing in for a supervisor: planned, answered, handed over and handed back."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import handover_policy
from cases.actions.handovers import hand_back, hand_over, take_over
from cases.selectors import waiting_with
from frontend.asking import asker, shown_or_404
from frontend.forms import PageForm
from frontend.forms_covers import CoverForm, HandBackForm, HandOverForm, SuddenCoverForm
from frontend.forms_people import version_seen
from supervision import cover_policy
from supervision.actions.covers import activate_cover, move_cover, plan_cover, read_handback
from supervision.cover_access import covers_visible_to
from supervision.cover_enums import CoverMove, CoverStatus
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import CoverAssignment, SupervisionRelationship, User
from supervision.policy import allows
from supervision.selectors import people_of_clinic, relationships_visible_to

DONE: Final = {
    CoverMove.ACCEPT: "You stand in. It begins and ends by itself.",
    CoverMove.DECLINE: "You have said no. Whoever asked you is told.",
    CoverMove.WITHDRAW: "The plan is withdrawn.",
    CoverMove.END: "The cover has ended.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def cover_new(request: HttpRequest, relationship_id: UUID) -> HttpResponse:
    """Ask somebody to stand in."""
    user = asker(request)
    covered = shown_or_404(relationships_visible_to(user), relationship_id)
    cover_policy.check_plan_cover(user, covered)
    form = CoverForm(request.POST or None, people=_people(covered))
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            made = plan_cover(covered_id=covered.pk, plan=form.plan, by=user)
            messages.success(request, f"{made.cover} is asked and can accept or decline.")
            return redirect("cover", made.pk)
    said = {"section": "people", "relationship": covered, "form": form}
    return render(request, "frontend/cover_new.html", said, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def cover_sudden(request: HttpRequest, relationship_id: UUID) -> HttpResponse:
    """A lead lets somebody stand in at once."""
    user = asker(request)
    covered = shown_or_404(relationships_visible_to(user), relationship_id)
    cover_policy.check_activate_cover(user, covered)
    form = SuddenCoverForm(request.POST or None, people=_people(covered))
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            made = _activate(covered, form, by=user)
            messages.success(request, f"{made.cover} stands in. {covered.supervisee} is told.")
            return redirect("cover", made.pk)
    said = {"section": "people", "relationship": covered, "form": form, "sudden": True}
    return render(request, "frontend/cover_new.html", said, status=form.status)


def _activate(
    covered: SupervisionRelationship, form: SuddenCoverForm, *, by: User
) -> CoverAssignment:
    why = form.cleaned_data["why"]
    made = activate_cover(covered_id=covered.pk, plan=form.plan, why=why, by=by)
    if form.cleaned_data["urgent_too"]:
        hand_over(cover_id=made.pk, by=by)
    return made


@require_safe
def cover(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    return _page(request, shown_or_404(covers_visible_to(asker(request)), cover_id))


def _page(request: HttpRequest, shown: CoverAssignment, **bound: PageForm) -> HttpResponse:
    user = asker(request)
    owns = allows(handover_policy.check_hand_over, user, shown)
    waiting = list(waiting_with(shown.covered, to=user)) if owns and shown.is_active else []
    stands_in = allows(cover_policy.check_hand_back, user, shown)
    over = shown.status_now == CoverStatus.CLOSED
    begun = shown.is_active or (over and shown.relationship is not None)
    said: dict[str, Any] = {
        "section": "people",
        "cover": shown,
        "moves": _moves(user, shown),
        "reads_notes": allows(cover_policy.check_read_handover, user, shown),
        "reads_why": allows(cover_policy.check_read_why, user, shown),
        "is_supervisor": user.pk == shown.covered.supervisor_id,
        "waiting": waiting,
        "hand_over": bound.get("hand_over") or HandOverForm(waiting=waiting),
        "urgent_by_lead": shown.is_active
        and not owns
        and allows(handover_policy.check_hand_over_urgent, user, shown),
        "hand_back": bound.get("hand_back") or HandBackForm(initial={"version": shown.version}),
        "may_hand_back": stands_in and begun and shown.handed_back_at is None,
        "left_open": _left_open(shown) if owns and over else 0,
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "frontend/cover.html", said, status=status)


def _left_open(shown: CoverAssignment) -> int:
    """A number: what was brought to whoever stood in is not read before it is taken over."""
    lies_with = shown.relationship
    return waiting_with(lies_with, to=None).count() if lies_with else 0


def _moves(user: User, shown: CoverAssignment) -> list[CoverMove]:
    checks = {
        CoverMove.ACCEPT: cover_policy.check_answer_cover,
        CoverMove.DECLINE: cover_policy.check_answer_cover,
        CoverMove.WITHDRAW: cover_policy.check_withdraw_cover,
        CoverMove.END: cover_policy.check_end_cover,
    }
    now = shown.status_now
    states = {CoverMove.END: (CoverStatus.ACCEPTED, CoverStatus.ACTIVE)}
    return [
        move
        for move, check in checks.items()
        if now in states.get(move, (CoverStatus.PLANNED,)) and allows(check, user, shown)
    ]


@require_POST
def cover_move(request: HttpRequest, cover_id: UUID, move: str) -> HttpResponse:
    shown = shown_or_404(covers_visible_to(asker(request)), cover_id)
    version = version_seen(request)
    step = _step(move)
    move_cover(cover_id=shown.pk, move=step, expected_version=version, by=asker(request))
    messages.success(request, DONE[step])
    return redirect("cover", cover_id)


def _step(move: str) -> CoverMove:
    try:
        return CoverMove(move)
    except ValueError:
        raise NotFound from None


@require_POST
def cover_hand_over(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    """Some of what waits, or with one button all that is urgent."""
    user = asker(request)
    shown = shown_or_404(covers_visible_to(user), cover_id)
    if request.POST.get("what") == "urgent":
        gone = hand_over(cover_id=cover_id, by=user)
        messages.success(request, f"Handed over: {len(gone)} urgent.")
        return redirect("cover", cover_id)
    handover_policy.check_hand_over(user, shown)
    form = HandOverForm(request.POST, waiting=waiting_with(shown.covered, to=user))
    if form.is_valid():
        with form.showing_refusals():
            gone = hand_over(cover_id=cover_id, note_ids=form.chosen, by=user)
            messages.success(request, f"Handed over: {len(gone)}.")
            return redirect("cover", cover_id)
    return _page(request, shown, hand_over=form)


@require_POST
def cover_hand_back(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(covers_visible_to(user), cover_id)
    cover_policy.check_hand_back(user, shown)
    form = HandBackForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            said = form.cleaned_data
            hand_back(
                cover_id=cover_id, expected_version=said["version"], note=said["note"], by=user
            )
            messages.success(request, "Handed back, with whatever was still open.")
            return redirect("cover", cover_id)
    return _page(request, shown, hand_back=form)


@require_POST
def cover_take_over(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    taken = take_over(cover_id=cover_id, by=asker(request))
    messages.success(request, f"Taken over: {len(taken)}. They are in your queue.")
    return redirect("cover", cover_id)


@require_POST
def cover_read(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    read_handback(cover_id=cover_id, by=asker(request))
    messages.success(request, "Marked as read.")
    return redirect("cover", cover_id)


def _people(covered: SupervisionRelationship) -> list[User]:
    found = people_of_clinic(covered.clinic_id, Role.SUPERVISOR)
    return list(found.exclude(pk__in=[covered.supervisor_id, covered.supervisee_id]))


COVER: Final = "people/cover/<uuid:cover_id>/"
urlpatterns = [
    path("people/supervision/<uuid:relationship_id>/cover/", cover_new, name="cover_new"),
    path(
        "people/supervision/<uuid:relationship_id>/cover-now/",
        cover_sudden,
        name="cover_sudden",
    ),
    path(COVER, cover, name="cover"),
    path(f"{COVER}hand-over/", cover_hand_over, name="cover_hand_over"),
    path(f"{COVER}hand-back/", cover_hand_back, name="cover_hand_back"),
    path(f"{COVER}take-over/", cover_take_over, name="cover_take_over"),
    path(f"{COVER}read/", cover_read, name="cover_read"),
    path(f"{COVER}<slug:move>/", cover_move, name="cover_move"),
]
