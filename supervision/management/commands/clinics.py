"""``manage.py clinics``: the clinics of this installation, with the ids that settings name."""

from typing import Any

from django.core.management.base import BaseCommand

from supervision.models import Clinic


class Command(BaseCommand):
    help = "List the clinics: id and name, a line each."

    def handle(self, *args: Any, **options: Any) -> None:
        for clinic in Clinic.objects.order_by("name", "pk"):
            self.stdout.write(f"{clinic.pk}  {clinic.name}")
