"""A boundary decision: what was at stake both ways, what was done, what followed."""

from typing import ClassVar

from django.db import models

from cases.boundary_enums import AllianceEffect, ClientAgreed, NotificationDuty, Reversibility
from cases.decision_enums import (
    BoundaryChoice,
    BoundaryDomain,
    BoundaryStatus,
    BoundaryTiming,
    Classification,
    Initiative,
)
from cases.models.decision import Decision
from supervision.models import SealedJSONField, SealedTextField


class BoundaryDecision(Decision):
    """See ``cases.decision_workflow.BOUNDARY_TRANSITIONS`` for its states.

    A classification is never asked at creation: the supervisor proposes one at review and
    the supervisee's dissent is kept beside it.
    """

    # For the pair alone: the clinic lead gets none of these.
    REFLECTIVE: ClassVar[frozenset[str]] = frozenset(
        {
            "purpose_for_therapist",
            "own_unease",
            "lens_answers",
            "pattern_thoughts",
            "across_clients",
        }
    )
    # For the supervisee alone, and without a trace: writing it changes no version, and
    # neither the ledger nor the history tells of it.
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"across_clients"})

    timing = models.CharField(max_length=20, choices=BoundaryTiming)
    occurred_month = models.DateField(null=True, blank=True)
    domain = models.CharField(max_length=24, choices=BoundaryDomain)
    subtype = SealedTextField()
    initiative = models.CharField(max_length=12, choices=Initiative, blank=True)
    summary = SealedTextField()
    purpose_for_client = SealedTextField()
    purpose_for_therapist = SealedTextField()
    best_if_cross = SealedTextField()
    worst_if_cross = SealedTextField()
    best_if_not = SealedTextField()
    worst_if_not = SealedTextField()
    rules_consulted = SealedTextField()
    cultural_meaning = SealedTextField()
    client_meaning = SealedTextField()
    own_unease = SealedTextField()
    alternatives = SealedTextField()
    reversibility = models.CharField(max_length=12, choices=Reversibility, blank=True)
    lens_answers = SealedJSONField(help_text="{lens: {version, answers: {question: text}}}")
    discussed_with_client = models.BooleanField(null=True, blank=True)
    discussed_with_client_on = models.DateField(null=True, blank=True)
    client_view = SealedTextField()
    client_agreed = models.CharField(max_length=12, choices=ClientAgreed, blank=True)
    revisit_on = models.DateField(null=True, blank=True)
    choice = models.CharField(max_length=20, choices=BoundaryChoice, blank=True)
    conditions = SealedTextField()
    rationale = SealedTextField()
    after_effect = SealedTextField()
    alliance_effect = models.CharField(max_length=12, choices=AllianceEffect, blank=True)
    pattern_thoughts = SealedTextField()
    across_clients = SealedTextField()
    harm_acknowledged = SealedTextField()
    apology = SealedTextField()
    repair_steps = SealedTextField()
    outside_help = SealedTextField()
    notification_duty = models.CharField(max_length=12, choices=NotificationDuty, blank=True)
    notified = SealedTextField()
    classification = models.CharField(max_length=20, choices=Classification, blank=True)
    context_considered = SealedTextField()
    dissent = SealedTextField()

    class Meta:
        default_permissions = ()

    def get_status_display(self) -> str:
        return BoundaryStatus(self.status).label
