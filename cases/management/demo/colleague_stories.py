"""What Priya, Tomas and Mei wrote in the fictional clinic. Data alone; all of it is invented."""

# ruff: noqa: E501 - the texts stand as one reads them

from cases.management.demo.story_kinds import (
    FlagStory,
    NoteStory,
    TakeAwayStory,
    ThreadStory,
)

NOTES_OF_COLLEAGUES = (
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
            ThreadStory(
                "drinks to come down", "directive",
                "Please ask him how he gets home after a shift, this week.",
                directive={
                    "what": "Ask how he gets home after a night shift",
                    "why": "If he drives after drinking, he and others are in danger.",
                    "how_seen": "His answer stands in your note of the session.",
                    "safety": "yes",
                },
                due=6,
                steps=(("dispute", "I asked in spring: he walks. If I ask again he will hear a police officer."),),
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
            ThreadStory(
                "none of them asleep", "directive",
                "Please have his doctor look at the sleep before we do.",
                directive={
                    "what": "Ask him to see his doctor about the three hours",
                    "why": "What the body needs should not wait for what we find out.",
                    "how_seen": "He tells you the day of the appointment.",
                },
                due=10,
                steps=(
                    ("acknowledge", ""),
                    ("report_done", "He went the same week and was glad to be sent."),
                    ("verify", "It stands in his own words in your note. Thank you."),
                ),
            ),
        ),
        attestation="directive_given",
        summary=(
            "We looked at the diary as a gift and as an examination paper. To take along: his "
            "hours are his; ask what he wants you to see in them."
        ),
        takeaway=TakeAwayStory(
            "I need not mark the diary.\nAdmired and checked can be one feeling.\nThe sleep is a matter for two.",
            "Ask him which of the hours he would have liked to leave blank.",
            shared=True,
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
            ThreadStory(
                "I put it on the shelf", "directive",
                "Please bring the bowl into the conversation with her.",
                directive={
                    "what": "Give the bowl back and say why",
                    "why": "A gift that is not spoken of works on by itself.",
                    "how_seen": "What she answered stands in your next note.",
                },
                due=9,
                steps=(
                    ("acknowledge", ""),
                    ("dispute", "To give it back would be a second fire for her. I would rather ask what it is for."),
                    ("modify", "You know her better. What matters is that it is spoken of."),
                ),
                changed={"what": "Ask her what the bowl is for, before anything is done with it"},
            ),
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
