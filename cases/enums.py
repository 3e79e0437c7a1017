"""The words of the field: one place for every state, act, kind and dimension."""

from django.db.models import IntegerChoices, TextChoices


class AgeBand(TextChoices):
    """Bands, because ages over 89 must be aggregated and a birth date is never kept."""

    A0_5 = "0-5", "0 to 5"
    A6_12 = "6-12", "6 to 12"
    A13_17 = "13-17", "13 to 17"
    A18_24 = "18-24", "18 to 24"
    A25_39 = "25-39", "25 to 39"
    A40_64 = "40-64", "40 to 64"
    A65_89 = "65-89", "65 to 89"
    A90 = "90+", "90 and over"


class Modality(TextChoices):
    INDIVIDUAL = "individual", "Individual"
    COUPLE = "couple", "Couple"
    FAMILY = "family", "Family"
    GROUP = "group", "Group"
    CHILD = "child", "Child"


class CaseStatus(TextChoices):
    OPEN = "open", "Open"
    PAUSED = "paused", "Paused"
    TRANSFERRED = "transferred", "Transferred"
    REFERRED = "referred", "Referred"
    CLOSED = "closed", "Closed"


class ConsentForm(TextChoices):
    CLIENT_INFORMED = "client_informed_of_supervision", "Client knows about supervision"
    DISCUSSION = "discussion", "Discussion in supervision"
    RECORDING_AUDIO = "recording_audio", "Audio recording"
    RECORDING_VIDEO = "recording_video", "Video recording"
    LIVE_OBSERVATION = "live_observation", "Live observation"
    GROUP_PRESENTATION = "group_presentation", "Presentation in a group"
    EXTERNAL_CONSULTANT = "external_consultant", "External consultant"


class ConsentStatus(TextChoices):
    NOT_ASKED = "not_asked", "Not asked yet"
    GIVEN = "given", "Given"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_REQUIRED = "not_required", "Not required"


class NoteKind(TextChoices):
    CASE_PRESENTATION = "case_presentation", "Case presentation"
    SESSION_REFLECTION = "session_reflection", "Session reflection"
    PROCESS_NOTE = "process_note", "Process note"
    FOCUSED_QUESTION = "focused_question", "Focused question"
    FOLLOW_UP = "follow_up", "Follow-up"
    REFERRAL_PREP = "referral_prep", "Preparing a referral"
    BOUNDARY_PREP = "boundary_prep", "Preparing a boundary decision"
    CRITICAL_INCIDENT = "critical_incident_reflection", "Critical incident reflection"


class Format(TextChoices):
    """The section schemas themselves are data in ``cases.formats``."""

    CASE_PRESENTATION = "case_presentation", "Case presentation"
    SEVEN_EYED = "seven_eyed", "Seven-eyed"
    FORMULATION_5P = "formulation_5p", "5P formulation"
    REFLECTIVE_SHORT = "reflective_short", "Short reflection"
    ECHO_QUESTION = "echo_question", "One question"


class HelpWanted(TextChoices):
    THINK_WITH_ME = "think_with_me", "Think with me"
    TELL_ME = "tell_me", "Tell me what you see"
    CHECK_SAFETY = "check_safety", "Check safety"
    DECIDE_WITH_ME = "decide_with_me", "Decide with me"
    JUST_HEAR = "just_hear", "Just hear this"


class RiskLine(TextChoices):
    NO_NEW_RISK = "no_new_risk", "No new risk"
    REVIEWED = "reviewed", "Risk reviewed and managed"
    UNSURE = "unsure", "I am unsure"
    URGENT = "urgent", "Urgent"


class Urgency(TextChoices):
    ROUTINE = "routine", "Routine"
    BEFORE_NEXT_SESSION = "before_next_session", "Before the next session"
    TODAY = "today", "Today"


class NoteStatus(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    IN_REVIEW = "in_review", "In review"
    RETURNED = "returned", "Returned"
    FOR_DISCUSSION = "for_discussion", "For discussion"
    REVIEWED = "reviewed", "Reviewed"
    CLOSED = "closed", "Closed"
    AMENDED = "amended", "Amended"
    RETRACTED = "retracted", "Retracted"


class NoteMove(TextChoices):
    SUBMIT = "submit", "Submit"
    RECALL = "recall", "Take back"
    OPEN = "open", "Open"
    RETURN = "return", "Return with a reply"
    DISCUSS = "discuss", "Keep for discussion"
    RESUME = "resume", "Continue the review"
    COMPLETE = "complete", "Complete the review"
    CLOSE = "close", "Close"
    AMEND = "amend", "Amend"
    RETRACT = "retract", "Retract"


class Attestation(TextChoices):
    REVIEWED = "reviewed", "Reviewed"
    REVIEWED_WITH_CONCERNS = "reviewed_with_concerns", "Reviewed, with concerns"
    DIRECTIVE_GIVEN = "directive_given", "Reviewed, a directive was given"
    DISCUSSED = "discussed", "Discussed together"


class AmendKind(TextChoices):
    CORRECTION = "correction", "Correction"
    ADDENDUM = "addendum", "Addendum"
    CLARIFICATION = "clarification", "Clarification"
    LATE_ENTRY = "late_entry", "Late entry"
    CLIENT_REQUESTED = "client_requested", "Requested by the client"


class RetractReason(TextChoices):
    WRONG_CASE = "wrong_case", "Wrong case"
    WRONG_PERSON = "wrong_person", "Sent to the wrong person"
    DUPLICATE = "duplicate", "Duplicate"
    NOT_SUPERVISION_MATERIAL = "not_supervision_material", "Not supervision material"
    ERROR_OF_FACT = "error_of_fact", "Error of fact"
    AUTHOR_WITHDRAWS = (
        "author_withdraws_reflection",
        "The author withdraws the reflection",
    )


class Dimension(TextChoices):
    COUNTERTRANSFERENCE = "countertransference", "Countertransference"
    POWER = "power", "Power dynamics"
    INTERSECTIONALITY = "intersectionality", "Intersectionality"
    ALLIANCE_RUPTURE = "alliance_rupture", "Alliance rupture"
    RISK = "risk", "Risk"
    COMPETENCE_LIMIT = "competence_limit", "Limit of competence"
    BOUNDARY = "boundary", "Boundary"
    REFERRAL_CONSIDERATION = "referral_consideration", "Referral in mind"
    SELF_CARE = "self_care", "Self-care"
    VALUES_CONFLICT = "values_conflict", "Conflict of values"


class FlagDirection(TextChoices):
    SELF = "self", "In me"
    CLIENT = "client", "In the client"
    BETWEEN = "between", "Between us"
    SUPERVISION = "supervision", "In supervision"
    SYSTEM = "system", "In the system around us"


class FlagVisibility(TextChoices):
    PRIVATE = "private", "Only me"
    WITH_SUPERVISOR = "with_supervisor", "My supervisor and me"
    WITH_GROUP = "with_group", "My group"
    WITH_LEAD = "with_lead", "Also the clinic lead"


class FlagStatus(TextChoices):
    NOTICED = "noticed", "Noticed"
    EXPLORING = "exploring", "Exploring"
    UNDERSTOOD = "understood", "Understood"
    ACTED_ON = "acted_on", "Acted on"
    RESTING = "resting", "Resting"
    SET_ASIDE = "set_aside", "Set aside"
    REOPENED = "reopened", "Taken up again"


class FlagAcceptance(TextChoices):
    """A supervisor's flag is a question until the supervisee accepts it."""

    OWN = "own", "Raised by the supervisee"
    ASKED = "asked", "Asked by the supervisor"
    ACCEPTED = "accepted", "Accepted"
    LEFT = "left", "Left as a question"


class Act(TextChoices):
    QUESTION = "question", "Question"
    REFLECTION = "reflection", "Reflection"
    AFFIRMATION = "affirmation", "Affirmation"
    TEACHING = "teaching", "Teaching"
    SUGGESTION = "suggestion", "Suggestion"
    DIRECTIVE = "directive", "Directive"
    CONCERN = "concern", "Concern"
    CORRECTION_REQUEST = "correction_request", "Correction request"
    REPLY = "supervisee_reply", "Reply"


class Focus(TextChoices):
    INTERVENTION = "intervention", "Intervention"
    CONCEPTUALISATION = "conceptualisation", "Conceptualisation"
    PERSONALISATION = "personalisation", "Personalisation"


class Stance(TextChoices):
    TEACHER = "teacher", "Teacher"
    COUNSELLOR = "counsellor", "Counsellor"
    CONSULTANT = "consultant", "Consultant"


class Eye(IntegerChoices):
    CLIENT = 1, "Client system"
    INTERVENTIONS = 2, "Interventions"
    RELATIONSHIP = 3, "The relationship"
    THERAPIST = 4, "The therapist"
    PARALLEL = 5, "Parallel process"
    SUPERVISOR = 6, "The supervisor's reactions"
    CONTEXT = 7, "Wider context"


class AnnotationStatus(TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    SETTLED = "settled", "Settled"
    ISSUED = "issued", "Issued"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DISPUTED = "disputed", "Seen differently"
    UPHELD = "upheld", "Upheld"
    MODIFIED = "modified", "Modified"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"
    VERIFIED = "verified", "Verified"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AnnotationMove(TextChoices):
    ANSWER = "answer", "Answer"
    SETTLE = "settle", "Settle"
    REOPEN = "reopen", "Take up again"
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    DISPUTE = "dispute", "I see this differently"
    UPHOLD = "uphold", "Uphold"
    MODIFY = "modify", "Modify"
    REPORT_DONE = "report_done", "Done"
    REPORT_NOT_DONE = "report_not_done", "Not done"
    VERIFY = "verify", "Verify"
    LAPSE = "lapse", "Let it lapse"
    WITHDRAW = "withdraw", "Withdraw"


class AnnotationVisibility(TextChoices):
    """For whom something is said; what the pair said before stays with the pair."""

    PAIR = "pair", "Presenter and supervisor"
    GROUP = "group", "The group as well"


class PresentationEnd(TextChoices):
    AUTHOR = "author", "Closed by the presenter"
    CONSENT = "consent", "The client’s consent ended"
    TIME = "time", "Its time ran out"
    LAPSED = "lapsed", "What it rested on has ended"


class AnchorHow(TextChoices):
    SAME = "same", "Unchanged"
    EDITED = "edited", "Edited"
    MOVED = "moved", "Moved"
    SUGGESTED = "suggested", "Suggested place"
    ORPHAN = "orphan", "Passage gone"
    PLACED = "placed", "Placed by a person"


class EventKind(TextChoices):
    """What happened in a room. The event holds ids; the text is read from the rows."""

    NOTE_MOVED = "note.moved", "Note moved"
    NOTE_HANDED_OVER = "note.handed_over", "Note handed over"
    NOTE_HIDDEN = "note.hidden", "Note hidden"
    NOTE_SHOWN = "note.shown", "Note shown again"
    ANNOTATION_ADDED = "annotation.added", "Annotation added"
    ANNOTATION_EDITED = "annotation.edited", "Annotation edited"
    ANNOTATION_MOVED = "annotation.moved", "Annotation status changed"
    ANNOTATION_PLACED = "annotation.placed", "Passage of an annotation said"
    FLAG_ADDED = "flag.added", "Flag shown"
    FLAG_CHANGED = "flag.changed", "Flag changed"
    FLAG_HIDDEN = "flag.hidden", "Flag made private"
    TAKEAWAY_CHANGED = "takeaway.changed", "Take-away shared or changed"
    PRESENTATION_STARTED = "presentation.started", "Presented to a group"
    PRESENTATION_ENDED = "presentation.ended", "No longer presented"


class DecisionKind(TextChoices):
    REFERRAL = "referral", "Referral"
    BOUNDARY = "boundary", "Boundary"


class ConsultedWith(TextChoices):
    SUPERVISOR = "supervisor", "Supervisor"
    PEER = "peer", "Peer"
    ETHICS = "ethics", "Ethics adviser"
    LEGAL = "legal", "Legal adviser"
    SPECIALIST = "specialist", "Specialist"


class LedgerKind(TextChoices):
    """What the ledger calls the clinical acts."""

    CASE_OPENED = "case.opened", "Case opened"
    CASE_CHANGED = "case.changed", "Case changed"
    CASE_ERASED = "case.erased", "Case erased"
    HOLD_SET = "hold.set", "Case put on hold"
    HOLD_LIFT_ASKED = "hold.lift_asked", "Lifting of a hold asked for"
    HOLD_LIFTED = "hold.lifted", "Hold on a case lifted"
    CONSENT_RECORDED = "consent.recorded", "Consent recorded"
    NOTE_SUBMITTED = "note.submitted", "Note submitted"
    NOTE_MOVED = "note.moved", "Note moved"
    NOTE_HANDED_OVER = "note.handed_over", "Note handed over"
    CARRY_OVER_ASKED = "carry_over.asked", "Carrying over asked for"
    CARRY_OVER_ANSWERED = "carry_over.answered", "Carrying over answered"
    IDENTIFIERS_KEPT = "identifiers.kept", "Identifier kept with a reason"
    IDENTIFIERS_WITHDRAWN = "identifiers.withdrawn", "Reason for an identifier withdrawn"
    INCIDENT_REPORTED = "incident.reported", "Identifier seen, and hidden"
    INCIDENT_MOVED = "incident.moved", "Identifier incident moved"
    ORIGINAL_DESTROYED = "original.destroyed", "Original destroyed by two people"
    ANNOTATION_ADDED = "annotation.added", "Annotation added"
    ANNOTATION_EDITED = "annotation.edited", "Annotation edited"
    ANNOTATION_MOVED = "annotation.moved", "Annotation status changed"
    ANNOTATION_PLACED = "annotation.placed", "Passage of an annotation said"
    FLAG_RAISED = "flag.raised", "Flag raised"
    FLAG_CHANGED = "flag.changed", "Flag changed"
    TAKEAWAY_CHANGED = "takeaway.changed", "Take-away shared or changed"
    BREAK_GLASS_STARTED = "break_glass.started", "Emergency access started"
    BREAK_GLASS_ENDED = "break_glass.ended", "Emergency access ended"
    BREAK_GLASS_REVIEWED = "break_glass.reviewed", "Emergency access reviewed"
    BREAK_GLASS_JUDGED = "break_glass.judged", "Incident of an emergency access moved"
    READS_ROOTED = "reads.rooted", "Access log of an hour closed"
    GRANT_GIVEN = "grant.given", "Access granted"
    GRANT_ENDED = "grant.ended", "Access ended"
    PRESENTATION_STARTED = "presentation.started", "Note presented to a group"
    PRESENTATION_ENDED = "presentation.ended", "Presentation ended"
    DECISION_OPENED = "decision.opened", "Decision opened"
    DECISION_CHANGED = "decision.changed", "Decision changed"
    DECISION_MOVED = "decision.moved", "Decision moved"
    DECISION_HANDED_OVER = "decision.handed_over", "Decision taken over"
    DECISION_CLASSIFIED = "decision.classified", "Classification recorded"
    DECISIONS_EXPORTED = "decisions.exported", "Decisions exported"
    DECISION_EXPORTED = "decision.exported", "Dossier of a decision taken out"
    AUDIT_SAMPLED = "audit.sampled", "Audit sample drawn"
    FINDING_OPENED = "finding.opened", "Audit of a decision opened"
    FINDING_CHANGED = "finding.changed", "Finding changed"
    FINDING_MOVED = "finding.moved", "Finding moved"
    ACTION_SET = "action.set", "Corrective action set"
    ACTION_DONE = "action.done", "Corrective action done"
    ACTION_VERIFIED = "action.verified", "Corrective action verified"
    LEARNING_PROPOSED = "learning.proposed", "Learning point proposed"
    LEARNING_AGREED = "learning.agreed", "Learning point agreed to"
    LEARNING_PUBLISHED = "learning.published", "Learning point published"


class CarryOverStatus(TextChoices):
    """Of what a supervision left open when it ended."""

    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Taken over"
    DECLINED = "declined", "Not taken over"
