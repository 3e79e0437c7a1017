"""What the people of the fictional clinic decided. Data alone; all of it is invented."""

from typing import NamedTuple


class ReferralStory(NamedTuple):
    """``days`` ago it was opened; ``ends`` is the status it is left in."""

    case: str
    days: int
    ends: str
    direction: str
    situation: str
    grounds: tuple[tuple[str, str], ...]
    service: str
    rationale: str
    client: str = "Glad to be asked; wants to come back to say how it went."
    outcome: str = "The first appointment took place; the client has stayed."
    # Of several clients: who, what they prefer, where they disagree.
    voices: tuple[tuple[str, str, str], ...] = ()


class BoundaryStory(NamedTuple):
    case: str
    days: int
    ends: str
    timing: str
    domain: str
    summary: str
    choice: str
    rationale: str
    classification: str = ""
    dissent: str = ""


REFERRALS = (
    ReferralStory(
        "paramedic", 36, "first_contact_made", "out_adjunct",
        "Sleeps four hours, startles, avoids the street of the accident.",
        (("specialist", "Six sessions on sleep without change; startle every day."),
         ("no_progress", "Nights unchanged since spring by his own diary.")),
        "Trauma service at the general hospital",
        "Trauma-focused work beside ours; we keep the weekly hour.",
    ),
    ReferralStory(
        "couple", 150, "closed_completed", "out_full_transfer",
        "They want to separate well and ask for help with the children.",
        (("client_prefers_approach", "“We do not need a couple therapist any more.”"),),
        "Family mediation centre", "Their question has changed, and they named it themselves.",
        voices=(
            ("Partner A", "“Somebody who has seen this a hundred times.”", ""),
            ("Partner B", "“Soon, before we harden.”", "Would have liked to stay here for it."),
        ),
    ),
    ReferralStory(
        "student", 40, "more_information", "internal_transfer",
        "Asks for a therapist who shares her language.",
        (("client_requests_therapist", "Said so twice, with relief."),),
        "A colleague in this clinic", "Her wish, and a good one to look at together.",
    ),
    ReferralStory(
        "bereaved", 120, "continue_here", "out_full_transfer",
        "I found his silence hard and thought of a grief group.",
        (("no_progress", "Four sessions with few words."),),
        "Grief group of the parish", "The silence was mine to bear, not his to change.",
    ),
    ReferralStory(
        "carer", 8, "supervisor_review", "out_adjunct",
        "Needs relief at home more than an hour with me.",
        (("level_of_care", "Two nights without sleep every week."),),
        "Respite care", "The hour here keeps its sense only when she has slept.",
    ),
    ReferralStory(
        "night", 95, "closed_completed", "level_of_care_up",
        "Drinks every day now, and says so.",
        (("worsening", "From weekends to daily within six weeks."),
         ("competence_limit", "I have no training in withdrawal.")),
        "Addiction clinic, day unit", "Safety first; our work continues afterwards.",
    ),
    ReferralStory(
        "night", 300, "closed_client_declined", "out_adjunct",
        "Sleep laboratory considered.",
        (("medical_need", "Snoring and breathing stops reported by his sister."),),
        "Sleep laboratory", "A medical question should get a medical answer.",
    ),
    ReferralStory(
        "artist", 62, "sent", "out_adjunct",
        "Insurance asks for an assessment I cannot give.",
        (("specialist", "The letter asks for a forensic opinion."),),
        "Independent assessor", "Two roles would harm the one she came for.",
    ),
    ReferralStory(
        "family", 30, "approved", "out_adjunct",
        "The boy wants somebody of his own.",
        (("client_requests_therapist", "He wrote it on a piece of paper."),),
        "Youth counselling", "He asked for a room in which nobody else speaks.",
        voices=(
            ("The boy", "“A room where I am not the problem.”", ""),
            ("Mother", "That he is heard.", "Fears that we lose the thread between us."),
        ),
    ),
    ReferralStory(
        "veteran", 170, "closed_completed", "out_full_transfer",
        "Moves to the coast.",
        (("practical", "Notice given ten weeks ahead."),),
        "Practice near his new home", "A move, with time for a goodbye.",
    ),
    ReferralStory(
        "newcomer", 14, "proposed", "out_full_transfer",
        "I disagree with how her family decides for her, and it shows.",
        (("values_conflict", "I argued with her about her uncle."),),
        "Counselling in her first language", "Not yet clear what is hers and what is mine.",
    ),
    ReferralStory(
        "artist", 230, "closed_completed", "out_adjunct",
        "Hands hurt at the wheel; the doctor has not been asked.",
        (("medical_need", "Pain for three months."),),
        "General practitioner", "A body that hurts is not a metaphor first.",
    ),
)  # fmt: skip

BOUNDARIES = (
    BoundaryStory(
        "paramedic", 1, "analysing", "client_initiated", "communication",
        "He asked for my mobile number for bad nights.", "", "",
    ),
    BoundaryStory(
        "artist", 5, "consulted", "spontaneous", "gifts_services",
        "She brought a bowl “for the room”. I put it on the shelf.", "", "",
    ),
    BoundaryStory(
        "couple", 100, "closed", "planned", "attendance_at_event",
        "Invited to the memorial for the lost child.", "do_not",
        "The place for our grief is the room; I wrote a card with them.",
        "no_boundary_issue",
    ),
    BoundaryStory(
        "bereaved", 60, "closed", "spontaneous", "physical_contact",
        "At the door he held my hand for a long time.", "do",
        "It was a handshake that became a farewell for the year.",
        "crossing_beneficial",
    ),
    BoundaryStory(
        "student", 70, "reviewed", "discovered", "time",
        "Three sessions in a row ran over by fifteen minutes.", "stop",
        "The end of the hour is part of what she is learning.",
        "crossing_adverse", "I still think the first of the three was right.",
    ),
    BoundaryStory(
        "carer", 25, "followed_up", "contemplated", "out_of_office",
        "A home visit, because she cannot leave her mother.", "do_with_conditions",
        "Once, with the respite nurse in the house, agreed in writing.",
    ),
    BoundaryStory(
        "night", 140, "closed", "contemplated", "self_disclosure",
        "He asked whether I drink.", "do_not",
        "The question was about judgement, and could be answered without my life.",
        "no_boundary_issue",
    ),
    BoundaryStory(
        "family", 45, "decided", "contemplated", "dual_relationship",
        "The school asks me to speak at a parents' evening.", "do_not",
        "Their parents would sit there.",
    ),
    BoundaryStory(
        "veteran", 160, "closed", "planned", "communication",
        "A postcard after the move.", "do",
        "A fitting end, and no beginning of anything else.", "crossing_neutral",
    ),
    BoundaryStory(
        "newcomer", 10, "urgent_consult", "discovered", "social_media",
        "I looked up her town on a map that shows posts, and found hers.", "", "",
    ),
    BoundaryStory(
        "artist", 200, "closed", "client_initiated", "bartering",
        "She offered ceramics instead of fees.", "do_not",
        "A debt that could not be counted would have stood in the room.", "no_boundary_issue",
    ),
    BoundaryStory(
        "night", 320, "closed", "client_initiated", "place_space",
        "He asked to walk during the session.", "do_with_conditions",
        "In the park behind the house, with the door agreed on.", "crossing_beneficial",
    ),
    BoundaryStory(
        "bereaved", 280, "closed", "planned", "family_friend_contact",
        "His daughter telephoned and asked how he was.", "do_not",
        "I told him of the call at the start of the next session.", "no_boundary_issue",
    ),
)  # fmt: skip
