from django.conf import settings
from django.utils.translation import get_supported_language_variant

from accounts.models import User


def language_of(person: User) -> str:
    """The language to write to somebody in: theirs when the site has it, else its own."""
    try:
        return get_supported_language_variant(person.language)
    except LookupError:
        return settings.LANGUAGE_CODE
