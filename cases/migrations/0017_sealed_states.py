"""Drafts are bound to their revision, versions to their note and number, besides their row."""

from typing import Any

from django.db import migrations

from supervision.ledger import triggers
from supervision.models.sealed_later import bound_to


def let_versions_change(_apps: Any, schema_editor: Any) -> None:
    """The end of every migrate protects them again (supervision.apps)."""
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_hand_overs"), ("supervision", "0006_external_reviewer")]

    operations = [
        migrations.RunPython(let_versions_change, migrations.RunPython.noop),
        bound_to(
            "NoteVersion",
            ["text", "sections", "change_note"],
            ["note_id", "number"],
            key="note__case__data_key",
        ),
        bound_to(
            "NoteDraft",
            ["sections", "supervision_question"],
            ["revision"],
            key="note__case__data_key",
        ),
    ]
