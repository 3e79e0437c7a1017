"""What an agreement about supervision speaks of: data, read from top to bottom.

The list follows Tool 8 of SAMHSA's Treatment Improvement Protocol 52 (a work of the United
States government, in the public domain) and what a clinic needs beside it; the words are our
own. What only the two can know is asked for and begins empty.
"""

from typing import Final, NamedTuple

SOURCE: Final = "TIP 52, Tool 8 (SAMHSA)"
# Brought to supervision whatever else there is to talk about.
MUST_CONSULT: Final = (
    "a dispute with a client or a colleague, or work that is stuck",
    "somebody says that something unethical was done",
    "a complaint or a suit is threatened",
    "an emergency",
    "a client at high risk: suicide, violence",
    "a wish to depart from a standard or a rule of the clinic, before it is done",
    "a mistake that may have been made, clinical or ethical, and what it stirs up",
    "contact with a client outside the sessions",
    "a question of law, such as a duty to report",
)


class Section(NamedTuple):
    key: str
    title: str
    hint: str
    seed: str = ""


SECTIONS: Final = (
    Section(
        "goals",
        "What it is for, and goals",
        "What the supervisee wants to be able to do at the end of this time.",
    ),
    Section(
        "frequency",
        "How often, how long, in what form",
        "Days, hours, in the room or by video, alone or in a group.",
    ),
    Section(
        "model",
        "Way of working",
        "The model of supervision, and how the two of you understand it.",
    ),
    Section(
        "client_consent",
        "What clients are told",
        "Who tells them that there is supervision, when, and what they agree to.",
        "The supervisee tells each client at the start that the work is supervised, and by "
        "whom, and writes down what the client agreed to. Recording, being watched live "
        "and a group are asked for one by one.",
    ),
    Section(
        "methods",
        "What supervision works with",
        "Talk, notes, recordings, live work.",
        "Case notes in this system and talk about them. Recordings and live work only where "
        "the client has agreed.",
    ),
    Section(
        "records",
        "What is written down, and who reads it",
        "Where notes of supervision are kept, and what goes to others.",
        "Notes are submitted here, under a pseudonym. The two of us read them; a clinic lead "
        "reads decisions on referral and on boundaries, without the reflections.",
    ),
    Section(
        "evaluation",
        "Feedback and evaluation",
        "On which days, by what criteria, in which form. Nothing new on the last day.",
    ),
    Section(
        "supervisor_duties",
        "What the supervisor owes",
        "To the supervisee, and to the clients.",
        "To keep the hours; to read what is submitted within the clinic's time; to say whether "
        "something is a question, a suggestion or a directive; to step in where a client's "
        "welfare is at risk; to say in good time who stands in.",
    ),
    Section(
        "supervisee_duties",
        "What the supervisee owes",
        "To the supervisor, and to the clients.",
        "To come prepared and with a question; to bring up any question of boundaries, also "
        "where it is uncomfortable; to turn to the supervisor, or to whoever stands in, in an "
        "emergency; to follow a directive, or to say at once that it looks different.",
    ),
    Section(
        "must_consult",
        "What is brought to supervision in any case",
        "One line each. It is not for the supervisee alone to carry these.",
        "\n".join(f"- {line}" for line in MUST_CONSULT),
    ),
    Section(
        "confidentiality",
        "Limits of confidentiality between us",
        "Who else may come to know what is said here, and when.",
        "What is said here stays here. The exceptions: danger for a client or somebody else, a "
        "duty under the law, what the clinic's lead audits, and emergency access, which both "
        "of us are told of.",
    ),
    Section(
        "absence",
        "Absence and emergencies",
        "Who is reached, by what number, when the supervisor is not there.",
    ),
    Section(
        "difference",
        "Difference and power between us",
        "How we will raise it: role, age, gender, race, class, faith, money, assessment.",
    ),
    Section(
        "disagreement",
        "When we do not agree",
        "From a talk between us to a complaint: who is turned to, in which order.",
        "First we say it to each other. Where that does not help, each of us may ask somebody "
        "third whom both accept, then the clinic lead. “Help & support” on every page leads to "
        "somebody who hears concerns in confidence. Saying so is never held against anybody.",
    ),
    Section(
        "fees",
        "Fees",
        "Who pays what, and other ties of work or money between the two.",
        "None between the two of us.",
    ),
    Section(
        "ending",
        "End and notice",
        "How long, how it ends, what is handed on.",
        "Until the end of the placement. Each of us may give notice of four weeks; we use the "
        "last hour to look back. What is handed on to a new supervisor, the supervisee reads "
        "first.",
    ),
)
BY_KEY: Final = {section.key: section for section in SECTIONS}
SEED: Final = {section.key: section.seed for section in SECTIONS}
