"""What of a version is presented, as a version that holds nothing else.

Offsets stay those of the whole text, so that a passage is the same for everybody in the room.
"""

from cases.models import GroupPresentation, NoteVersion

# The facts of a version that a peer is shown; not how risky or urgent it was.
_FACTS = ("pk", "number", "length", "created_at", "note", "relationship", "created_by")


def excerpt_of(presentation: GroupPresentation) -> NoteVersion:
    """The version with blanks for what is not presented. It was never saved and never is."""
    version = presentation.version
    shown = [(each.start, each.end) for each in presentation.sections.all()]
    keys = {each.key for each in presentation.sections.all()}
    whole = presentation.whole
    return NoteVersion(
        **{name: getattr(version, name) for name in _FACTS},
        text=version.text if whole else _blanked(version.text, shown),
        sections=[each for each in version.sections if whole or each["key"] in keys],
    )


def is_presented(presentation: GroupPresentation, start: int | None, end: int | None) -> bool:
    """Whether a passage lies in what is shown; no passage means all that is shown."""
    if presentation.whole or start is None or end is None:
        return True
    sections = presentation.sections.all()
    return any(each.start <= start and end <= each.end for each in sections)


def _blanked(text: str, shown: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in shown:
        kept += [" " * (start - at), text[start:end]]
        at = end
    return "".join([*kept, " " * (len(text) - at)])
