"""The dimensions of reflective flags as data: fields, choices and our own prompts.

Every field is optional and "unsure" is an honoured answer. Nothing here asks for
anybody's personal history, and nothing is scored. ``check_details`` refuses what the
schema of a dimension does not know.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cases.enums import Dimension
from supervision.exceptions import Invalid
from supervision.text import clean_text

TEXT_LIMIT = 10_000


class Choice(NamedTuple):
    code: str
    label: str


class Field(NamedTuple):
    """``kind``: one (a code), many (a list of codes), text, or axes (list of axis and side)."""

    code: str
    label: str
    kind: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""


class Prompt(NamedTuple):
    code: str
    text: str


class DimensionSchema(NamedTuple):
    code: Dimension
    label: str
    short: str
    invitation: str
    fields: tuple[Field, ...]
    prompts: tuple[Prompt, ...]


def _choices(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for code, label in labels.items())


SIDES = _choices(
    therapist="Therapist",
    client="Client",
    supervisor="Supervisor",
    between="Between us",
    context="Context",
)

AXES = _choices(
    age_generation="Age and generation",
    disability_developmental="Disability, developmental",
    disability_acquired="Disability, acquired",
    religion_spirituality="Religion and spirituality",
    ethnicity_race="Ethnicity and race",
    socioeconomic_status="Socioeconomic status",
    sexual_orientation="Sexual orientation",
    indigenous_heritage="Indigenous heritage",
    national_origin="National origin",
    gender="Gender",
    geography="Geography",
    appearance="Appearance",
    ability="Ability",
    social_class="Class",
    caste="Caste",
    culture="Culture",
    education="Education",
    employment="Employment and economics",
    sexuality="Sexuality",
    accent="Accent",
    migration_status="Migration status",
    language="Language",
    family_form="Family form",
    body_size="Body size",
    other="Other",
)

COUNTERTRANSFERENCE = DimensionSchema(
    Dimension.COUNTERTRANSFERENCE,
    "Countertransference",
    "ct",
    "Something in me answered. What might it be telling us?",
    (
        Field(
            "ct_identification",
            "I feel…",
            "one",
            _choices(
                concordant="as the client may feel",
                complementary="as somebody in the client's world may have felt",
                unsure="unsure",
            ),
        ),
        Field(
            "ct_source",
            "Where it seems to come from",
            "one",
            _choices(
                client="mostly evoked by this client",
                mine="mostly mine",
                both="both",
                unsure="unsure",
            ),
        ),
        Field(
            "ct_trigger_side",
            "It began with",
            "one",
            _choices(
                reactive="what the client brings", proactive="what I bring", unsure="unsure"
            ),
        ),
        Field(
            "ct_origin",
            "It touches",
            "many",
            _choices(
                family="family",
                needs_values="needs and values",
                therapy_specific="being a therapist",
                cultural="culture",
            ),
        ),
        Field(
            "ct_trigger",
            "What set it off",
            "many",
            _choices(
                content="what was talked about",
                comparing="comparing this client with others",
                structure="a change in the frame",
                progress="judging progress",
                perception="how I see the client",
                emotion="an emotion in the room",
            ),
        ),
        Field(
            "ct_manifestation",
            "How it showed",
            "many",
            _choices(
                approach="drawn in, over-involved",
                avoidance="pulled back, under-involved",
                negative="negative feelings",
                planning="a change in what I planned",
            ),
        ),
        Field(
            "ct_feeling",
            "What I felt",
            "many",
            _choices(
                overwhelmed="overwhelmed, disorganised",
                helpless="helpless, inadequate",
                positive="warm, pleased",
                special="special, over-involved",
                sexualised="sexualised",
                disengaged="disengaged, sleepy",
                parental="parental, protective",
                criticised="criticised, mistreated",
            ),
        ),
        Field(
            "ct_observable",
            "What could be seen",
            "many",
            _choices(
                ran_over="ran over time",
                ended_early="ended early",
                forgot="forgot or came late",
                anticipation="dread, or looking forward",
                talked_more="talked more than usual",
                self_disclosure="unusual self-disclosure",
                rescuing="rescuing",
                arguing="arguing",
                rumination="dreams or going over it again",
                skipped="skipped a topic",
                changed_terms="changed fee or time",
                kept_back="kept it from supervision",
            ),
        ),
        Field(
            "ct_management",
            "What helps me with it",
            "many",
            _choices(
                self_insight="self-insight",
                self_integration="keeping my own ground",
                empathy="empathy",
                anxiety="calming my own anxiety",
                conceptualising="thinking about it",
            ),
            "Having a reaction is ordinary; in studies, managing it goes with better outcomes.",
        ),
        Field(
            "own_therapy",
            "Is there something of your own to take to personal therapy rather than here?",
            "one",
            _choices(yes="yes", no="no"),
            "Yes or no only. Nobody will ask what.",
        ),
    ),
    (
        Prompt("body", "What did you notice in your body or behaviour that was unlike you?"),
        Prompt("whose", "Whose feeling might this be?"),
        Prompt("someone", "If you were somebody in this client's life, who?"),
        Prompt("unsaid", "What did you not say?"),
        Prompt(
            "tells",
            "What would have to be true for this to tell you something about the client "
            "rather than about you?",
        ),
        Prompt("next", "What will you do differently next time, and how will you know?"),
    ),
)

POWER = DimensionSchema(
    Dimension.POWER,
    "Power dynamics",
    "pd",
    "Somebody could decide here. Who, and how did it feel?",
    (
        Field(
            "power_relation",
            "Between",
            "many",
            _choices(
                therapist_client="therapist and client",
                supervisor_supervisee="supervisor and supervisee",
                supervisor_client="supervisor and client, through me",
                clinic_supervisee="clinic and supervisee",
                peer_group="peers",
                outside_system="an outside system (court, school, insurer, family)",
            ),
        ),
        Field(
            "power_type",
            "Power of",
            "many",
            _choices(
                positional="position and assessment",
                role="role and expertise",
                social="cultural or social location",
                financial="money",
                informational="information",
                legal="law and mandate",
                personal="personal history",
            ),
        ),
        Field(
            "power_process",
            "It was",
            "many",
            _choices(
                open="used openly",
                silent="used silently",
                given_away="given away",
                denied="denied",
                challenged="challenged",
                shared="shared",
                pressure="felt as pressure to agree",
            ),
        ),
        Field(
            "parallel_process",
            "Does our supervision repeat it?",
            "one",
            _choices(no="not noticed", possibly="possibly", yes="yes"),
        ),
        Field("parallel_both_sides", "Both sides of it", "text"),
    ),
    (
        Prompt("say_no", "Who could say no in this moment, and at what cost?"),
        Prompt("decided", "What did the client or supervisee decide?"),
        Prompt("unassessed", "What would you have said if you were not being assessed?"),
        Prompt("repeats", "Where does our own supervision repeat this?"),
        Prompt(
            "decided_for",
            "For the supervisor: what did you decide for them that they could have decided?",
        ),
    ),
)

INTERSECTIONALITY = DimensionSchema(
    Dimension.INTERSECTIONALITY,
    "Intersectionality",
    "ix",
    "Several positions meet here. The client's own words come first.",
    (
        Field(
            "client_self_description",
            "In the client's own words",
            "text",
            hint="What the client said about this, not what you infer.",
        ),
        Field("axes", "What meets here, and on whose side", "axes", AXES),
        Field(
            "axes_visibility",
            "It is",
            "many",
            _choices(
                visible_voiced="visible and voiced",
                visible_unvoiced="visible and unvoiced",
                invisible_voiced="invisible and voiced",
                invisible_unvoiced="invisible and unvoiced",
            ),
        ),
        Field(
            "interaction",
            "How do these work together here?",
            "text",
            hint="Needed when two or more meet: they are crossed, not added.",
        ),
        Field(
            "advantage",
            "In this moment it is",
            "one",
            _choices(
                advantaged="an advantage",
                disadvantaged="a disadvantage",
                both="both",
                depends="it depends where",
            ),
        ),
        Field(
            "broaching",
            "How I bring difference up (I place myself)",
            "one",
            _choices(
                avoidant="I avoid it",
                isolating="once, as a duty",
                incongruent="I try, without knowing how",
                congruent="I do, as part of the work",
                infusing="it is part of how I live",
                unsure="unsure",
            ),
        ),
        Field(
            "cultural_opportunity",
            "The opening was",
            "one",
            _choices(taken="taken", missed="missed", created="made", harm="a misstep"),
        ),
    ),
    (
        Prompt("means", "What has the client told you this means to them?"),
        Prompt(
            "own_position", "Which of your own positions made something easy or hard to hear?"
        ),
        Prompt("unvoiced", "What stayed unvoiced, and who bears the cost?"),
        Prompt("mended", "If you made a misstep, was it named and mended?"),
    ),
)


def _further(
    code: Dimension, invitation: str, *fields: Field, prompts: tuple[Prompt, ...] = ()
) -> DimensionSchema:
    return DimensionSchema(code, code.label, "more", invitation, fields, prompts)


FURTHER = (
    _further(
        Dimension.ALLIANCE_RUPTURE,
        "Something came between you.",
        Field(
            "marker",
            "It looked like",
            "one",
            _choices(
                withdrawal="moving away, or agreeing on the surface",
                confrontation="moving against",
                both="both",
                unsure="unsure",
            ),
        ),
        prompts=(Prompt("named", "Was it named in the session, and by whom?"),),
    ),
    _further(Dimension.RISK, "A worry about safety. For anything urgent, telephone first."),
    _further(
        Dimension.COMPETENCE_LIMIT,
        "At the edge of what you have learnt.",
        prompts=(Prompt("would_help", "What would help: training, supervision, a colleague?"),),
    ),
    _further(Dimension.BOUNDARY, "Something about the frame."),
    _further(Dimension.REFERRAL_CONSIDERATION, "Somebody else might be better placed."),
    _further(Dimension.SELF_CARE, "What this work asks of you."),
    _further(
        Dimension.VALUES_CONFLICT,
        "What you hold dear and what the client does or is.",
        prompts=(Prompt("missing", "Is what is missing a skill, or approval?"),),
    ),
)

DIMENSIONS: Mapping[str, DimensionSchema] = {
    each.code: each for each in (COUNTERTRANSFERENCE, POWER, INTERSECTIONALITY, *FURTHER)
}


def check_details(dimension: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """``details`` as stored; ``Invalid`` for an unknown field, code or shape."""
    known = {field.code: field for field in DIMENSIONS[dimension].fields}
    clean = {
        code: _check_field(known.get(code), code, value) for code, value in details.items()
    }
    axes = clean.get("axes")
    if (
        isinstance(axes, list)
        and len(axes) > 1
        and not str(clean.get("interaction", "")).strip()
    ):
        raise Invalid.field(
            "details.interaction",
            "Two or more positions meet here. Say how they work together.",
            code="required",
        )
    return clean


def check_prompt_answers(dimension: str, answers: Mapping[str, Any]) -> dict[str, str]:
    known = {prompt.code for prompt in DIMENSIONS[dimension].prompts}
    for code in answers:
        if code not in known:
            name = f"prompt_answers.{code}"
            raise _unknown(name)
    return {
        code: clean_text(text, field=f"prompt_answers.{code}", max_length=TEXT_LIMIT)
        for code, text in answers.items()
    }


def _check_field(field: Field | None, code: str, value: object) -> object:
    name = f"details.{code}"
    if field is None:
        raise _unknown(name)
    if field.kind == "text":
        return clean_text(value, field=name, max_length=TEXT_LIMIT)
    codes = {choice.code for choice in field.choices}
    if field.kind == "one":
        return _one_of(value, codes, name)
    if not isinstance(value, list):
        raise Invalid.field(name, "This has to be a list.", code="not_a_list")
    if field.kind == "axes":
        return [_axis(each, codes, name) for each in value]
    return [_one_of(each, codes, name) for each in dict.fromkeys(map(str, value))]


def _one_of(value: object, codes: set[str], name: str) -> str:
    if not isinstance(value, str) or value not in codes:
        raise _unknown(name)
    return value


def _axis(value: object, codes: set[str], name: str) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != {"axis", "side"}:
        raise Invalid.field(name, "Each entry names an axis and a side.", code="not_an_axis")
    sides = {side.code for side in SIDES}
    return {
        "axis": _one_of(value["axis"], codes, name),
        "side": _one_of(value["side"], sides, name),
    }


def _unknown(name: str) -> Invalid:
    return Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
