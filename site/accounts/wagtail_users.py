"""Accounts in the Wagtail admin: no first and last name, no password, erasure by our own act."""

from typing import Any

from django import forms
from django.forms.widgets import CheckboxSelectMultiple
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import DeleteView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.forms import NameField
from accounts.models import User
from accounts.privacy import erase_account

FIELDS = ["email", "display_name", "is_active", "is_staff", "is_superuser", "groups"]


class _AccountForm(forms.ModelForm[User]):
    """Passwords are each person's own: a new account gets a reset mail from the sign-in page."""

    password_enabled = False
    first_name = None
    last_name = None
    display_name = NameField()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AccountCreationForm(_AccountForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS
        widgets = {"groups": CheckboxSelectMultiple}

    def save(self, *args: Any, **kwargs: Any) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(*args, **kwargs)
        return user


class AccountEditForm(_AccountForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = FIELDS
        widgets = {"groups": CheckboxSelectMultiple}


class EraseView(DeleteView):
    def delete_action(self) -> None:
        erase_account(user=self.object, by="administrator")


class UserViewSet(WagtailUserViewSet):
    delete_view_class = EraseView
    create_template_name = "accounts/cms/user_create.html"
    edit_template_name = "accounts/cms/user_edit.html"

    def get_form_class(self, **kwargs: Any) -> Any:
        return AccountEditForm if kwargs.get("for_update") else AccountCreationForm
