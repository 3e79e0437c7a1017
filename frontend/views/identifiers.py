"""What stays in a case although it identifies somebody, and what was said to be fine."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors
from cases.actions.guard import forget_phrase, keep_phrase, withdraw_kept
from cases.identifier_reading import WARNING, remembered_in
from frontend.asking import asker
from frontend.forms_identifiers import KeepForm


@require_http_methods(["GET", "HEAD", "POST"])
def case_identifiers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For the supervisee whose case it is."""
    user = asker(request)
    case = selectors.own_case(user, case_id)
    form = KeepForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            keep_phrase(case_id=case_id, **form.cleaned_data, by=user)
            messages.success(request, "Remembered. Send your text again now.")
            return redirect("case_identifiers", case_id)
    said = {
        "section": "cases",
        "case": case,
        "form": form,
        "remembered": remembered_in(case),
        "warning": WARNING,
    }
    return render(request, "frontend/case_identifiers.html", said, status=form.status)


@require_POST
def kept_withdraw(request: HttpRequest, kept_id: UUID) -> HttpResponse:
    case = withdraw_kept(kept_id=kept_id, by=asker(request))
    messages.success(request, "Withdrawn. Whoever writes these words next is asked again.")
    return redirect("case_identifiers", case.pk)


@require_POST
def phrase_forget(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    case = forget_phrase(phrase_id=phrase_id, by=asker(request))
    messages.success(request, "Forgotten. These words are shown again.")
    return redirect("case_identifiers", case.pk)


urlpatterns = [
    path("cases/<uuid:case_id>/identifiers/", case_identifiers, name="case_identifiers"),
    path("identifiers/kept/<uuid:kept_id>/withdraw/", kept_withdraw, name="kept_withdraw"),
    path("identifiers/fine/<uuid:phrase_id>/forget/", phrase_forget, name="phrase_forget"),
]
