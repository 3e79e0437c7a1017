"""Releasing a case to one more supervisor for a time."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors
from cases.actions.grants import end_grant, give_grant
from frontend.asking import asker
from frontend.forms_releases import ReleaseForm

USUAL = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = selectors.own_case(asker(request), case_id)
    readers = selectors.possible_readers(case)
    until = {"until": timezone.localdate() + USUAL}
    form = ReleaseForm(request.POST or None, readers=readers, initial=until)
    if form.is_valid():
        with form.showing_refusals():
            grant = give_grant(
                case_id=case_id,
                reader_id=UUID(form.cleaned_data["reader"]),
                reason=form.cleaned_data["reason"],
                expires_at=_end_of(form.cleaned_data["until"]),
                by=asker(request),
            )
            messages.success(request, f"{grant.user} can read this case now.")
            return redirect("case", case_id)
    said = {"section": "cases", "case": case, "form": form, "anybody": readers.exists()}
    return render(request, "frontend/release.html", said, status=form.status)


@require_POST
def release_end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    grant = get_object_or_404(selectors.grants_given_by(asker(request)), pk=grant_id)
    end_grant(grant_id=grant_id, by=asker(request))
    messages.success(request, f"{grant.user} can no longer read this case.")
    return redirect("case", grant.content_object_id)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


urlpatterns = [
    path("cases/<uuid:case_id>/release/", release, name="case_release"),
    path("releases/<uuid:grant_id>/end/", release_end, name="release_end"),
]
