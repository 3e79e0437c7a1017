"""The addresses under /api/v1/."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from api.viewsets.nothing import Nothing

app_name = "api"

# Swagger's page sets styles from its script. It is served from here and loads nothing else.
swagger = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(
    login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))
)

urlpatterns: list[URLPattern] = [
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", swagger, name="docs"),
    # Last: what is not an address of the API is told so in the API's own words.
    re_path(r"", Nothing.as_view(), name="nothing"),
]
