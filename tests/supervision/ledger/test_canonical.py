from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from supervision.enums import LedgerKind
from supervision.ledger import canonical

SOMEBODY = UUID("00000000-0000-4000-8000-000000000001")


def test_details_become_plain_values() -> None:
    details = canonical.details_of(
        {
            "person": SOMEBODY,
            "kind": LedgerKind.ROLE_ENDED,
            "version": 3,
            "large": 2**53,
            "shared": True,
            "none": None,
            "day": date(2026, 9, 1),
            "at": datetime(2026, 9, 1, 12, tzinfo=timezone(timedelta(hours=2))),
            "grounds": ["risk", SOMEBODY],
        }
    )

    assert details == {
        "person": str(SOMEBODY),
        "kind": "role.ended",
        "version": 3,
        "large": "9007199254740992",
        "shared": True,
        "none": None,
        "day": "2026-09-01",
        "at": "2026-09-01T10:00:00.000000Z",
        "grounds": ["risk", str(SOMEBODY)],
    }


@pytest.mark.parametrize(
    "value",
    [
        "two words",
        "Müller",
        "陈",
        "a\n",
        "a" * 65,
        "\ud800",
        "<b>",
        1.5,
        float("nan"),
        b"bytes",
        {"a": "b"},
        [["nested"]],
        ["fine", "not fine"],
        object(),
    ],
)
def test_free_text_and_everything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="reason is none of these"):
        canonical.details_of({"reason": value})


def test_the_bytes_do_not_depend_on_the_order_of_the_keys() -> None:
    assert canonical.encode({"b": 1, "a": [True, None]}) == b'{"a":[true,null],"b":1}'
    assert canonical.encode({"a": [True, None], "b": 1}) == b'{"a":[true,null],"b":1}'


def test_moments_are_utc_with_microseconds() -> None:
    assert canonical.moment(datetime(2026, 9, 1, tzinfo=UTC)) == "2026-09-01T00:00:00.000000Z"
