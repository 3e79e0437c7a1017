from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from supervision.ledger import triggers  # noqa: PLC0415 - after the applications are ready

        # A submitted version is never edited, by whatever path; its author may take it back.
        triggers.register("cases_noteversion", mutable_columns=("recalled_at",))
