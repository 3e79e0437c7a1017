"""What somebody has typed into a decision and not saved yet: theirs alone."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.decision import Decision
from supervision.models import DataKey, SealedJSONField


class DecisionDraft(models.Model):
    """One page's unsaved writing, as it was typed. Nobody but its author ever reads it.

    Each window that writes has a row of its own, so that none writes over another. It is gone
    when it was saved into the decision or let go; it leaves no trace anywhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="decision_drafts"
    )
    typed = SealedJSONField(help_text="{name of a field on the page: what was typed}")
    based_on = models.PositiveIntegerField(help_text="The version of the decision it was on.")
    revision = models.PositiveIntegerField(default=1)
    window = models.UUIDField(null=True, blank=True)
    tick = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "author", "window"], name="decision_draft_window_once"
            )
        ]

    def __str__(self) -> str:
        return f"unsaved writing in {self.decision_id}"

    def sealing_key(self) -> DataKey:
        return self.decision.case.data_key
