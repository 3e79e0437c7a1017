"""``{{ form }}`` and ``{{ field.as_field_group }}`` give the project's own markup."""

from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template


class FormRenderer(DjangoTemplates):
    """Our form and field templates; Django's own for the widgets inside them."""

    form_template_name = "frontend/_form.html"
    field_template_name = "frontend/_form_field.html"

    def get_template(self, template_name: str) -> object:
        if template_name.startswith("frontend/"):
            return get_template(template_name)
        return super().get_template(template_name)
