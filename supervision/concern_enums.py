"""The words of a concern about supervision: what it is about, what is wished, how far it is."""

from django.db.models import TextChoices


class ConcernAbout(TextChoices):
    SUPERVISOR = "supervisor", "A supervisor"
    SUPERVISEE = "supervisee", "A supervisee"
    LEAD = "lead", "A clinic lead"
    PROCESS = "process", "How supervision is organised"


class ConcernCategory(TextChoices):
    NEGLECT = "neglect_of_duty", "Supervision does not take place, or answers stay away"
    UNSUPPORTIVE = "unsupportive", "No support where it was needed"
    DISPARAGING = "disparaging_feedback", "Disparaging feedback"
    MISUSE_OF_POWER = "misuse_of_power", "Power is misused"
    DYSREGULATION = "emotional_dysregulation", "Outbursts, or moods that are taken out on me"
    UNSAFE = "unsafe", "A client, or somebody here, is not safe"
    DISCRIMINATION = "discrimination", "Discrimination"
    BOUNDARY = "boundary", "A boundary was crossed"
    CONFIDENTIALITY = "confidentiality", "Something confidential was passed on"
    COMPETENCE = "competence", "Competence is missing"
    RETALIATION = "retaliation", "Somebody takes revenge for what was said"


class ConcernWish(TextChoices):
    RECORD_ONLY = "record_only", "Only a record, for myself"
    ADVICE = "advice", "Advice"
    MEDIATION = "mediation", "Somebody who mediates"
    CHANGE_OF_SUPERVISOR = "change_of_supervisor", "Another supervisor"
    FORMAL = "formal", "A formal inquiry"


class ConcernStatus(TextChoices):
    DRAFT = "draft", "Draft"
    KEPT = "kept", "Kept for yourself"
    FILED = "filed", "Sent"
    ACKNOWLEDGED = "acknowledged", "Received"
    INFORMAL = "informal", "Talked about informally"
    FORMAL_INQUIRY = "formal_inquiry", "Formal inquiry"
    OUTCOME = "outcome", "Outcome"
    APPEAL = "appeal", "Appealed"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Taken back"


class ConcernMove(TextChoices):
    KEEP = "keep", "Keep it for myself"
    FILE = "file", "Send"
    ACKNOWLEDGE = "acknowledge", "Say that it has arrived"
    TAKE_INFORMALLY = "take_informally", "Go on informally"
    OPEN_INQUIRY = "open_inquiry", "Open a formal inquiry"
    DECIDE = "decide", "Say how it comes out"
    APPEAL = "appeal", "Appeal"
    DECIDE_APPEAL = "decide_appeal", "Decide the appeal"
    CLOSE = "close", "Leave it at this"
    WITHDRAW = "withdraw", "Take it back"
    PASS_ON = "pass_on", "Pass it on to somebody else"


class ConcernEntryKind(TextChoices):
    MOVE = "move", "Step"
    MESSAGE = "message", "Message"
    NOTE = "note", "Note of who handles it"
    SHARED = "shared", "Shared with the person concerned"
    REPLY = "reply", "Word of the person concerned"
    WISH = "wish", "Another wish"
    MEASURE = "measure", "Meanwhile"
    DELETION = "deletion", "About deleting it"


class ConcernMeasureKind(TextChoices):
    """What holds meanwhile; that nothing does is no row."""

    CHANGE_SUPERVISOR = "change_supervisor", "Another supervisor"
    RESTRICT_ACCESS = "restrict_access", "End this supervision without a new one yet"
    PAUSE_EVALUATION = "pause_evaluation", "No judging of the reporter by the person concerned"
