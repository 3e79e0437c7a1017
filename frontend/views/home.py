"""The first page: where one's work is."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.asking import asker
from supervision.enums import Role
from supervision.selectors import live_role_names

# The first role that one holds decides.
FIRST_PAGES: Final = (
    (Role.SUPERVISOR, "queue"),
    (Role.SUPERVISEE, "cases"),
    (Role.CLINIC_LEAD, "audit"),
    (Role.PRIVACY_OFFICER, "incidents"),
    (Role.ADMINISTRATOR, "people"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    held = live_role_names(asker(request))
    for role, name in FIRST_PAGES:
        if role in held:
            return redirect(name)
    return render(request, "frontend/no_role.html")


urlpatterns = [path("", home, name="home")]
