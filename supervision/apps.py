from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate  # noqa: TID251 - no business rule: SQLite's rebuilt tables lose their triggers


class SupervisionConfig(AppConfig):
    name = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from supervision import checks  # noqa: F401, PLC0415 - registers itself, needs the models

        post_migrate.connect(_protect_the_ledger, sender=self)


def _protect_the_ledger(*, using: str, **_: Any) -> None:
    from supervision.ledger import triggers  # noqa: PLC0415 - after the applications are ready

    triggers.install(connections[using])
