"""Every page: one line per module of frontend.views, each with its own ``urlpatterns``."""

from django.conf import settings
from django.urls import URLPattern, URLResolver

from frontend import demo
from frontend.views import (
    audit,
    boundaries,
    cases,
    compare,
    decision_writing,
    decisions,
    exports,
    findings,
    flags,
    followups,
    groups,
    home,
    invitations,
    ledger,
    notes,
    people,
    person,
    policies,
    presentations,
    queue,
    referrals,
    relationships,
    releases,
    room,
    room_reads,
    room_writes,
    theme,
    tokens,
    trends,
)
from frontend.views import settings as own_settings

urlpatterns: list[URLPattern | URLResolver] = [
    *trends.urlpatterns,
    *audit.urlpatterns,
    *boundaries.urlpatterns,
    *cases.urlpatterns,
    *compare.urlpatterns,
    *decision_writing.urlpatterns,
    *decisions.urlpatterns,
    *exports.urlpatterns,
    *findings.urlpatterns,
    *flags.urlpatterns,
    *followups.urlpatterns,
    *groups.urlpatterns,
    *home.urlpatterns,
    *invitations.urlpatterns,
    *ledger.urlpatterns,
    *notes.urlpatterns,
    *room.urlpatterns,
    *room_reads.urlpatterns,
    *room_writes.urlpatterns,
    *own_settings.urlpatterns,
    *people.urlpatterns,
    *person.urlpatterns,
    *policies.urlpatterns,
    *presentations.urlpatterns,
    *queue.urlpatterns,
    *referrals.urlpatterns,
    *relationships.urlpatterns,
    *releases.urlpatterns,
    *theme.urlpatterns,
    *tokens.urlpatterns,
]

if settings.DEMO:
    urlpatterns += demo.urlpatterns
