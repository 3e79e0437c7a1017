"""The page behind the link of an invitation. Whoever opens it need not be signed in."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from frontend.asking import asker
from frontend.form_refusals import tell
from frontend.forms_people import AcceptForm
from frontend.refusals import status_of
from supervision.actions.invitations import (
    accept_as,
    accept_as_new_person,
    account_exists,
    read_invitation,
)
from supervision.exceptions import Refusal
from supervision.models import Invitation


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        shown = read_invitation(token=token)
    except Refusal as refusal:
        said = {"sentence": refusal.sentence}
        return render(request, "frontend/invitation_over.html", said, status=status_of(refusal))
    if request.user.is_authenticated:
        return _signed_in(request, token, shown)
    if account_exists(shown):
        return _page(request, shown, has_account=True)
    return _new_person(request, token, shown)


def _signed_in(request: HttpRequest, token: str, shown: Invitation) -> HttpResponse:
    person = asker(request)
    if request.method == "POST":
        accept_as(token=token, by=person)
        role = shown.get_role_display().lower()
        messages.success(request, f"You are now {role} at {shown.clinic}.")
        return redirect("home")
    return _page(request, shown, is_theirs=person.email.lower() == shown.email)


def _new_person(request: HttpRequest, token: str, shown: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None)
    if request.method != "POST":
        return _page(request, shown, form=form)
    if not form.is_valid():
        return _page(request, shown, form=form, status=400)
    said = form.cleaned_data
    try:
        person = accept_as_new_person(
            token=token, display_name=said["display_name"], password=said["password"]
        )
    except Refusal as refusal:
        tell(form, refusal)
        return _page(request, shown, form=form, status=status_of(refusal))
    # As by the sign-in page, so that the session is listed and ended like any other.
    signed_in: HttpResponse = perform_login(request, person, redirect_url=reverse("home"))
    return signed_in


def _page(
    request: HttpRequest, shown: Invitation, *, status: int = 200, **said: Any
) -> HttpResponse:
    context = {"invitation": shown, **said}
    return render(request, "frontend/invitation.html", context, status=status)


urlpatterns = [path("invitations/<str:token>/", invitation, name="invitation")]
