"""The clinic's words: roles, relationships, and what the ledger calls their acts."""

from django.db.models import TextChoices


class Role(TextChoices):
    SUPERVISEE = "supervisee", "Supervisee"
    SUPERVISOR = "supervisor", "Supervisor"
    CLINIC_LEAD = "clinic_lead", "Clinic lead"
    ADMINISTRATOR = "administrator", "Administrator"
    # From outside: sees the decisions named to him and nothing else, for a time.
    EXTERNAL_REVIEWER = "external_reviewer", "External reviewer"
    # Answers for what must not have been written: sees what was hidden for it, no more.
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    # Hears concerns about supervision that are brought to her, and nothing else.
    CONCERN_HANDLER = "concern_handler", "Concern handler"


# What somebody is called who is in a room by a group: no role of the clinic.
GROUP_MEMBER = "group member"


class Theme(TextChoices):
    SYSTEM = "system", "As this device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class RelationshipKind(TextChoices):
    PRIMARY = "primary", "Primary supervision"
    SECONDARY = "secondary", "Secondary supervision"
    COVER = "cover", "Cover"
    GROUP_LEADER = "group_leader", "Group leader"
    CONSULTATION_ONLY = "consultation_only", "Consultation only"


class RelationshipStatus(TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    ENDING = "ending", "Ending"
    ENDED = "ended", "Ended"
    DECLINED = "declined", "Declined"


class RelationshipMove(TextChoices):
    ACCEPT = "accept", "Accept"
    DECLINE = "decline", "Decline"
    SUSPEND = "suspend", "Suspend"
    RESUME = "resume", "Resume"
    GIVE_NOTICE = "give_notice", "Give notice"
    END = "end", "End"


class EndedReason(TextChoices):
    COMPLETED = "completed", "Completed"
    SUPERVISEE_REQUEST = "supervisee_request", "At the supervisee's request"
    SUPERVISOR_REQUEST = "supervisor_request", "At the supervisor's request"
    CLINIC_DECISION = "clinic_decision", "Decided by the clinic"
    CREDENTIAL_LAPSE = "credential_lapse", "A credential lapsed"
    CONFLICT = "conflict", "Conflict of interest"
    CONCERN_UPHELD = "concern_upheld", "A concern was upheld"


class CaseScope(TextChoices):
    ALL = "all", "All cases"
    LISTED = "listed", "Listed cases"


class GroupKind(TextChoices):
    SUPERVISION_GROUP = "supervision_group", "Supervision group"
    PEER_CONSULTATION = "peer_consultation", "Peer consultation"
    CASE_CONFERENCE = "case_conference", "Case conference"


class TrainingLevel(TextChoices):
    """How far a supervisee is; answers may be due sooner to some."""

    STUDENT = "student", "Student in practicum"
    TRAINEE = "trainee", "Trainee after the degree"
    LICENSED = "licensed", "Licensed"


class PolicyChangeStatus(TextChoices):
    PROPOSED = "proposed", "Waits for a second person"
    APPROVED = "approved", "Agreed"
    REFUSED = "refused", "Not agreed"
    WITHDRAWN = "withdrawn", "Taken back"


class LedgerKind(TextChoices):
    """What the ledger calls the acts on people and on itself."""

    CLINIC_CREATED = "clinic.created", "Clinic created"
    PERSON_INVITED = "person.invited", "Person invited"
    INVITATION_REVOKED = "invitation.revoked", "Invitation revoked"
    INVITATION_ACCEPTED = "invitation.accepted", "Invitation accepted"
    PERSON_DEACTIVATED = "person.deactivated", "Account deactivated"
    PERSON_REACTIVATED = "person.reactivated", "Account reactivated"
    FACTORS_FORGOTTEN = "factors.forgotten", "Second factors of an account taken away"
    PERSON_DATA_TAKEN = "person.data_taken", "Own data taken out"
    ERASURE_ASKED = "erasure.asked", "Erasure of an account asked for"
    ERASURE_TAKEN_BACK = "erasure.taken_back", "Erasure of an account no longer asked for"
    PERSON_ERASED = "person.erased", "Account erased"
    ROLE_ASSIGNED = "role.assigned", "Role assigned"
    ROLE_ENDED = "role.ended", "Role ended"
    RELATIONSHIP_PROPOSED = "relationship.proposed", "Relationship proposed"
    RELATIONSHIP_MOVED = "relationship.moved", "Relationship changed"
    AGREEMENT_BEGUN = "agreement.begun", "Agreement begun"
    AGREEMENT_OFFERED = "agreement.offered", "Agreement put forward"
    AGREEMENT_REOPENED = "agreement.reopened", "Agreement opened again"
    AGREEMENT_SIGNED = "agreement.signed", "Agreement signed"
    SUPERVISOR_CHANGED = "supervisor.changed", "Change of supervisor arranged"
    CHANGE_NOTE_WRITTEN = "change.note_written", "Hand-over note written"
    CHANGE_NOTE_GIVEN = "change.note_given", "Hand-over note given on by the supervisee"
    CHANGE_REASON_GIVEN = "change.reason_given", "Reason of a change given on"
    CREDENTIAL_ENTERED = "credential.entered", "Credential entered"
    CREDENTIAL_CHECKED = "credential.checked", "Credential checked"
    CREDENTIAL_LIMITED = "credential.limited", "Credential restricted, suspended or revoked"
    COVER_PLANNED = "cover.planned", "Cover planned"
    COVER_ACTIVATED = "cover.activated", "Cover begun without the supervisor"
    COVER_ACCEPTED = "cover.accepted", "Cover accepted"
    COVER_DECLINED = "cover.declined", "Cover declined"
    COVER_WITHDRAWN = "cover.withdrawn", "Plan of a cover withdrawn"
    COVER_ENDED = "cover.ended", "Cover ended early"
    COVER_HANDED_BACK = "cover.handed_back", "Cover handed back"
    COVER_READ = "cover.read", "Hand-back note read"
    ABSENCE_SAID = "absence.said", "Absence announced"
    ABSENCE_ENDED = "absence.ended", "Absence called off"
    GROUP_STARTED = "group.started", "Group started"
    GROUP_JOINED = "group.joined", "Member joined a group"
    GROUP_LEFT = "group.left", "Membership of a group ended"
    GROUP_CLOSED = "group.closed", "Group closed"
    LOG_RESTORE_PROPOSED = "log.restore_proposed", "Restored backup: lost entries named"
    LOG_RESTORED = "log.restored", "Restored backup: loss confirmed"
    POLICY_PROPOSED = "policy.proposed", "Change of the clinic's rules proposed"
    POLICY_CHANGED = "policy.changed", "The clinic's rules changed"
    POLICY_REFUSED = "policy.refused", "Change of the clinic's rules not agreed"
    POLICY_WITHDRAWN = "policy.withdrawn", "Change of the clinic's rules taken back"
    LEVEL_SET = "level.set", "Level of training recorded"
    EPOCH_DESTROYED = "epoch.destroyed", "Key of an epoch destroyed"
    LOG_EXPORTED = "log.exported", "Log exported"
    RECORDS_SEALED = "records.sealed", "Records of the day sealed"
    TOKEN_ISSUED = "token.issued", "Token for the audit issued"
    TOKEN_REVOKED = "token.revoked", "Token for the audit revoked"
