"""Trends of a clinic's decisions, for whoever leads it: shares and times, never a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from cases.decision_selectors import clinics_audited_by
from cases.trends import Asked, trends_of
from frontend.asking import asker
from frontend.forms_trends import TrendForm
from frontend.trend_panels import panels_of
from supervision.exceptions import NotFound


@require_safe
def trends(request: HttpRequest) -> HttpResponse:
    clinics = list(clinics_audited_by(asker(request)).order_by("name", "pk"))
    if not clinics:
        raise NotFound
    form = TrendForm(request.GET, clinics=clinics)
    chosen = form.asked()
    clinic = next((c for c in clinics if str(c.pk) == chosen.pop("clinic", "")), clinics[0])
    found = trends_of(clinic, Asked(**chosen))
    said: dict[str, Any] = {
        "section": "audit",
        "form": form,
        "clinic": clinic,
        "trends": found,
        "panels": panels_of(found) if found.periods else [],
    }
    return render(request, "frontend/trends.html", said, status=400 if form.errors else 200)


urlpatterns = [path("audit/trends/", trends, name="trends")]
