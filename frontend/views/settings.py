"""What people set for themselves."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from cases.portfolio import has_portfolio
from frontend.asking import asker
from frontend.form_refusals import tell
from frontend.forms_people import SettingsForm
from frontend.refusals import status_of
from frontend.views.theme import remember_theme
from supervision.actions.people import change_settings
from supervision.enums import Role
from supervision.exceptions import Refusal
from supervision.selectors import clinics_with_role, live_roles


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    now = {"display_name": user.display_name, "timezone": user.timezone, "theme": user.theme}
    form = SettingsForm(request.POST or None, initial=now)
    status = _save(request, form) if request.method == "POST" else HTTPStatus.OK
    if status is None:
        response = redirect("settings")
        remember_theme(response, form.cleaned_data["theme"])
        return response
    roles = live_roles(user).select_related("clinic").order_by("clinic__name", "role")
    supervises = clinics_with_role(user, Role.SUPERVISOR)
    said = {
        "form": form,
        "roles": roles,
        "trained": has_portfolio(user),
        "supervises": supervises,
    }
    return render(request, "frontend/settings.html", said, status=status)


def _save(request: HttpRequest, form: SettingsForm) -> int | None:
    """Nothing when it is saved, else the status: what was refused stands in the form."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    try:
        change_settings(**form.cleaned_data, by=asker(request))
    except Refusal as refusal:
        tell(form, refusal)
        return status_of(refusal)
    messages.success(request, "Your settings are saved.")
    return None


urlpatterns = [path("settings/", settings, name="settings")]
