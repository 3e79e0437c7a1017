"""The words of the lead's audit: samples, findings, appeals."""

from django.db.models import TextChoices


class ChosenAs(TextChoices):
    HIGH_RISK = "high_risk", "High risk, always looked at"
    RANDOM = "random", "Drawn at random"
    TARGETED = "targeted", "Named for a reason"
    COMPLAINT = "complaint", "Named after a complaint"


class Risk(TextChoices):
    """Why a decision is looked at without being drawn."""

    AFTER_WORSENING = "after_worsening", "Referred out while symptoms worsened"
    NOT_SUPPORTED = "not_supported", "Not supported by the supervisor"
    EMERGENCY = "emergency", "Emergency"
    SEXUAL_ROMANTIC = "sexual_romantic", "Sexual or romantic"
    REPEATED_DUAL = "repeated_dual_relationship", "Repeated dual relationship"
    VALUES = "values_issue", "Values check with something to talk about"


class Met(TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NOT_APPLICABLE = "na", "Does not apply"


class FindingOutcome(TextChoices):
    IN_ORDER = "in_order", "In order"
    WITH_LEARNING = "in_order_with_learning", "In order, with something to learn"
    MORE_INFORMATION = "more_information", "More information wanted"
    CORRECTIVE_ACTION = "corrective_action", "Something has to be put right"
    ESCALATE = "escalate", "Has to go further"


class FindingStatus(TextChoices):
    UNASSIGNED = "unassigned", "Not independently reviewed"
    DRAFT = "draft", "Draft finding"
    FACTUAL_CHECK = "factual_check", "Factual check"
    ISSUED = "issued", "Issued"
    RESPONDED = "responded", "Responded"
    ACTIONS = "corrective_actions", "Corrective actions"
    APPEALED = "appealed", "Under appeal"
    SET_ASIDE = "set_aside", "Set aside on appeal"
    CLOSED = "closed", "Closed"


class FindingMove(TextChoices):
    ASSIGN = "assign", "Name a reviewer"
    DECLARE_CONFLICT = "declare_conflict", "Declare a conflict of interest"
    SHARE = "share", "Share for the factual check"
    REPLY_FACTS = "reply_facts", "Reply to the factual check"
    CORRECT = "correct", "Take back to correct"
    ISSUE = "issue", "Issue the finding"
    RESPOND = "respond", "Respond"
    NO_RESPONSE = "no_response", "Go on without a response"
    SET_ACTIONS = "set_actions", "Begin the corrective actions"
    CLOSE = "close", "Close"
    APPEAL = "appeal", "Appeal"
    NAME_HEARER = "name_hearer", "Name somebody to hear the appeal"
    REPLACE = "replace_reviewer", "Name another reviewer"
    UPHOLD = "uphold", "The finding stands"
    VARY = "vary", "The finding is varied"
    SET_ASIDE = "set_aside", "Set the finding aside"


class FindingParty(TextChoices):
    """What somebody is to a finding."""

    REVIEWER = "reviewer", "Reviewer"
    AUTHOR = "author", "Author of the decision"
    LEAD = "lead", "Clinic lead"
    HEARER = "hearer", "Who hears the appeal"
