"""Who may read what: the rule as people would say it, written down apart from the code.

``EXISTS`` says for whom a thing exists at all, ``WORDS`` who may read what was written in it.
Everything is named ``<kind> <name>``; the world gives the names their rows.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final


class Who(StrEnum):
    """The cast. "There" is another clinic."""

    ANONYMOUS = "anonymous"
    INACTIVE = "inactive"  # a supervisor whose account was closed while supervising
    OWNER = "owner"
    PEER = "peer"
    SUPERVISOR = "supervisor"
    COLLEAGUE = "colleague"  # supervises the peer
    SECONDARY = "secondary"  # supervises the owner as well, and was sent nothing
    PAST = "past"  # the relationship was ended
    WANING = "waning"  # its notice has run out by the clock
    LEFT = "left"  # the role has ended, the relationship was forgotten
    SUSPENDED = "suspended"
    READER = "reader"  # holds a grant
    LAPSED = "lapsed"  # held one; supervises the owner from tomorrow on
    GONE = "gone"  # holds one and is no supervisor of the clinic, or not yet
    FORMER = "former"  # a supervisee whose role has ended
    FELLOW = "fellow"  # in the group to which the owner presents a note
    STRAYED = "strayed"  # was in it, and wrote there
    APART = "apart"  # is in another group, to which it was presented before
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    OUTSIDE = "outside"  # an external reviewer, of one decision
    SUPERUSER = "superuser"  # of Django; no role anywhere
    LEAD_THERE = "lead there"
    SUPERVISOR_THERE = "supervisor there"
    SUPERVISEE_THERE = "supervisee there"


People = frozenset[Who]
W = Who


def only(*who: Who) -> People:
    return frozenset(who)


NOBODY: Final = only()
EVERYBODY: Final = frozenset(Who)
NOT_SIGNED_IN: Final = only(W.ANONYMOUS, W.INACTIVE)
SIGNED_IN: Final = EVERYBODY - NOT_SIGNED_IN
HERE: Final = SIGNED_IN - {
    W.LEFT,
    W.GONE,
    W.FORMER,
    W.SUPERUSER,
    W.LEAD_THERE,
    W.SUPERVISOR_THERE,
    W.SUPERVISEE_THERE,
}
THERE: Final = only(W.LEAD_THERE, W.SUPERVISOR_THERE, W.SUPERVISEE_THERE)
SUPERVISEES: Final = only(W.OWNER, W.PEER, W.FELLOW, W.STRAYED, W.APART)
MANAGERS: Final = only(W.LEAD, W.ADMINISTRATOR)

OWN: Final = only(W.OWNER)
BOTH: Final = only(W.OWNER, W.SUPERVISOR)
MAIN: Final = BOTH | {W.READER}
OLD: Final = only(W.OWNER, W.PAST)
PEERS: Final = only(W.PEER, W.COLLEAGUE)
ELSEWHERE: Final = only(W.SUPERVISEE_THERE, W.SUPERVISOR_THERE)
CIRCLE: Final = BOTH | {W.FELLOW}
AUDITED: Final = BOTH | {W.LEAD}
# A first version was for one supervisor, the second for another.
HANDED: Final = BOTH | {W.SECONDARY}

CASES: Final = {
    "case main": MAIN,
    "case solo": OWN,
    "case old": OLD | {W.WANING},
    "case handed": HANDED,
    "case former": only(W.COLLEAGUE),
    "case peer": PEERS,
    "case there": ELSEWHERE,
    "case group": BOTH,
    "case shy": BOTH,
}
NOTES: Final = {
    "note draft": OWN,
    "note waiting": MAIN,
    "note open": MAIN,
    "note talk": MAIN,
    "note returned": MAIN,
    "note resubmitted": MAIN,
    "note again": MAIN,
    "note handed": HANDED,
    "note reviewed": MAIN,
    "note recalled": OWN,
    "note retracted": MAIN,
    "note old": OLD,
    "note waning": only(W.OWNER, W.WANING),
    "note left": OWN,
    "note suspended": OWN,
    "note inactive": OWN,
    "note lapsed": OWN,
    "note former": only(W.COLLEAGUE),
    "note peer": PEERS,
    "note there": ELSEWHERE,
    # A peer is shown a part of it, in its room alone.
    "note presented": BOTH,
    "note unwilling": BOTH,  # the client has taken the consent back
    "note over": BOTH,  # its time ran out
    "note deserted": BOTH,  # its author has left the group
    "note planned": BOTH,  # its time has not come
    "note disowned": BOTH,  # retracted by its author
    "note shut": BOTH,  # closed to the group by its author
}
# A version that nobody has opened yet can still be taken back; a retracted one is a tombstone.
VERSIONS: Final = {
    "version waiting 1": OWN,
    "version open 1": MAIN,
    "version talk 1": MAIN,
    "version returned 1": MAIN,
    "version resubmitted 1": MAIN,
    "version resubmitted 2": OWN,
    "version again 1": MAIN,
    "version again 2": MAIN,
    "version handed 1": BOTH,
    "version handed 2": only(W.OWNER, W.SECONDARY),
    "version reviewed 1": MAIN,
    "version recalled 1": OWN,
    "version retracted 1": OWN,
    "version old 1": OLD,
    "version waning 1": only(W.OWNER, W.WANING),
    "version left 1": OWN,
    "version suspended 1": OWN,
    "version inactive 1": OWN,
    "version lapsed 1": OWN,
    "version former 1": only(W.COLLEAGUE),
    "version peer 1": PEERS,
    "version there 1": ELSEWHERE,
    "version presented 1": BOTH,
    "version unwilling 1": BOTH,
    "version over 1": BOTH,
    "version deserted 1": BOTH,
    "version planned 1": BOTH,
    "version shut 1": BOTH,
    "version disowned 1": OWN,
}
# Before it is opened, its supervisor sees what is asked, and nothing more.
QUESTIONS: Final = VERSIONS | {"version waiting 1": BOTH, "version resubmitted 2": BOTH}

ANNOTATIONS: Final = {
    **dict.fromkeys(
        (
            "annotation question",
            "annotation own",
            "annotation answered",
            "annotation reply",
            "annotation settled",
            "annotation directive",
            "annotation disputed",
            "annotation modified",
            "annotation acknowledged",
            "annotation done",
            "annotation withdrawn",
            "annotation again",
        ),
        MAIN,
    ),
    "annotation handed": BOTH,  # said on the first version, and carried to the second
    "annotation secondary reply": OWN,  # said in that thread on the second version
    **dict.fromkeys(
        (
            "annotation circle",
            "annotation circle supervisor",
            "annotation circle fellow",
            "annotation circle strayed",
            "annotation circle reply",
        ),
        CIRCLE,
    ),
    **dict.fromkeys(
        (
            "annotation pair",
            "annotation outside",
            "annotation earlier",  # said to another group
            "annotation unwilling",
            "annotation over",
            "annotation deserted",
            "annotation planned",
            "annotation shut",
        ),
        BOTH,
    ),
    "annotation retracted": OWN,
    "annotation disowned": OWN,
    "annotation old": OLD,
    "annotation waning": only(W.OWNER, W.WANING),
    "annotation left": OWN,
    "annotation suspended": OWN,
    "annotation inactive": OWN,
    "annotation lapsed": OWN,
    "annotation former": only(W.COLLEAGUE),
    "annotation peer": PEERS,
    "annotation there": ELSEWHERE,
}
# Unshared it is hers alone; shared, for whoever reads the version it was written on.
TAKEAWAYS: Final = {
    "takeaway shared": MAIN,
    "takeaway private": OWN,
    "takeaway retracted": OWN,
    "takeaway old": OLD,
    "takeaway peer": PEERS,
    "takeaway there": only(W.SUPERVISEE_THERE, W.SUPERVISOR_THERE),
}
FLAGS: Final = {
    "flag draft": OWN,  # to be shared with the supervisor once the draft is submitted
    "flag redraft": OWN,
    "flag waiting": OWN,
    "flag waiting for lead": OWN,
    "flag private": OWN,
    "flag hidden": OWN,  # was shared, then made private
    "flag shared": MAIN,
    "flag group": MAIN,
    "flag lead": MAIN | {W.LEAD},
    "flag asked": MAIN,
    "flag again": MAIN,
    "flag handed": HANDED,
    "flag handed asked": BOTH,
    "flag asked in private": only(W.SUPERVISOR),
    "flag circle": CIRCLE,
    "flag circle and lead": CIRCLE | {W.LEAD},
    "flag outside circle": BOTH,
    "flag all of it": BOTH,  # a part is presented
    "flag pair only": BOTH,
    "flag own secret": OWN,
    "flag asked in circle": BOTH,  # a question until its author has taken it up
    "flag unwilling": BOTH,
    "flag over": BOTH,
    "flag deserted": BOTH,
    "flag planned": BOTH,
    "flag shut": BOTH,
    "flag disowned": OWN,
    "flag retracted": OWN,
    "flag old": OLD,
    "flag left": OWN,
    "flag suspended": OWN,
    "flag inactive": OWN,
    "flag lapsed": OWN,
    "flag former": only(W.COLLEAGUE),
    "flag peer": PEERS,
    "flag there": only(W.SUPERVISEE_THERE, W.SUPERVISOR_THERE, W.LEAD_THERE),
}
RAISERS: Final = {
    **dict.fromkeys(FLAGS, OWN),
    "flag asked": only(W.SUPERVISOR),
    "flag handed asked": only(W.SUPERVISOR),
    "flag asked in private": only(W.SUPERVISOR),
    "flag asked in circle": only(W.SUPERVISOR),
    "flag former": NOBODY,
    "flag peer": only(W.PEER),
    "flag there": only(W.SUPERVISEE_THERE),
}
# Answers to the prompts are for whoever raised the flag, unless they are shared; why it was set
# aside is nobody else's business.
ANSWERS: Final = RAISERS | {"flag lead": FLAGS["flag lead"]}
DECISIONS: Final = {
    "referral thinking": OWN,
    "referral withdrawn": OWN,  # before anybody saw it
    "referral brought": AUDITED,
    "referral sent": AUDITED,
    "referral old": OLD | {W.LEAD},
    "referral old and changed": OLD | {W.LEAD},
    "referral left": only(W.OWNER, W.LEAD),
    "referral suspended": only(W.OWNER, W.LEAD),
    "referral inactive": only(W.OWNER, W.LEAD),
    "referral lapsed": only(W.OWNER, W.LEAD),
    "referral former": only(W.COLLEAGUE, W.LEAD),
    "referral peer": PEERS | {W.LEAD, W.OUTSIDE},
    "referral there": ELSEWHERE | {W.LEAD_THERE},
    "boundary thinking": OWN,
    "boundary brought": AUDITED,
    "boundary critical": AUDITED,
    "boundary old": OLD | {W.LEAD},
    "boundary waning": only(W.OWNER, W.WANING, W.LEAD),
    "boundary left": only(W.OWNER, W.LEAD),
    "boundary peer": PEERS | {W.LEAD},
    "boundary there": ELSEWHERE | {W.LEAD_THERE},
}
# Who writes in it now, and so may keep unsaved writing of their own.
TAKES_PART: Final = {
    name: readers - {W.LEAD, W.LEAD_THERE, W.PAST, W.WANING, W.OUTSIDE}
    for name, readers in DECISIONS.items()
} | {"referral former": NOBODY}
# What somebody has typed and not saved is theirs alone, whoever else reads the decision.
TYPED: Final = {"typed brought": OWN}
# What has changed since the relationship ended is not of its time.
DECISION_WORDS: Final = DECISIONS | {"referral old and changed": only(W.OWNER, W.LEAD)}

# Whoever made one, and the lead; a dossier of what nobody was shown yet is known to its author.
EXPORTS: Final = {
    "export brought": OWN | {W.LEAD},
    "export thinking": OWN,
    "export list": only(W.LEAD),
    "export there": only(W.LEAD_THERE),
}
# Fetched by whoever made it, and by nobody else.
EXPORTERS: Final = EXPORTS | {"export brought": OWN}

RELATIONSHIPS: Final = {
    "relationship main": BOTH | MANAGERS,
    "relationship secondary": only(W.OWNER, W.SECONDARY) | MANAGERS,
    "relationship past": OLD | MANAGERS,
    "relationship waning": only(W.OWNER, W.WANING) | MANAGERS,
    "relationship left": OWN | MANAGERS,
    "relationship suspended": only(W.OWNER, W.SUSPENDED) | MANAGERS,
    "relationship inactive": OWN | MANAGERS,
    "relationship lapsed": only(W.OWNER, W.LAPSED) | MANAGERS,
    "relationship former": only(W.COLLEAGUE) | MANAGERS,
    "relationship proposed": only(W.PEER, W.SECONDARY) | MANAGERS,
    "relationship peer": PEERS | MANAGERS,
    "relationship there": THERE,
}
GROUPS: Final = {
    "group circle": only(W.OWNER, W.FELLOW) | MANAGERS,
    "group apart": only(W.APART, W.STRAYED, W.PEER) | MANAGERS,
    "group there": THERE,
}
MEMBERSHIPS: Final = {
    **{
        f"membership circle {who}": GROUPS["group circle"]
        for who in ("owner", "fellow", "strayed", "former")
    },
    **{
        f"membership apart {who}": GROUPS["group apart"]
        for who in ("owner", "apart", "strayed", "peer")
    },
    **{f"membership there {who}": THERE for who in ("supervisee there", "supervisor there")},
}
PRESENTATIONS: Final = {
    "presentation circle": CIRCLE,
    "presentation apart": NOBODY,  # closed by its author
    "presentation unwilling": NOBODY,
    "presentation over": NOBODY,
    "presentation deserted": NOBODY,
    "presentation planned": BOTH,
    "presentation shut": NOBODY,
    "presentation disowned": NOBODY,
}
GRANTS: Final = dict.fromkeys(("grant reader", "grant lapsed", "grant gone"), OWN)
SAMPLES: Final = {"sample here": only(W.LEAD), "sample there": only(W.LEAD_THERE)}
FINDINGS: Final = {
    "finding brought": AUDITED,
    "finding draft": only(W.LEAD),  # the authors are not told of a draft
    "finding outside": only(W.LEAD, W.OUTSIDE),
    "finding there": only(W.LEAD_THERE),
    "finding gone": only(W.LEAD),  # its reviewer has left
    "finding ended": PEERS | {W.LEAD, W.OUTSIDE},
}
# A lead who does not review it is shown the row alone.
FINDING_WORDS: Final = FINDINGS | {
    "finding outside": only(W.OUTSIDE),
    "finding gone": NOBODY,
    "finding ended": PEERS | {W.OUTSIDE},
}
ACTIONS: Final = {"action brought": AUDITED, "action former": AUDITED}
LEARNING: Final = {"learning there": THERE}  # published
COPIES: Final = {"copy redraft": OWN}
OPTIONS: Final = {"option thinking": OWN, "voice thinking": OWN}
FOLLOW_UPS: Final = {
    "asking sent": AUDITED,
    "looking brought": AUDITED,
    "followup sent": AUDITED,
}

CLINICS: Final = {"clinic here": HERE, "clinic there": THERE}
RULES: Final = {"rule here": HERE, "rule there": THERE}
ROLES: Final = {
    "role peer": MANAGERS | {W.PEER},
    "role there": only(W.LEAD_THERE, W.SUPERVISOR_THERE),
}
INVITATIONS: Final = {"invitation here": MANAGERS, "invitation there": only(W.LEAD_THERE)}
TOKENS: Final = {"token owner": OWN, "token inactive": NOBODY}
# Whom one works with now, and whom one looks after; the account of somebody gone stays listed.
PERSONS: Final = {
    "person owner": BOTH | MANAGERS | {W.SECONDARY, W.SUSPENDED, W.LAPSED},
    "person peer": PEERS | MANAGERS | {W.SECONDARY},
    "person supervisor": BOTH | MANAGERS,
    "person inactive": OWN | MANAGERS,
    "person supervisor there": THERE,
}

EXISTS: Final[Mapping[str, People]] = {
    **CASES,
    **NOTES,
    **VERSIONS,
    **ANNOTATIONS,
    **TAKEAWAYS,
    **FLAGS,
    **DECISIONS,
    **EXPORTS,
    **TYPED,
    **RELATIONSHIPS,
    **GROUPS,
    **MEMBERSHIPS,
    **PRESENTATIONS,
    **GRANTS,
    **SAMPLES,
    **FINDINGS,
    **ACTIONS,
    **LEARNING,
    **COPIES,
    **OPTIONS,
    **FOLLOW_UPS,
    **CLINICS,
    **RULES,
    **ROLES,
    **INVITATIONS,
    **TOKENS,
    **PERSONS,
}


def _without_office(relationship: str) -> People:
    """Why it ended and what was declared: the two people and the lead."""
    return RELATIONSHIPS[relationship] - {W.ADMINISTRATOR}


def _words() -> Iterator[tuple[str, People]]:
    for name, readers in {**CASES, **TAKEAWAYS, **FINDING_WORDS, **ACTIONS}.items():
        yield f"{name}: words", readers
    for name, readers in VERSIONS.items():
        yield f"{name}: text", readers
        yield f"{name}: steps", readers
        yield f"{name}: question", QUESTIONS[name]
    for name, readers in ANNOTATIONS.items():
        yield f"{name}: words", NOBODY if name == "annotation withdrawn" else readers
    for name, readers in FLAGS.items():
        yield f"{name}: words", readers
        yield f"{name}: answers", ANSWERS[name]
        yield f"{name}: aside", RAISERS[name]
    for name, readers in DECISION_WORDS.items():
        yield f"{name}: words", readers
        yield f"{name}: reflective", readers - {W.LEAD, W.LEAD_THERE, W.OUTSIDE}
        yield f"{name}: own", readers & {W.OWNER, W.PEER, W.SUPERVISEE_THERE}
        yield f"{name}: steps", DECISIONS[name]  # moves that were made in its time
        yield f"{name}: steps alone", readers & {W.OWNER, W.PEER, W.SUPERVISEE_THERE}
    for name in RELATIONSHIPS:
        yield f"{name}: words", _without_office(name)
    for name, readers in {**GRANTS, **EXPORTS}.items():
        yield f"{name}: words", readers


WORDS: Final[Mapping[str, People]] = dict(_words()) | {
    "referral old: conflict": NOBODY,  # why somebody is not free to review it
    "learning there: words": THERE,
    "typed brought: words": OWN,
    "note draft: draft": OWN,
    "note draft: fine": NOBODY,  # it keeps the guard quiet, and is shown to nobody
    "version open 1: kept": NOBODY,  # why an identifier stayed in
    "note returned: draft": OWN,
    "copy redraft: draft": OWN,
    "rule here: basis": HERE,
    "rule there: basis": THERE,
    "clinic here: name": HERE,
    "clinic there: name": THERE,
    "presentation circle: shown": CIRCLE,
    # The pair is told to which group a note is presented.
    "group circle: name": GROUPS["group circle"] | {W.SUPERVISOR},
    "group apart: name": GROUPS["group apart"],
    "group there: name": THERE,
    "invitation here: mail": MANAGERS,
    "invitation there: mail": only(W.LEAD_THERE),
}
