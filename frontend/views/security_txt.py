"""How to report a weakness (RFC 9116), where an installation says to whom."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

# Made anew at each asking, so it is never out of date; a copy kept elsewhere is in half a year.
HOLDS_FOR = timedelta(days=180)


@login_not_required
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {timezone.now() + HOLDS_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    content = "".join(f"{line}\n" for line in lines)
    return HttpResponse(content, content_type="text/plain; charset=utf-8")


urlpatterns = [path(".well-known/security.txt", security_txt, name="security_txt")]
