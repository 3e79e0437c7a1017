"""Emergency access: taking it, what runs and what was, and the review of each."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import access_incident_policy as incident_policy
from cases import break_glass_policy as policy
from cases import break_glass_selectors as selectors
from cases.actions import access_incidents as judging
from cases.actions import break_glass as actions
from cases.models import BreakGlass
from cases.policy import allows, refusal
from frontend.asking import asker
from frontend.cursor import newest_first
from frontend.forms_break_glass import BreakGlassForm, ReviewForm
from frontend.forms_incidents import AssessAccessForm
from frontend.forms_people import version_seen
from supervision.exceptions import NotFound
from supervision.models import User
from supervision.stepup import confirmed

PER_PAGE = 25
READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def break_glasses(request: HttpRequest) -> HttpResponse:
    """Own ones, those on one's cases and in one's supervision, and of the clinic one leads."""
    user = asker(request)
    actions.close_expired()
    rows = selectors.break_glass_known_to(user)
    after = request.GET.get("after", "")
    said = {
        "section": "break_glasses",
        "page": newest_first(rows, after, size=PER_PAGE, by="started_at"),
        "may_take": policy.may_take(user),
        "overdue": selectors.overdue_reviews(user).count(),
        "incidents": selectors.open_incidents(user).count(),
        "now": timezone.now(),
    }
    return render(request, "frontend/break_glasses.html", said)


@READ_AND_SEND
def break_glass_new(request: HttpRequest) -> HttpResponse:
    """Who asks shows again who she is, before anything is typed."""
    user = asker(request)
    if not policy.may_take(user):
        raise NotFound
    if request.method != "POST":
        asked: HttpResponse = _asked(request)
        return asked
    form = BreakGlassForm(request.POST, clinics=selectors.clinics_to_open_in(user))
    if form.is_valid():
        with form.showing_refusals():
            made = actions.break_glass(**form.facts(), by=user, confirmed=confirmed(request))
            messages.success(request, "The case is open to you for an hour. Others are told.")
            return redirect("case", made.case_id)
    return _form(request, form)


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _asked(request: HttpRequest) -> HttpResponse:
    clinics = selectors.clinics_to_open_in(asker(request))
    said = {"code": request.GET.get("code", "")}
    return _form(request, BreakGlassForm(initial=said, clinics=clinics))


def _form(request: HttpRequest, form: BreakGlassForm) -> HttpResponse:
    refused = form.refused
    said = {
        "section": "break_glasses",
        "form": form,
        "confirm": refused is not None and refused.code == policy.CONFIRM,
    }
    return render(request, "frontend/break_glass_new.html", said, status=form.status)


@READ_AND_SEND
def break_glass(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    """One of them, with all that was opened by it; and its review."""
    user = asker(request)
    actions.close_expired()
    shown = selectors.break_glass_shown_to(user, break_glass_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST":
        policy.check_review_break_glass(user, shown)
        if form.is_valid():
            with form.showing_refusals():
                actions.review_break_glass(
                    break_glass_id=break_glass_id, **form.facts(), by=user
                )
                messages.success(request, "Your review is on record, and people are told.")
                return redirect("break_glass", break_glass_id)
    return render(
        request, "frontend/break_glass.html", _shown(user, shown, form), status=form.status
    )


def _shown(user: User, shown: BreakGlass, form: ReviewForm) -> dict[str, object]:
    incident = getattr(shown, "incident", None)
    return {
        "section": "break_glasses",
        "shown": shown,
        "form": form,
        "reads": selectors.read_by(shown),
        "reads_reason": policy.reads_reason(user, shown),
        "may_review": allows(policy.check_review_break_glass, user, shown),
        "why_not": refusal(policy.check_review_break_glass, user, shown),
        "nobody": not shown.outcome and not policy.reviewers(shown),
        "incident": incident,
        "may_assess": incident and allows(incident_policy.check_assess, user, incident),
        "may_close": incident and allows(incident_policy.check_close, user, incident),
        "is_author": shown.case.supervisee_id == user.pk,
        "mine": shown.by_id == user.pk,
    }


@require_POST
def break_glass_end(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    actions.end_break_glass(break_glass_id=break_glass_id, by=asker(request))
    messages.success(request, "The emergency access has ended.")
    return redirect("break_glasses")


@READ_AND_SEND
def break_glass_incident(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    """The assessment of one that was not justified."""
    user = asker(request)
    incident = selectors.incident_of(user, break_glass_id)
    incident_policy.check_assess(user, incident)
    form = AssessAccessForm(request.POST or None, judged=incident, version=incident.version)
    if form.is_valid():
        with form.showing_refusals():
            judging.assess_access(
                break_glass_id=break_glass_id,
                version=form.cleaned_data["version"],
                judgement=form.judgement(),
                by=user,
            )
            messages.success(request, "The assessment is on record.")
            return redirect("break_glass", break_glass_id)
    form.catch_up(version=incident.version)
    said = {"section": "break_glasses", "shown": incident.break_glass, "form": form}
    return render(request, "frontend/break_glass_incident.html", said, status=form.status)


@require_POST
def break_glass_close(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    judging.close_access(
        break_glass_id=break_glass_id, version=version_seen(request), by=asker(request)
    )
    messages.success(request, "The incident is closed, and people are told.")
    return redirect("break_glass", break_glass_id)


urlpatterns = [
    path("break-glass/", break_glasses, name="break_glasses"),
    path("break-glass/new/", break_glass_new, name="break_glass_new"),
    path("break-glass/<uuid:break_glass_id>/", break_glass, name="break_glass"),
    path(
        "break-glass/<uuid:break_glass_id>/incident/",
        break_glass_incident,
        name="break_glass_incident",
    ),
    path(
        "break-glass/<uuid:break_glass_id>/close/", break_glass_close, name="break_glass_close"
    ),
    path("break-glass/<uuid:break_glass_id>/end/", break_glass_end, name="break_glass_end"),
]
