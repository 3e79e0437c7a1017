from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate  # noqa: TID251 - no business rule: SQLite's rebuilt tables lose their triggers


class SupervisionConfig(AppConfig):
    name = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from supervision import checks, row_scope  # noqa: F401, PLC0415 - needs the models

        post_migrate.connect(_protect_the_ledger, sender=self)
        post_migrate.connect(_keep_clinics_apart, sender=self)
        # A command says so whether or not it was told that it must: shown nothing by a database
        # that asks, it would find nothing wrong. A server is refused in that case (checks).
        if settings.ROW_SECURITY or not settings.SERVING:
            connection_created.connect(row_scope.attach)
        _guard_rows()
        _hear_of_factors()


def _protect_the_ledger(*, using: str, **_: Any) -> None:
    from supervision.ledger import triggers  # noqa: PLC0415 - after the applications are ready

    triggers.install(connections[using])


def _keep_clinics_apart(*, using: str, **_: Any) -> None:
    from supervision import row_security  # noqa: PLC0415 - as above

    if connections[using].vendor == "postgresql":
        change = row_security.install if settings.ROW_SECURITY else row_security.remove
        change(connections[using])


def _guard_rows() -> None:
    """Keys, the ledger, and concerns. Who has a role where has to be known to all; the ledger's
    queue holds numbers alone, and is written together with what they are of."""
    from supervision import row_security  # noqa: PLC0415 - as above

    own = ("DataKey", "LedgerEntry", "LedgerPosition", "LedgerHead", "LedgerNode", "Concern")
    fields = dict.fromkeys((*own, "ConcernRecord"), "clinic_id")
    fields |= {"LedgerOpening": "entry"}
    fields |= dict.fromkeys(("ConcernEntry", "ConcernMeasure"), "concern")
    row_security.register("supervision", fields)


def _hear_of_factors() -> None:
    """allauth's flows are its own; this is how it lets others know."""
    from allauth.mfa.signals import authenticator_added  # noqa: PLC0415 - as above

    from supervision.factors import remember_added  # noqa: PLC0415 - as above

    authenticator_added.connect(remember_added)
