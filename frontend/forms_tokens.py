"""What is asked before a token for a clinic's audit is made."""

from typing import Any

from django.db.models import QuerySet

from frontend.forms import ClinicForm
from supervision.models import Clinic


class TokenForm(ClinicForm):
    def __init__(self, data: Any, *, clinics: QuerySet[Clinic]) -> None:
        super().__init__(data)
        self.of_clinics(clinics)
