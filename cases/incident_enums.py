"""The words of an identifier incident: what was found, how far it is, how it was judged."""

from django.db.models import TextChoices


class IncidentStatus(TextChoices):
    QUARANTINED = "quarantined", "Hidden"
    REDACTED = "redacted", "Blacked out"
    ASSESSED = "assessed", "Assessed"
    CLOSED = "closed", "Closed"
    LIFTED = "lifted", "Shown again: a false alarm"


class FoundIn(TextChoices):
    NOTE = "note", "Note"
    ANNOTATION = "annotation", "Remark"
    FLAG = "flag", "Flag"
    DECISION = "decision", "Decision"


class IdentifierKind(TextChoices):
    """The eighteen of 45 CFR 164.514(b)(2), those that fit together in one."""

    NAME = "name", "Name"
    PLACE = "place", "Place smaller than a state"
    DATE = "date", "Date more exact than a year, or an age over 89"
    CONTACT = "contact", "Telephone, fax, e-mail or web address"
    NUMBER = "number", "Number: social security, record, plan, account, licence"
    DEVICE = "device", "Vehicle, device or network address"
    LIKENESS = "likeness", "Voice, fingerprint or picture"
    OTHER = "other", "Anything else that singles somebody out"


class ExceptionKind(TextChoices):
    """What 45 CFR 164.402(1) does not call a breach."""

    NONE = "none", "None of them"
    GOOD_FAITH = "good_faith", "Acquired unintentionally, in good faith, and not used further"
    INADVERTENT_INTERNAL = "inadvertent_internal", "Disclosed by mistake among those allowed"
    NOT_RETAINED = "not_retained", "Whoever received it could not have retained it"


class Notifiable(TextChoices):
    NO = "no", "No"
    YES = "yes", "Yes"
    LEGAL_TO_DECIDE = "legal_to_decide", "Legal counsel decides"
