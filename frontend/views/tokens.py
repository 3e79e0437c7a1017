"""One's own tokens for programs: what there are, and for a lead those for a clinic's audit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST
from knox.models import AuthToken

from cases.decision_selectors import clinics_audited_by
from cases.export_policy import CONFIRM
from frontend.asking import asker
from frontend.forms_tokens import TokenForm
from supervision.actions import tokens as actions
from supervision.exceptions import NotFound
from supervision.selectors import tokens_of
from supervision.stepup import confirmed

Issued = tuple[AuthToken, str]


@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    led = clinics_audited_by(asker(request))
    if request.method != "POST":
        return _page(request, TokenForm(None, clinics=led))
    if not led.exists():
        raise NotFound
    form, issued = TokenForm(request.POST, clinics=led), None
    if form.is_valid() and form.clinic:
        with form.showing_refusals():
            issued = actions.issue_token(
                by=asker(request), audit_of=form.clinic.pk, confirmed=confirmed(request)
            )
    return _page(request, form, issued=issued)


def _page(
    request: HttpRequest, form: TokenForm, *, issued: Issued | None = None
) -> HttpResponse:
    """The token itself stands in this one answer: it is kept nowhere to be shown again."""
    user, refused = asker(request), form.refused
    said = {
        "section": "audit",
        "form": form,
        "leads": clinics_audited_by(user).exists(),
        "tokens": tokens_of(user).select_related("audit__clinic").order_by("-created"),
        "issued": issued,
        "confirm": refused is not None and refused.code == CONFIRM,
    }
    return render(request, "frontend/tokens.html", said, status=form.status)


@require_POST
def own_token_revoke(request: HttpRequest, key: str) -> HttpResponse:
    actions.revoke_token(token_key=key, by=asker(request))
    messages.success(request, f"The token that begins with {key} opens nothing any more.")
    return redirect("own_tokens")


urlpatterns = [
    path("settings/tokens/", own_tokens, name="own_tokens"),
    path("settings/tokens/<str:key>/revoke/", own_token_revoke, name="own_token_revoke"),
]
