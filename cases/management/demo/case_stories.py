"""The cases of the fictional clinic. Data alone; all of it is invented."""

from cases.management.demo.story_kinds import CaseStory

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
