"""Every page: one line per module of frontend.views, each with its own ``urlpatterns``."""

from django.conf import settings
from django.urls import URLPattern, URLResolver

from frontend import demo
from frontend.views import home, invitations, people, person, relationships, theme
from frontend.views import settings as own_settings

urlpatterns: list[URLPattern | URLResolver] = [
    *home.urlpatterns,
    *invitations.urlpatterns,
    *people.urlpatterns,
    *person.urlpatterns,
    *relationships.urlpatterns,
    *own_settings.urlpatterns,
    *theme.urlpatterns,
]

if settings.DEMO:
    urlpatterns += demo.urlpatterns
