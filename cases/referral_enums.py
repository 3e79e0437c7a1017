"""The words of what a referral asks for on its way, and of follow-ups."""

from django.db.models import TextChoices


class ReferralUrgency(TextChoices):
    """As soon as these words say; an emergency has a path of its own."""

    ROUTINE = "routine", "In the usual time"
    SOON = "soon", "Within weeks"
    URGENT = "urgent", "Within days"


class ValuesMissing(TextChoices):
    SKILL = "skill", "Skill"
    AGREEMENT = "agreement", "Agreement with what the client wants or is"
    BOTH = "both", "Both"
    NEITHER = "neither", "Neither"
    UNSURE = "unsure", "Unsure"


class ValuesStep(TextChoices):
    """What one can do to set one's own outlook aside; any of them, in any order."""

    LEARNED = "learned", "Read, heard or trained about the client's world"
    CODE = "code", "Looked into the code and the rules of the clinic"
    SUPERVISION = "supervision", "Spoken about it in supervision"
    REFLECTED = "reflected", "Thought about my own part"


class WhoDecides(TextChoices):
    CLIENT = "client", "The client, alone"
    SUPPORTED = "supported", "The client, with support"
    GUARDIAN = "guardian", "A guardian"
    UNSURE = "unsure", "Unsure"


class RecordsTransfer(TextChoices):
    NONE = "none", "Nothing"
    SUMMARY = "summary", "A summary"
    FULL = "full", "The full record"


class NotAbandoned(TextChoices):
    """Nobody is left alone between two services; each can be ticked once it is true."""

    ARRANGED = "needs_arranged", "What the client needs until then is arranged"
    TIME = "time_given", "There was time to prepare and to say goodbye"
    ALTERNATIVES = "alternatives_offered", "Other ways were offered"
    TOLD = "client_told", "The client knows who is there, and when"


class ReceiverKind(TextChoices):
    SERVICE = "service", "A service"
    PRACTICE = "practice", "A colleague in practice"
    INTERNAL = "internal", "A colleague here"
    HOSPITAL = "hospital", "A hospital"
    PHYSICIAN = "physician", "A physician"
    COMMUNITY = "community", "A group or community service"
    OTHER = "other", "Something else"


class Reply(TextChoices):
    """What the receiver said."""

    PENDING = "pending", "No answer yet"
    YES = "yes", "Accepted"
    NO = "no", "Declined"
    WAIT_LIST = "wait_list", "On the waiting list"


class Known(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class Finding(TextChoices):
    """What a follow-up found; of any kind of decision."""

    AS_HOPED = "as_hoped", "As hoped"
    NEEDS_SOMETHING = "needs_something", "Something is needed"
    NOT_FOUND_OUT = "not_found_out", "Could not find out"
