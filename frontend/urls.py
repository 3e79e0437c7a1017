"""Every page: one line per module of frontend.views, each with its own ``urlpatterns``."""

from django.conf import settings
from django.urls import URLPattern, URLResolver

from frontend import demo
from frontend.views import theme

urlpatterns: list[URLPattern | URLResolver] = [
    *theme.urlpatterns,
]

if settings.DEMO:
    urlpatterns += demo.urlpatterns
