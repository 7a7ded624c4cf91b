"""The form of the living page: each kind of field, valid and not. It saves nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=150, help_text=_("What a person gets, in plain words.")
    )
    phone = forms.CharField(label=_("Phone"), required=False)
    details = forms.CharField(label=_("How it goes"), required=False, widget=forms.Textarea)
    fee = forms.ChoiceField(
        label=_("Fee"), choices=[("free", _("Free")), ("paid", _("To be paid for"))]
    )
    kind = forms.ChoiceField(
        label=_("Where it happens"),
        choices=[("place", _("In a place")), ("remote", _("At a distance"))],
        widget=forms.RadioSelect,
    )
    audiences = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=[("young", _("Young people")), ("families", _("Families")), ("all", _("Everyone"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several answers are possible."),
        required=False,
    )
    consent = forms.BooleanField(label=_("I agree to the terms of use"))
