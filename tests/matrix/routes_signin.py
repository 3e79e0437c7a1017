"""The pages of the second step: about one's own account and nothing else."""

from typing import Final

from tests.matrix.readers import NOBODY, SIGNED_IN
from tests.matrix.routes_pages_more import OPEN, OWN_ACCOUNT, entrance
from tests.matrix.table import Do, Look, Row

# Nobody here has a factor, or recovery codes: tests/supervision/test_factors.py has.
NOTHING_YET: Final = Look(NOBODY, known=404)
NO_SUCH: Final = Look(NOBODY, known=404, stranger=404)
PAGES: Final = {
    "mfa_index": entrance(OWN_ACCOUNT, form=False),
    "mfa_authenticate": entrance(OPEN),
    "mfa_reauthenticate": entrance(OWN_ACCOUNT),
    "mfa_reauthenticate_webauthn": entrance(OWN_ACCOUNT),
    "mfa_activate_totp": entrance(OWN_ACCOUNT),
    "mfa_deactivate_totp": entrance(NOTHING_YET),
    "mfa_view_recovery_codes": entrance(NOTHING_YET, form=False),
    "mfa_generate_recovery_codes": entrance(OWN_ACCOUNT),
    "mfa_download_recovery_codes": entrance(NOTHING_YET, form=False),
    "mfa_list_webauthn": entrance(OWN_ACCOUNT, form=False),
    "mfa_add_webauthn": entrance(OWN_ACCOUNT),
    "mfa_remove_webauthn": entrance(NOTHING_YET, "1"),
    "mfa_edit_webauthn": entrance(NOTHING_YET, "1"),
    "mfa_login_webauthn": entrance(OPEN),
    "socialaccount_connections": entrance(OWN_ACCOUNT),
    "socialaccount_login_cancelled": entrance(form=False),
    # No clinic here has one: tests/supervision/test_oidc.py has.
    "openid_connect_login": entrance(NO_SUCH, "nothing"),
    "openid_connect_callback": entrance(NO_SUCH, "nothing"),
    "session": Row(
        look=Look(SIGNED_IN, is_the_same_for_all=True),
        do={"post": (Do("", SIGNED_IN, {}, ok=(200,), leaves_no_trace=True),)},
    ),
}
