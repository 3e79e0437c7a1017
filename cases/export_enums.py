"""The words of an export: what leaves the system, in which form, and what it is for."""

from django.db.models import TextChoices


class ExportWhat(TextChoices):
    DECISION = "decision", "Dossier of one decision"
    DECISIONS = "decisions", "Decisions of a clinic"
    LEDGER = "ledger", "Ledger of a clinic"


class ExportFormat(TextChoices):
    PRINT = "print", "Page to print"
    PDF = "pdf", "PDF"
    CSV = "csv", "CSV"
    JSONL = "jsonl", "JSON Lines"
    FHIR = "fhir", "FHIR R4"


class ExportPurpose(TextChoices):
    """The code that the ledger holds; the person's own words are kept beside it, sealed."""

    BOARD = "board", "A board or an authority asks"
    COMPLAINT = "complaint", "A complaint is looked into"
    CLIENT_REQUEST = "client_request", "The client asks for it"
    CLINIC_AUDIT = "clinic_audit", "The clinic's own audit"
    HANDOVER = "handover", "Somebody else takes over"
    OWN_RECORD = "own_record", "One's own record"
    BACKUP = "backup", "An archive or another system"
    OTHER = "other", "Something else"


BULK = frozenset({ExportWhat.DECISIONS, ExportWhat.LEDGER})
FORMATS_OF = {
    ExportWhat.DECISION: (
        ExportFormat.PRINT,
        ExportFormat.PDF,
        ExportFormat.JSONL,
        ExportFormat.FHIR,
    ),
    ExportWhat.DECISIONS: (ExportFormat.CSV, ExportFormat.JSONL, ExportFormat.FHIR),
    ExportWhat.LEDGER: (ExportFormat.JSONL,),
}
# A page: who wants data asks for one of the others.
FOR_PEOPLE = frozenset({ExportFormat.PRINT, ExportFormat.PDF})
# In these are words, so that taking them out is reading them; the others hold codes alone.
WITH_WORDS = frozenset(ExportFormat) - {ExportFormat.CSV}
