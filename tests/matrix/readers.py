"""Who may read what: the rule as people would say it, written down apart from the code.

``EXISTS`` says for whom a thing exists at all; who may read what was written in it stands in
``tests.matrix.readers_of_words``.
Everything is named ``<kind> <name>``; the world gives the names their rows.
"""

from collections.abc import Mapping
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
    COVER = "cover"  # stands in for the second supervisor
    RELIEVED = "relieved"  # did so before
    READER = "reader"  # holds a grant
    LAPSED = "lapsed"  # held one; supervises the owner from tomorrow on
    GONE = "gone"  # holds one and is no supervisor of the clinic, or not yet
    FORMER = "former"  # a supervisee whose role has ended
    FELLOW = "fellow"  # in the group to which the owner presents a note
    STRAYED = "strayed"  # was in it, and wrote there
    APART = "apart"  # is in another group, to which it was presented before
    BREAKER = "breaker"  # the privacy officer, in an hour of emergency access to a case
    LEAD = "lead"
    OFFICER = "officer"  # the clinic's privacy officer
    ADMINISTRATOR = "administrator"
    OUTSIDE = "outside"  # an external reviewer, of one decision
    HANDLER = "handler"  # hears concerns about supervision
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
# Who holds that role here now, whatever became of whom they supervised.
SUPERVISORS: Final = only(
    W.SUPERVISOR,
    W.COLLEAGUE,
    W.SECONDARY,
    W.PAST,
    W.WANING,
    W.SUSPENDED,
    W.READER,
    W.LAPSED,
    W.COVER,
    W.RELIEVED,
)
SUPERVISEES: Final = only(W.OWNER, W.PEER, W.FELLOW, W.STRAYED, W.APART)
MANAGERS: Final = only(W.LEAD, W.ADMINISTRATOR)

OWN: Final = only(W.OWNER)
BOTH: Final = only(W.OWNER, W.SUPERVISOR)
MAIN: Final = BOTH | {W.READER, W.BREAKER}
# Emergency access opens what was opened, and nothing that can still be taken back.
RELEASED: Final = BOTH | {W.READER}
OLD: Final = only(W.OWNER, W.PAST)
PEERS: Final = only(W.PEER, W.COLLEAGUE)
ELSEWHERE: Final = only(W.SUPERVISEE_THERE, W.SUPERVISOR_THERE)
CIRCLE: Final = BOTH | {W.FELLOW}
OFFICERS: Final = only(W.OFFICER, W.BREAKER)
ANSWERABLE: Final = OFFICERS | {W.LEAD}
AUDITED: Final = BOTH | {W.LEAD}
# A first version was for one supervisor, the second for another.
HANDED: Final = BOTH | {W.SECONDARY}
COVERED: Final = only(W.OWNER, W.COVER)
RELIEVED: Final = only(W.OWNER, W.RELIEVED)
PASSED: Final = only(W.OWNER, W.SECONDARY, W.COVER)

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
    "case covered": PASSED | {W.RELIEVED},
}
NOTES: Final = {
    "note draft": OWN,
    "note waiting": RELEASED,
    "note open": MAIN,
    "note talk": MAIN,
    "note returned": MAIN,
    "note resubmitted": MAIN,
    "note again": MAIN,
    "note handed": HANDED,
    "note reviewed": MAIN,
    "note recalled": OWN,
    "note retracted": RELEASED,
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
    "note covered": COVERED,
    "note relieved": RELIEVED,
    "note passed": PASSED,  # handed over to whoever stands in
    "note hidden": RELEASED,  # somebody saw an identifier in it; that it was there is known
    "note astray": RELEASED,  # sent to the wrong place
    "note masked": BOTH,  # presented to a group, and hidden
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
    "version covered 1": COVERED,
    "version relieved 1": RELIEVED,
    "version passed 1": PASSED,
    "version hidden 1": OWN,  # black, for its author as well
    "version astray 1": OWN,
    "version masked 1": OWN,
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
            "annotation black",  # in its place, without a word
            "annotation blacked",  # what is left of it
            "annotation done with",  # blacked out, its original destroyed
        ),
        MAIN,
    ),
    "annotation unsaid": OWN,
    "annotation masked": OWN,
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
    "annotation covered": COVERED,
    "annotation relieved": RELIEVED,
    "annotation before": only(W.OWNER, W.SECONDARY),  # said before it was handed over
    "annotation before reply": only(W.OWNER, W.SECONDARY),  # said there since
    "annotation passed": PASSED,
    "annotation retracted": OWN,
    "annotation disowned": OWN,
    "annotation old": OLD,
    "annotation old directive": OLD,
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
    "takeaway unseen": OWN,
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
    "flag dark": MAIN,  # in its place, without a word
    "flag unseen": OWN,
    "flag unseen secret": OWN,
    "flag unseen asked": only(W.SUPERVISOR),
    "flag masked": OWN,
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
    "flag passed": PASSED,
    "flag asked before": only(W.OWNER, W.SECONDARY),
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
    "flag unseen asked": only(W.SUPERVISOR),
    "flag asked in circle": only(W.SUPERVISOR),
    "flag asked before": only(W.SECONDARY),
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
    "boundary veiled": OWN,  # was brought, and is hidden
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
TYPED: Final = {"typed brought": OWN, "typed veiled": OWN}
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
    "relationship cover": COVERED | MANAGERS,
    "relationship relieved": RELIEVED | MANAGERS,
}
COVERS: Final = {
    "cover now": PASSED | MANAGERS,
    "cover over": only(W.OWNER, W.SECONDARY, W.RELIEVED) | MANAGERS,
    "cover asked": only(W.OWNER, W.SUPERVISOR, W.COLLEAGUE) | MANAGERS,
    "cover refused": only(W.SUPERVISOR, W.COLLEAGUE) | MANAGERS,
    "cover there": THERE,
}
# What the two write to each other is theirs; why somebody is away, also the lead's.
COVER_NOTES: Final = {
    "cover now": only(W.SECONDARY, W.COVER),
    "cover over": only(W.SECONDARY, W.RELIEVED),
    "cover asked": only(W.SUPERVISOR, W.COLLEAGUE),
    "cover refused": only(W.SUPERVISOR, W.COLLEAGUE),
    "cover there": only(W.SUPERVISOR_THERE, W.LEAD_THERE),
}
ABSENCES: Final = {
    "absence here": only(W.SECONDARY) | MANAGERS,
    "absence there": only(W.SUPERVISOR_THERE, W.LEAD_THERE),
}
CREDENTIALS: Final = {
    "credential claimed": only(W.SUPERVISOR, W.LEAD),
    "credential limited": only(W.COLLEAGUE, W.LEAD),
    "credential lead": only(W.LEAD),
    "credential there": only(W.SUPERVISOR_THERE, W.LEAD_THERE),
}
AGREEMENTS: Final = {
    "agreement draft": PEERS | {W.LEAD},
    "agreement offered": BOTH | {W.LEAD},
    "agreement signed": only(W.OWNER, W.SECONDARY, W.LEAD),
    "agreement over": OLD | {W.LEAD},
    "agreement there": THERE,
}
# What stands in it is for the two alone.
AGREEMENT_WORDS: Final = {
    name: readers - {W.LEAD, W.LEAD_THERE} for name, readers in AGREEMENTS.items()
}
SUCCESSIONS: Final = {
    "succession open": OLD | {W.SECONDARY} | MANAGERS,
    "succession given": only(W.OWNER, W.WANING, W.LAPSED) | MANAGERS,
}
# Written by whoever goes, read first by the supervisee; her own words are for whoever comes.
SUCCESSION_WORDS: Final = {
    "succession open: note": OLD,
    "succession open: words": OWN,
    "succession given: note": only(W.OWNER, W.WANING, W.LAPSED),
    "succession given: words": only(W.OWNER, W.LAPSED),
}
# Asked for, not yet taken over: whoever went is not told.
CARRIED: Final = {
    "carry asked": only(W.OWNER, W.SECONDARY),
    "carry taken": only(W.OWNER, W.LAPSED),
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
    "presentation masked": NOBODY,
}
INCIDENTS: Final = {
    "incident hidden": BOTH | OFFICERS | {W.LEAD},
    "incident black": BOTH | OFFICERS | {W.LEAD},
    "incident dark": BOTH | OFFICERS | {W.LEAD},
    "incident blacked": BOTH | OFFICERS | {W.LEAD},
    "incident done": BOTH | OFFICERS | {W.LEAD},  # all but closed
    "incident masked": OWN | OFFICERS | {W.LEAD, W.FELLOW},
    "incident veiled": OWN | OFFICERS | {W.LEAD},
    "incident astray": OWN | OFFICERS | {W.LEAD},
    "report reviewed": MAIN,
}
REMEMBERED: Final = {"kept main": MAIN, "allowed main": OWN}
# Whoever took it, whose case it is, who supervises it, and who answers for the clinic.
BREAK_GLASSES: Final = {
    "override main": BOTH | OFFICERS | {W.LEAD},
    **dict.fromkeys(("override over", "override wrong"), OWN | OFFICERS | {W.LEAD}),
}
# The author and the supervisor are told the kind of reason, not its words.
BREAK_GLASS_REASONS: Final = dict.fromkeys(BREAK_GLASSES, ANSWERABLE)
GRANTS: Final = dict.fromkeys(("grant reader", "grant lapsed", "grant gone"), OWN)
SAMPLES: Final = {"sample here": only(W.LEAD), "sample there": only(W.LEAD_THERE)}
FINDINGS: Final = {
    "finding brought": AUDITED,
    "finding draft": only(W.LEAD),  # the authors are not told of a draft
    "finding outside": only(W.LEAD, W.OUTSIDE),
    "finding there": only(W.LEAD_THERE),
    "finding gone": only(W.LEAD),  # its reviewer has left
    "finding veiled": only(W.LEAD),
    "finding ended": PEERS | {W.LEAD, W.OUTSIDE},
}
# A lead who does not review it is shown the row alone.
FINDING_WORDS: Final = FINDINGS | {
    "finding outside": only(W.OUTSIDE),
    "finding gone": NOBODY,
    "finding ended": PEERS | {W.OUTSIDE},
}
ACTIONS: Final = {"action brought": AUDITED, "action former": AUDITED}
HOLDS: Final = {"hold here": ANSWERABLE}
LEARNING: Final = {"learning there": THERE}  # published
# By whom a concern was brought, and who handles it or hears its appeal: never whom it is about.
REPORTERS: Final = {
    **dict.fromkeys(
        ("concern main", "concern draft", "concern kept", "concern inquiry", "concern back"),
        OWN,
    ),
    "concern lead": only(W.PEER),
    "concern appeal": only(W.FELLOW),
    "concern there": only(W.SUPERVISEE_THERE),
}
DESKS: Final = {
    **dict.fromkeys(REPORTERS, only(W.HANDLER)),
    "concern draft": NOBODY,
    "concern kept": NOBODY,
    "concern appeal": only(W.HANDLER, W.LEAD),
    "concern there": only(W.LEAD_THERE),
}
# A formal inquiry has shared something with the person concerned.
HEARD: Final = {"concern inquiry": only(W.SECONDARY)}
CONCERNS: Final = {
    name: who | DESKS[name] | HEARD.get(name, NOBODY) for name, who in REPORTERS.items()
}
CHANGES: Final = {"change main": CONCERNS["concern main"]}
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
    "role supervisor": MANAGERS | {W.SUPERVISOR},
    "role there": only(W.LEAD_THERE, W.SUPERVISOR_THERE),
}
INVITATIONS: Final = {"invitation here": MANAGERS, "invitation there": only(W.LEAD_THERE)}
TOKENS: Final = {"token owner": OWN, "token inactive": NOBODY}
# Whom one works with now, and whom one looks after; the account of somebody gone stays listed.
PERSONS: Final = {
    "person owner": BOTH | MANAGERS | {W.SECONDARY, W.SUSPENDED, W.LAPSED, W.COVER},
    "person peer": PEERS | MANAGERS | {W.SECONDARY},
    "person supervisor": BOTH | MANAGERS,
    "person inactive": OWN | MANAGERS,
    "person former": MANAGERS | {W.FORMER, W.COLLEAGUE},
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
    **COVERS,
    **ABSENCES,
    **CREDENTIALS,
    **AGREEMENTS,
    **SUCCESSIONS,
    **CARRIED,
    **GROUPS,
    **MEMBERSHIPS,
    **PRESENTATIONS,
    **INCIDENTS,
    **REMEMBERED,
    **BREAK_GLASSES,
    **GRANTS,
    **SAMPLES,
    **FINDINGS,
    **ACTIONS,
    **LEARNING,
    **HOLDS,
    **CONCERNS,
    **CHANGES,
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
