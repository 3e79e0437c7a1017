"""Every page: one line per module of frontend.views, each with its own ``urlpatterns``."""

from django.urls import URLPattern, URLResolver

from frontend.views import theme

urlpatterns: list[URLPattern | URLResolver] = [
    *theme.urlpatterns,
]
