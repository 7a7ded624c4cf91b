"""The emergency numbers in the administration: one form, a line for each language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import EmergencyNumber
from search.safety.kinds import Danger

TEXTS = {
    "names": _("What it is"),
    "hours": _("When it answers"),
    "details": _("What to know before calling"),
}


class TextsWidget(forms.MultiWidget):
    """One input for each language of the site."""

    def __init__(self) -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput(attrs={"aria-label": str(name), "placeholder": str(name)})
            for code, name in settings.LANGUAGES
        }
        super().__init__(inputs)

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict) else {}
        return [texts.get(code, "") for code, _name in settings.LANGUAGES]


class TextsField(forms.MultiValueField):
    """A text by language; those left empty are not stored."""

    widget = TextsWidget

    def __init__(self, **options: Any) -> None:
        fields = [forms.CharField(max_length=300, required=False) for _code in settings.LANGUAGES]
        super().__init__(fields=fields, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        pairs = zip(settings.LANGUAGES, data_list, strict=False)
        return {code: text.strip() for (code, _name), text in pairs if text and text.strip()}


class EmergencyNumberForm(WagtailAdminModelForm):
    kinds = forms.MultipleChoiceField(
        label=_("For which dangers"),
        choices=Danger.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    names = TextsField(label=TEXTS["names"])
    hours = TextsField(label=TEXTS["hours"], required=False)
    details = TextsField(label=TEXTS["details"], required=False)


class EmergencyNumberViewSet(SnippetViewSet):
    model = EmergencyNumber
    icon = "warning"
    menu_label = _("Emergency numbers")
    add_to_admin_menu = True
    list_display = ["number", "name", "country_code", "position", "is_shown"]
    list_filter = ["country_code", "is_shown"]
    ordering = ["country_code", "position"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("country_code"),
            FieldPanel("number"),
            FieldPanel("channel"),
            FieldPanel("kinds"),
            FieldPanel("names"),
            FieldPanel("hours"),
            FieldPanel("details"),
            FieldPanel("languages"),
            FieldPanel("position"),
            FieldPanel("is_shown"),
        ],
        base_form_class=EmergencyNumberForm,
    )


register_snippet(EmergencyNumberViewSet)
