"""Place what waits in the ledger and say what ``ledger verify`` finds: one line of JSON."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    django.setup()

from django.core.management import call_command

if __name__ == "__main__":
    call_command("ledger", "sequence")
    call_command("ledger", "verify", "--json")
