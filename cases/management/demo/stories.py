"""What the people of the fictional clinic wrote. Data alone; all of it is invented."""

# ruff: noqa: E501 - the texts stand as one reads them

from cases.management.demo.colleague_stories import NOTES_OF_COLLEAGUES
from cases.management.demo.story_kinds import (
    FlagStory,
    NoteStory,
    TakeAwayStory,
    ThreadStory,
)

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
                tags={"focus": "conceptualisation", "stance": "consultant", "eye": 3},
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
            ThreadStory(
                "whether she may leave the room if it gets too", "directive",
                "Please agree with her how the two of you notice that it gets too much.",
                directive={
                    "what": "Agree on a sign with her, before the next session ends",
                    "why": "Leaving is the only way out she has with you at present.",
                    "how_seen": "The sign stands in your next note.",
                },
                due=5, steps=(("acknowledge", ""),),
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
        attestation="reviewed",
        summary=(
            "We looked at the coat and at the chair too many. To take along: he need not be "
            "furnished; he may be visited."
        ),
        takeaway=TakeAwayStory(
            "I can sit in a room with an empty chair.\nThe hallway is mine, not his.",
            "Ask him who sat there, and then say nothing.",
        ),
    ),
    NoteStory(
        who="jo", case="bereaved", days=13, format="reflective_short", kind="session_reflection",
        sections={
            "happened": (
                "He came ten minutes late and laid the keys of the flat on my table, as if I were "
                "to look after them. I did not ask why. He spoke about his neighbour’s funeral for "
                "most of the hour. Then he said that he no longer lays the table for two, and "
                "looked out of the window for a long time.\n\n"
                "At the end he asked whether we could meet less often."
            ),
            "felt": "Relieved when he asked. I was tired that week and had slept badly.",
            "avoided": "I said yes before I knew what meeting less often would mean to him.",
        },
        question="What was he asking me to keep for him?",
        help_wanted="think_with_me", ends="second_round",
        second={
            "happened": (
                "At the end he asked whether we could meet less often. I said yes before I had "
                "asked what meeting less often would mean to him.\n\n"
                "He had come ten minutes late and put the keys of his flat on my table, as if I "
                "were to look after them. I did not ask why. He spoke about his neighbour’s funeral "
                "for most of the hour. Then he said that he no longer lays the table for two, and "
                "looked out of the window for a long time."
            ),
            "felt": "Relieved when he asked, and then ashamed of the relief.",
            "avoided": "",
        },
        flags=(
            FlagStory(
                "laid the keys of the flat on my table, as if I were to look after them",
                "boundary", "Something was handed over, and I took it without a word.",
            ),
        ),
        threads=(
            ThreadStory(
                "he no longer lays the table for two", "affirmation",
                "You let this stand, and he went on looking. That was room enough.", settled=True,
            ),
            ThreadStory(
                "laid the keys of the flat on my table, as if I were to look after them",
                "question", "Where are the keys now?",
                ("Still on the table. I see them each time I write.",),
            ),
            ThreadStory(
                "At the end he asked whether we could meet less often", "question",
                "It stands last here. Was it the last thing, for you?",
            ),
            ThreadStory(
                "I said yes before I knew what meeting less often would mean to him",
                "suggestion", "You could tell him that you answered too quickly.",
            ),
            ThreadStory(
                "I was tired that week and had slept badly", "reflection",
                "I wonder whose tiredness it was.",
            ),
        ),
        reply="Try writing it again from his question. I think the keys belong to it.",
    ),
    *NOTES_OF_COLLEAGUES,
)  # fmt: skip
