from django import forms
from django.utils.translation import gettext_lazy as _

from offers.models import Need


class StructureSearchForm(forms.Form):
    """Find a structure; what cannot be read is left out, and said beside its field."""

    nom = forms.CharField(label=_("Name"), max_length=120, required=False)
    lieu = forms.CharField(label=_("Place"), max_length=120, required=False)
    besoin = forms.ModelChoiceField(
        label=_("Need"),
        queryset=Need.objects.current().leaves().order_by("category__position", "position"),
        to_field_name="code",
        required=False,
        empty_label=_("All needs"),
    )

    def asked(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    @property
    def need(self) -> Need | None:
        found: Need | None = self.cleaned_data.get("besoin")
        return found
