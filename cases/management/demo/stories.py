"""What the people of the fictional clinic wrote. Data alone; all of it is invented."""

# ruff: noqa: E501 - the texts stand as one reads them

from typing import NamedTuple


class FlagStory(NamedTuple):
    quote: str
    dimension: str
    narrative: str = ""
    visibility: str = "with_supervisor"
    details: dict[str, object] = {}
    prompts: dict[str, str] = {}


class ThreadStory(NamedTuple):
    """``replies`` alternate, the supervisee first."""

    quote: str
    act: str
    body: str
    replies: tuple[str, ...] = ()
    settled: bool = False
    directive: dict[str, str] = {}


class NoteStory(NamedTuple):
    """``ends`` is the status the note is left in; ``days`` ago it was submitted."""

    who: str
    case: str
    days: int
    format: str
    kind: str
    sections: dict[str, str]
    question: str
    help_wanted: str
    ends: str
    risk: str = "no_new_risk"
    urgency: str = "routine"
    flags: tuple[FlagStory, ...] = ()
    threads: tuple[ThreadStory, ...] = ()
    reply: str = ""
    second: dict[str, str] = {}
    to: str = ""


class CaseStory(NamedTuple):
    who: str
    pseudonym: str
    age_band: str
    modality: str
    approach: str
    theme: str
    days: int


CASES = {
    "paramedic": CaseStory(
        "jo", "M., paramedic", "25-39", "individual", "Integrative",
        "Exhaustion at work, being passed over, keeping others calm.", 140,
    ),
    "couple": CaseStory(
        "jo", "T. and A.", "40-64", "couple", "Emotionally focused",
        "Distance after a miscarriage; who may grieve, and how.", 210,
    ),
    "student": CaseStory(
        "jo", "S., first year", "18-24", "individual", "Person-centred",
        "First in the family at university; panic before seminars.", 90,
    ),
    "bereaved": CaseStory(
        "jo", "K.", "65-89", "individual", "Existential",
        "The second winter after a death.", 330,
    ),
    "carer": CaseStory(
        "priya", "L., carer", "40-64", "individual", "Compassion-focused",
        "Caring for a parent, anger that may not be shown.", 120,
    ),
    "night": CaseStory(
        "priya", "R., night shifts", "25-39", "individual", "CBT",
        "Insomnia, drinking to come down after shifts.", 200,
    ),
    "artist": CaseStory(
        "tomas", "B., ceramicist", "25-39", "individual", "Psychodynamic",
        "Work stopped after a studio fire; gifts and debts.", 260,
    ),
    "family": CaseStory(
        "tomas", "The family of four", "13-17", "family", "Systemic",
        "A school asks for reports; a boy who no longer speaks at table.", 75,
    ),
    "veteran": CaseStory(
        "mei", "D., retired early", "40-64", "individual", "Integrative",
        "Retired from service; sleeps with the light on.", 180,
    ),
    "newcomer": CaseStory(
        "mei", "N., newly arrived", "18-24", "individual", "Narrative",
        "Two languages, one of them for feelings.", 45,
    ),
}  # fmt: skip

NOTES = (
    NoteStory(
        who="jo", case="paramedic", days=2, format="reflective_short", kind="session_reflection",
        sections={
            "happened": (
                "Ninth session. He came back after missing two appointments and brought a letter "
                "from his employer asking for proof of attendance. I signed the attendance letter "
                "before the session started, because he looked anxious about it at the door.\n\n"
                "He spoke for most of the hour about being passed over for promotion again. A "
                "manager had told him that his accent was “hard for the front desk”. I noticed a "
                "strong pull to reassure him, and I heard myself say that his manager probably "
                "meant well. He went quiet, looked at the clock and then changed the subject to "
                "his daughter’s school.\n\n"
                "Towards the end he asked for my mobile number, in case the nights got bad again. "
                "I said that I would think about it and let him know, which is not our policy."
            ),
            "felt": (
                "Protective, a little guilty, and oddly sleepy before he comes. I did not say "
                "that I grew up two streets away from the station where he works. My own father "
                "drove an ambulance."
            ),
            "avoided": "I did not ask what the sentence about his accent had done to him.",
            "need": "Somebody to think with before I answer him about the number.",
        },
        question=(
            "Whose anxiety was I looking after when I offered the reassurance? What do I do "
            "about the number, and who else needs to know?"
        ),
        help_wanted="think_with_me", ends="in_review", urgency="before_next_session",
        flags=(
            FlagStory(
                "I noticed a strong pull to reassure him, and I heard myself say that his "
                "manager probably meant well",
                "countertransference", "Flagged while writing: whose reassurance was it?",
                details={
                    "ct_identification": "unsure", "ct_source": "both",
                    "ct_feeling": ["parental", "helpless"], "ct_observable": ["rescuing"],
                },
                prompts={"unsaid": "That the sentence was racist, and that it hurt to hear."},
            ),
            FlagStory(
                "I signed the attendance letter before the session started", "power",
                "The letter decided something before we had spoken.",
                details={
                    "power_relation": ["therapist_client", "outside_system"],
                    "power_process": ["silent"], "parallel_process": "possibly",
                },
            ),
            FlagStory(
                "his accent was “hard for the front desk”", "intersectionality",
                "Race, class and migration meet at his work, and now also in my room.",
                details={
                    "client_self_description": "“I talk like my street.”",
                    "axes": [
                        {"axis": "accent", "side": "client"},
                        {"axis": "social_class", "side": "between"},
                        {"axis": "ethnicity_race", "side": "client"},
                    ],
                    "interaction": "His accent is heard as class and as race at once.",
                    "cultural_opportunity": "missed",
                },
            ),
            FlagStory(
                "My own father drove an ambulance", "countertransference",
                "This is mine. I am not ready to share it.", visibility="private",
            ),
        ),
        threads=(
            ThreadStory(
                "I signed the attendance letter before the session started", "question",
                "Who held the authority in the room at that moment: you, the employer or the "
                "letter?",
                ("I think I wanted to hand it over quickly so that I did not have to hold it.",),
            ),
            ThreadStory(
                "He went quiet, looked at the clock", "reflection",
                "He goes quiet straight after the reassurance. What might he have heard?",
            ),
            ThreadStory(
                "which is not our policy", "affirmation",
                "Good that you neither said yes nor no in the moment. That left room for us.",
            ),
            ThreadStory(
                "he asked for my mobile number", "directive",
                "Let us record this one as a boundary decision before we finish today.",
                directive={
                    "what": "Open a boundary decision for the number",
                    "why": "He asked for care at night; the answer should not be yours alone.",
                    "how_seen": "The decision is in our list before the tenth session.",
                },
            ),
        ),
    ),
    NoteStory(
        who="jo", case="couple", days=0, format="case_presentation", kind="case_presentation",
        sections={
            "reason": "They come because they no longer talk in the evenings.",
            "client": "A couple in their forties, together for twelve years.",
            "course": "In the last session he cried for the first time; she looked at me.",
        },
        question="Whom was she asking for help when she looked at me?",
        help_wanted="tell_me", ends="draft",
        flags=(FlagStory("she looked at me", "countertransference", "I felt chosen."),),
    ),
    NoteStory(
        who="jo", case="student", days=9, format="echo_question", kind="focused_question",
        sections={
            "background": (
                "She asks before every seminar whether she may leave the room if it gets too "
                "much. I always say yes. Last week she left my session in the same way."
            ),
        },
        question="Did I teach her that leaving is what we do with fear?",
        help_wanted="think_with_me", ends="returned",
        flags=(FlagStory("I always say yes", "power", "I decide, by agreeing."),),
        threads=(
            ThreadStory(
                "Last week she left my session", "question",
                "What happened in the minute before she stood up?",
            ),
        ),
        reply="Please add what she said when she came back. I think your answer is in it.",
    ),
    NoteStory(
        who="jo", case="bereaved", days=34, format="seven_eyed", kind="session_reflection",
        sections={
            "client": "He brought the coat again, and this time he put it on.",
            "interventions": "I asked what the coat knows. I held back the word “denial”.",
            "relationship": "He treats me as a guest in a house with one chair too many.",
            "therapist": "I think of my grandmother's hallway.",
            "context": "Winter, a small pension, a flat that is too large.",
        },
        question="How do I stay with him without furnishing the empty room?",
        help_wanted="just_hear", ends="closed",
        flags=(
            FlagStory("I think of my grandmother's hallway", "countertransference",
                      details={"ct_source": "mine", "ct_feeling": ["positive"]}),
        ),
        threads=(
            ThreadStory(
                "I asked what the coat knows", "affirmation",
                "A fine question. It left him the whole answer.", settled=True,
            ),
        ),
    ),
    NoteStory(
        who="priya", case="carer", days=1, format="reflective_short", kind="session_reflection",
        sections={
            "happened": (
                "She said she had shouted at her mother and that the neighbours had heard. Then "
                "she asked whether I have to report that."
            ),
            "felt": "Cold, suddenly correct. I looked for the form before I looked at her.",
            "need": "To know what I have to do, and what I only think I have to do.",
        },
        question="Is this a safeguarding matter, and how do I say so without losing her?",
        help_wanted="check_safety", ends="submitted", risk="urgent", urgency="today",
        flags=(FlagStory("asked whether I have to report that", "risk"),),
    ),
    NoteStory(
        who="priya", case="night", days=16, format="formulation_5p", kind="case_presentation",
        sections={
            "presenting": "Sleeps three hours after a shift, drinks to come down.",
            "predisposing": "A house where nobody slept when father was out.",
            "precipitating": "A new roster in spring.",
            "perpetuating": "Alcohol, shame, and my own praise for every dry week.",
            "protective": "A dog, a sister, a sense of humour.",
        },
        question="Am I the third parent who watches the clock?",
        help_wanted="think_with_me", ends="for_discussion",
        flags=(
            FlagStory("my own praise for every dry week", "countertransference",
                      visibility="with_group"),
            FlagStory("my own praise for every dry week", "power",
                      details={"power_process": ["silent"]}),
        ),
        threads=(
            ThreadStory(
                "my own praise", "question",
                "What would a week without praise be like, for you?",
                ("Long. I would not know whether I am doing my job.",),
            ),
            ThreadStory(
                "Alcohol, shame", "concern",
                "We should ask together about the amount, and about driving home.",
            ),
        ),
    ),
    NoteStory(
        who="priya", case="night", days=58, format="reflective_short", kind="process_note",
        sections={
            "happened": "He brought a diary with every hour filled in, and none of them asleep.",
            "felt": "Admired, and checked.",
        },
        question="What is the diary for, and for whom?",
        help_wanted="tell_me", ends="reviewed",
        threads=(
            ThreadStory("Admired, and checked", "suggestion",
                        "You could ask him which of the two he felt.", settled=True),
        ),
    ),
    NoteStory(
        who="tomas", case="artist", days=5, format="reflective_short", kind="session_reflection",
        sections={
            "happened": (
                "She brought a bowl, wrapped in newspaper, the first since the fire. She said it "
                "was for the room, not for me. I put it on the shelf and thanked her for both."
            ),
            "felt": "Proud, as if I had made it.",
            "assumed": "That refusing would have been a second fire.",
        },
        question="Was it a gift, a fee or a test, and did I answer the right one?",
        help_wanted="decide_with_me", ends="in_review",
        flags=(
            FlagStory("it was for the room, not for me", "boundary"),
            FlagStory("Proud, as if I had made it", "countertransference",
                      details={"ct_identification": "complementary"}),
        ),
        threads=(
            ThreadStory("thanked her for both", "question", "Which of the two did she take home?"),
        ),
        to="ben",
    ),
    NoteStory(
        who="tomas", case="family", days=12, format="case_presentation", kind="case_presentation",
        sections={
            "reason": "The school wants a report; the parents want the boy to talk.",
            "client": "A family of four; the son is fourteen.",
            "transference": "Everybody speaks to me and nobody to him. I do it, too.",
        },
        question="Who is the client when the school pays for the report?",
        help_wanted="decide_with_me", ends="reviewed",
        second={"transference": "Everybody speaks to me and nobody to him. I do it, too; in the "
                                "last session I asked his sister what he might say."},
        reply="Say what you tried. Then we can look at what the silence does.",
        flags=(FlagStory("nobody to him", "power"),),
        to="ben",
    ),
    NoteStory(
        who="mei", case="veteran", days=25, format="seven_eyed", kind="session_reflection",
        sections={
            "client": "He checked the door twice, then joked about it.",
            "therapist": "I laughed. Later I noticed that I had locked my own door at home.",
            "parallel": "I told this to you, Ben, as a joke.",
        },
        question="What does the joke keep us from?",
        help_wanted="think_with_me", ends="amended",
        flags=(FlagStory("I laughed", "countertransference"),),
        threads=(
            ThreadStory("as a joke", "reflection",
                        "I laughed as well. Let us look at all three laughs.", settled=True),
        ),
        to="ben",
    ),
    NoteStory(
        who="mei", case="newcomer", days=3, format="reflective_short", kind="session_reflection",
        sections={
            "happened": (
                "The interpreter was late. We began in the language we share badly, and she said "
                "more in ten minutes than in three sessions. When the interpreter came she "
                "became polite again."
            ),
            "assumed": "That good words make a good session.",
        },
        question="What did the three of us protect when the interpreter arrived?",
        help_wanted="tell_me", ends="submitted",
        flags=(
            FlagStory(
                "she became polite again", "intersectionality",
                details={
                    "axes": [
                        {"axis": "language", "side": "between"},
                        {"axis": "migration_status", "side": "client"},
                    ],
                    "interaction": "The official language is also the language of the office.",
                },
            ),
        ),
        to="ben",
    ),
    NoteStory(
        who="mei", case="newcomer", days=30, format="echo_question", kind="follow_up",
        sections={"background": "Sent from the wrong case; it belongs to another conversation."},
        question="Where does this belong?",
        help_wanted="just_hear", ends="retracted", to="ben",
    ),
)  # fmt: skip
