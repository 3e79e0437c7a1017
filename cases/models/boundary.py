"""A boundary decision: what was at stake both ways, what was done, what followed."""

from typing import ClassVar

from django.db import models

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

    REFLECTIVE: ClassVar[frozenset[str]] = frozenset(
        {"purpose_for_therapist", "own_unease", "lens_answers"}
    )

    timing = models.CharField(max_length=20, choices=BoundaryTiming)
    occurred_month = models.DateField(null=True, blank=True)
    domain = models.CharField(max_length=24, choices=BoundaryDomain)
    initiative = models.CharField(max_length=12, choices=Initiative, blank=True)
    summary = SealedTextField()
    purpose_for_client = SealedTextField()
    purpose_for_therapist = SealedTextField()
    best_if_cross = SealedTextField()
    worst_if_cross = SealedTextField()
    best_if_not = SealedTextField()
    worst_if_not = SealedTextField()
    cultural_meaning = SealedTextField()
    client_meaning = SealedTextField()
    own_unease = SealedTextField()
    alternatives = SealedTextField()
    lens_answers = SealedJSONField(help_text="{lens: {version, answers: {question: text}}}")
    discussed_with_client_on = models.DateField(null=True, blank=True)
    client_view = SealedTextField()
    choice = models.CharField(max_length=20, choices=BoundaryChoice, blank=True)
    conditions = SealedTextField()
    rationale = SealedTextField()
    after_effect = SealedTextField()
    classification = models.CharField(max_length=20, choices=Classification, blank=True)
    context_considered = SealedTextField()
    dissent = SealedTextField()

    class Meta:
        default_permissions = ()

    def get_status_display(self) -> str:
        return BoundaryStatus(self.status).label
