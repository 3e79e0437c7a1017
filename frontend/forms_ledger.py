"""What is typed about the ledger. The actions judge it."""

from django import forms


class RestorationForm(forms.Form):
    checkpoint = forms.CharField(
        label="The checkpoint that is no longer reached",
        help_text="Copy it whole from the mail that you kept.",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    kept = forms.IntegerField(
        label="How many entries the backup held",
        help_text="Whoever restored it knows: manage.py ledger verify says it.",
        min_value=0,
    )
