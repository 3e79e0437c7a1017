"""The further words of boundary decisions: the client's part, what followed, harm."""

from django.db.models import TextChoices


class Reversibility(TextChoices):
    EASILY = "easily", "Easily"
    WITH_EFFORT = "with_effort", "With effort"
    NOT = "not", "Not at all"
    UNSURE = "unsure", "I am not sure"


class ClientAgreed(TextChoices):
    YES = "yes", "Yes, freely"
    HESITANT = "hesitant", "With hesitation"
    NO = "no", "No"
    NOT_ASKED = "not_asked", "Not asked"


class AllianceEffect(TextChoices):
    CLOSER = "closer", "We work better together"
    SAME = "same", "Nothing has changed"
    STRAINED = "strained", "It is strained"
    UNSURE = "unsure", "I cannot tell yet"


class NotificationDuty(TextChoices):
    NONE = "none", "Nobody has to be told"
    INSURER = "insurer", "The insurer"
    BOARD = "board", "The board"
    EMPLOYER = "employer", "The employer"
    SEVERAL = "several", "Several of them"
    UNSURE = "unsure", "We are finding out"
