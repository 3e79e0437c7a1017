"""How people sign in, as far as it is the same in every installation; read by ``settings``."""

AUTH_USER_MODEL = "supervision.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "supervision.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "supervision.passwords.NotGuessed"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "supervision.adapters.ClosedSignup"
USERSESSIONS_ADAPTER = "supervision.adapters.OtherDevices"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# The invitation reached its reader by mail, so the address is known to be right; a later change
# counts when the new address has answered.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True  # SessionLimits ends sessions; the browser's habit does not
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

# The second step. A code opens once: supervision.factors keeps which, so that a clock may be
# half a minute off; a passkey asks for its owner's finger, face or PIN, always.
MFA_ADAPTER = "supervision.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "frontend.forms_factors.CodeForm",
    "reauthenticate": "frontend.forms_factors.ConfirmCodeForm",
    "activate_totp": "frontend.forms_factors.AppForm",
    "add_webauthn": "frontend.forms_factors.PasskeyForm",
    "edit_webauthn": "frontend.forms_factors.PasskeyNameForm",
}

# supervision.oidc says what an identity provider of a clinic opens.
SOCIALACCOUNT_ADAPTER = "supervision.oidc.ClinicAccounts"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
