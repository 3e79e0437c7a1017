from collections.abc import Mapping
from itertools import chain
from typing import Final

from django.apps import AppConfig

# Of each table by which column it belongs to a clinic: its own, or that of the row above.
# What is a person's own (answers to writes that were repeated) has none and stays out.
_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "clinic": (
        *("Case", "Decision", "AuditSample", "Finding", "LearningPoint", "Export", "ReadRoot"),
        "IdentifierIncident",
    ),
    "case": (
        *("Note", "SupervisionConsent", "CaseAddressee", "AllowedPhrase", "KeptPhrase"),
        *("NarrativeRead", "RetentionNotice", "LegalHold", "BreakGlass"),
    ),
    "break_glass": ("AccessIncident",),
    "content_object": ("CaseGrant",),
    "note": (
        *("NoteDraft", "NoteVersion", "NoteStep", "ReflectiveFlag", "GroupPresentation"),
        *("Annotation", "NoteEvent", "HandOver", "RoomVisit"),
    ),
    "draft": ("DraftCopy", "TypedReason"),
    "version": ("Anchor", "KeptIdentifiers"),
    "of": ("TakeAway",),
    "presentation": ("PresentedSection",),
    "annotation": ("AnnotationStep",),
    "decision": (
        *("DecisionStep", "Consultation", "AuditConflict", "DecisionDraft", "FollowUp"),
    ),
    "decision_ptr": ("ReferralDecision", "BoundaryDecision"),
    "referral": ("ReferralGround", "ReferralOption", "ClientVoice", "ReceiverReply"),
    "finding": ("FindingStep", "CorrectiveAction"),
    "incident": ("IncidentOriginal",),
    "point": ("LearningAgreement",),
}
CLINIC_OF: Final = dict(
    chain.from_iterable(((name, field) for name in names) for field, names in _BY.items())
)


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import read_log  # noqa: PLC0415 - after the applications are ready
        from supervision import row_security  # noqa: PLC0415 - the same
        from supervision.ledger import triggers, verify  # noqa: PLC0415 - the same

        # A submitted version is never edited, by whatever path; its author may take it back.
        # Its words are only ever blacked out, or brought back, and then the row says when.
        triggers.register(
            "cases_noteversion",
            mutable_columns=(
                "recalled_at",
                "blacked_at",
                "text with blacked_at",
                "sections with blacked_at",
                "change_note with blacked_at",
            ),
        )
        # A row of the access log counts until its hour is in the ledger, and stays then.
        triggers.register("cases_narrativeread", until="root_id")
        triggers.register("cases_readroot")
        verify.also(read_log.check)
        row_security.register("cases", CLINIC_OF)
