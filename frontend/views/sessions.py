"""How long a session has left, for the warning before it ends."""

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from supervision.middleware import left


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """To look does not make it longer, where the page says that nobody looks; to post does."""
    found = left(request.session, timezone.now())
    return JsonResponse({"left": int(found.time.total_seconds()), "extends": found.extends})


urlpatterns = [path("session/", session, name="session")]
