"""What a program's token is good for, where it is not good for everything its person may do."""

from django.db import models
from django.utils.timezone import now

from supervision.models.clinic import Clinic


class AuditToken(models.Model):
    """This token takes out the audit of one clinic, and opens nothing else.

    The row goes with its token and never before it: a token without a row would be worth more.
    """

    token = models.OneToOneField(
        "knox.AuthToken", on_delete=models.CASCADE, primary_key=True, related_name="audit"
    )
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"audit of {self.clinic_id}"
