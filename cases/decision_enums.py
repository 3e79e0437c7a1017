"""The words of referral and boundary decisions."""

from django.db.models import TextChoices


class ReferralStatus(TextChoices):
    CONSIDERING = "considering", "Considering"
    PROPOSED = "proposed", "Proposed"
    SUPERVISOR_REVIEW = "supervisor_review", "With the supervisor"
    MORE_INFORMATION = "more_information", "More information wanted"
    APPROVED = "approved", "Approved"
    NOT_SUPPORTED = "not_supported", "Not supported"
    CLIENT_INFORMED = "client_informed", "Client informed"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED_BY_RECEIVER = "declined_by_receiver", "Declined by the receiver"
    FIRST_CONTACT_MADE = "first_contact_made", "First contact made"
    CLOSED_COMPLETED = "closed_completed", "Closed, completed"
    CLOSED_CLIENT_DECLINED = "closed_client_declined", "Closed, the client declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CONTINUE_HERE = "continue_here", "Continue here"
    ON_HOLD = "on_hold", "On hold"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"
    EMERGENCY_REFERRAL_MADE = "emergency_referral_made", "Emergency referral made"
    RETROSPECTIVE_REVIEW = "retrospective_review", "Retrospective review"


class ReferralMove(TextChoices):
    PROPOSE = "propose", "Propose"
    ASK_REVIEW = "ask_review", "Ask for review"
    APPROVE = "approve", "Approve"
    ASK_MORE = "ask_more", "Ask for more information"
    NOT_SUPPORT = "not_support", "Do not support"
    PROPOSE_AGAIN = "propose_again", "Propose again"
    INFORM_CLIENT = "inform_client", "Client informed"
    SEND = "send", "Send"
    RECEIVER_ACCEPTS = "receiver_accepts", "Receiver accepted"
    RECEIVER_DECLINES = "receiver_declines", "Receiver declined"
    CHOOSE_ANOTHER = "choose_another", "Choose another receiver"
    FIRST_CONTACT = "first_contact", "First contact made"
    CLOSE = "close", "Close"
    CLIENT_DECLINES = "client_declines", "Client declined"
    WITHDRAW = "withdraw", "Withdraw"
    CONTINUE_HERE = "continue_here", "Continue here"
    HOLD = "hold", "Put on hold"
    RESUME = "resume", "Take up again"
    MARK_ERROR = "mark_error", "Entered in error"
    RECORD_EMERGENCY = "record_emergency", "Record an emergency referral"
    START_RETROSPECTIVE = "start_retrospective", "Start the retrospective review"
    FINISH_RETROSPECTIVE = "finish_retrospective", "Finish the retrospective review"


class ReferralDirection(TextChoices):
    OUT_FULL_TRANSFER = "out_full_transfer", "Out, full transfer"
    OUT_ADJUNCT = "out_adjunct", "Out, in addition to us"
    INTERNAL_TRANSFER = "internal_transfer", "To a colleague here"
    LEVEL_UP = "level_of_care_up", "Higher level of care"
    LEVEL_DOWN = "level_of_care_down", "Lower level of care"
    DECLINE_AT_INTAKE = "decline_at_intake", "Declined at intake"


class InitiatedBy(TextChoices):
    SUPERVISEE = "supervisee", "Supervisee"
    CLIENT = "client", "Client"
    SUPERVISOR = "supervisor", "Supervisor"
    CLINIC = "clinic", "Clinic"
    THIRD_PARTY = "third_party", "Third party"


class Ground(TextChoices):
    NO_PROGRESS = "no_progress", "Progress stalls"
    WORSENING = "worsening", "Symptoms worsen"
    CLIENT_PREFERS_APPROACH = (
        "client_prefers_approach",
        "Client prefers another approach",
    )
    CLIENT_REQUESTS_THERAPIST = (
        "client_requests_therapist",
        "Client asks for another therapist",
    )
    COMPETENCE_LIMIT = "competence_limit", "Outside competence"
    COUNTERTRANSFERENCE = (
        "countertransference_unmanaged",
        "Countertransference not managed",
    )
    BOUNDARY = "boundary_unmanageable", "Boundaries cannot be managed"
    ALLIANCE = "alliance_unrepaired", "Alliance not repaired"
    DUAL_RELATIONSHIP = "dual_relationship", "Dual relationship"
    CONFLICT_OF_INTEREST = "conflict_of_interest", "Conflict of interest"
    LEVEL_OF_CARE = "level_of_care", "Level of care"
    MEDICAL_NEED = "medical_need", "Medical need"
    LANGUAGE_ACCESS = "language_access", "Language access"
    SPECIALIST = "specialist", "Specialist needed"
    SAFETY_OF_THERAPIST = "safety_of_therapist", "Safety of the therapist"
    PRACTICAL = "practical", "Practical reasons"
    VALUES_CONFLICT = "values_conflict", "Conflict of values"


class ReferralOutcomeDecision(TextChoices):
    REFER = "refer", "Refer"
    NOT_REFER = "not_refer", "Do not refer"
    DEFER = "defer", "Defer"
    REFER_WITH_INTERIM_CARE = "refer_with_interim_care", "Refer, with care until then"


class DifferencePresent(TextChoices):
    NO = "no", "No"
    CLIENT_IDENTITY = "yes_client_identity", "Yes, about the client's identity"
    BELIEFS_OR_CHOICES = "yes_beliefs_or_choices", "Yes, about beliefs or choices"
    UNSURE = "unsure", "Unsure"


class ValuesOutcome(TextChoices):
    NO_ISSUE = "no_values_issue", "No values issue"
    WORKED_THROUGH = "values_issue_worked_through", "Worked through"
    OTHER_GROUNDS = "refer_on_other_grounds", "Refer on other grounds"
    NOT_PERMITTED = (
        "not_permitted_continue_with_support",
        "Not permitted; continue with support",
    )


class ConsentToShare(TextChoices):
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    NOT_NEEDED = "not_needed", "Not needed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class NotToldReason(TextChoices):
    EMERGENCY = "emergency", "Emergency"
    UNREACHABLE = "unreachable", "Not reachable"
    SAFETY = "safety", "Safety"
    CLIENT_ENDED = "client_ended", "The client ended"


class WarmHandover(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    DECLINED = "declined", "Declined by the client"


class BoundaryStatus(TextChoices):
    NOTICED = "noticed", "Noticed"
    ANALYSING = "analysing", "Thinking it through"
    CONSULTED = "consulted", "With the supervisor"
    URGENT_CONSULT = "urgent_consult", "Urgent consultation"
    DECIDED = "decided", "Decided"
    CARRIED_OUT = "carried_out", "Carried out"
    REFRAINED = "refrained", "Refrained"
    FOLLOWED_UP = "followed_up", "Followed up"
    REVIEWED = "reviewed", "Reviewed"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Taken up again"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


class BoundaryMove(TextChoices):
    ANALYSE = "analyse", "Think it through"
    CONSULT = "consult", "Take to the supervisor"
    CONSULT_URGENTLY = "consult_urgently", "Consult urgently"
    ASK_MORE = "ask_more", "Ask for more information"
    DECIDE = "decide", "Decide"
    CARRY_OUT = "carry_out", "Carried out"
    REFRAIN = "refrain", "Refrained"
    FOLLOW_UP = "follow_up", "Record the follow-up"
    REVIEW = "review", "Review"
    CLOSE = "close", "Close"
    REOPEN = "reopen", "Take up again"
    MARK_ERROR = "mark_error", "Entered in error"


class BoundaryTiming(TextChoices):
    CONTEMPLATED = "contemplated", "I am thinking about it"
    PLANNED = "planned", "It is planned"
    SPONTANEOUS = "spontaneous", "It happened in the moment"
    DISCOVERED = "discovered", "I noticed it afterwards"
    CLIENT_INITIATED = "client_initiated", "The client began it"
    HISTORICAL = "historical", "It lies further back"


class BoundaryDomain(TextChoices):
    PHYSICAL = "physical", "Physical"
    EMOTIONAL = "emotional", "Emotional"
    TIME = "time", "Time"
    COMMUNICATION = "communication", "Communication"
    DUAL_RELATIONSHIP = "dual_relationship", "Dual relationship"
    ROLE = "role", "Role"
    PLACE_SPACE = "place_space", "Place and space"
    MONEY = "money", "Money"
    GIFTS_SERVICES = "gifts_services", "Gifts and services"
    CLOTHING = "clothing", "Clothing"
    LANGUAGE = "language", "Language"
    SELF_DISCLOSURE = "self_disclosure", "Self-disclosure"
    PHYSICAL_CONTACT = "physical_contact", "Physical contact"
    SOCIAL_MEDIA = "social_media", "Social media"
    RECORDING_IMAGES = "recording_images", "Recordings and images"
    BARTERING = "bartering", "Bartering"
    FAVOURS = "favours", "Favours"
    ATTENDANCE_AT_EVENT = "attendance_at_event", "Attending an event"
    OUT_OF_OFFICE = "out_of_office", "Outside the consulting room"
    REFERRAL_INCENTIVE = "referral_incentive", "Gain from a referral"
    FAMILY_FRIEND_CONTACT = "family_friend_contact", "Contact with family or friends"
    FORMER_CLIENT = "former_client", "Former client"
    SEXUAL_ROMANTIC = "sexual_romantic", "Sexual or romantic"


class Initiative(TextChoices):
    CLIENT = "client", "Client"
    THERAPIST = "therapist", "Therapist"
    THIRD_PARTY = "third_party", "Third party"
    CIRCUMSTANCE = "circumstance", "Circumstance"


class BoundaryChoice(TextChoices):
    DO = "do", "Do it"
    DO_WITH_CONDITIONS = "do_with_conditions", "Do it, with conditions"
    DO_NOT = "do_not", "Do not do it"
    STOP = "stop", "Stop"
    REPAIR = "repair", "Repair"
    REPORT = "report", "Report"


class Classification(TextChoices):
    """Offered only at review; the supervisee's dissent stands beside it."""

    NO_BOUNDARY_ISSUE = "no_boundary_issue", "No boundary issue"
    CROSSING_BENEFICIAL = "crossing_beneficial", "Crossing, beneficial"
    CROSSING_NEUTRAL = "crossing_neutral", "Crossing, neutral"
    CROSSING_ADVERSE = "crossing_adverse", "Crossing, adverse"
    VIOLATION = "violation", "Violation"
    CANNOT_SAY = "cannot_say", "Cannot say"


class Lens(TextChoices):
    CROSSING = "crossing", "Crossing and not crossing"
    DUAL_ROLE_RISK = "dual_role_risk", "Risk of a further role"
    POWER_DURATION = "power_duration", "Power, duration and ending"
    WENT_BADLY = "went_badly", "When it has gone badly"
