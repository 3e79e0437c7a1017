"""What the people of the fictional clinic wrote. Data alone; all of it is invented."""

# ruff: noqa: E501 - the texts stand as one reads them

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
