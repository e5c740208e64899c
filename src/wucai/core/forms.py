"""How forms look: `{{ form }}` draws an error summary linked to its fields, then a group for each field."""

from django.forms.renderers import DjangoTemplates


class HouseRenderer(DjangoTemplates):
    """The house's form and field templates; widgets stay Django's own. Named in settings.FORM_RENDERER."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
