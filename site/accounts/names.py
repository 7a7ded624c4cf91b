"""Display names: what is allowed, and a friendly pseudonym for whoever wants none of theirs."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST, LONGEST = 2, 80

# French on purpose: a pseudonym is a name, and names are not translated.
_FEMININE = (
    "Mésange",
    "Hirondelle",
    "Coccinelle",
    "Loutre",
    "Abeille",
    "Belette",
    "Tortue",
    "Libellule",
    "Cigogne",
    "Fauvette",
    "Marmotte",
    "Chouette",
)
_MASCULINE = (
    "Rossignol",
    "Hérisson",
    "Castor",
    "Écureuil",
    "Moineau",
    "Papillon",
    "Renard",
    "Martinet",
    "Blaireau",
    "Goéland",
    "Chamois",
    "Pinson",
)
_QUALITIES = (
    ("patiente", "patient"),
    ("curieuse", "curieux"),
    ("joyeuse", "joyeux"),
    ("attentive", "attentif"),
    ("paisible", "paisible"),
    ("vaillante", "vaillant"),
    ("discrète", "discret"),
    ("généreuse", "généreux"),
    ("habile", "habile"),
    ("sereine", "serein"),
    ("matinale", "matinal"),
    ("fidèle", "fidèle"),
)
_ADDRESS = re.compile(r"\S+@\S+\.\S+")


def suggest_pseudonym(choose: Callable[[Sequence[Any]], Any] = secrets.choice) -> str:
    """Two French words in agreement, such as « Mésange patiente »."""
    feminine, masculine = choose(_QUALITIES)
    noun = choose(_FEMININE + _MASCULINE)
    return f"{noun} {feminine if noun in _FEMININE else masculine}"


def clean_display_name(name: str) -> str:
    """The name in NFC with single spaces; raises ValidationError on what cannot be shown."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cn", "Cs"} for letter in name):
        raise ValidationError(_("This name holds invisible characters. Please type it again."))
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            _("Please choose a name of %(shortest)d to %(longest)d characters.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    if _ADDRESS.search(name):
        raise ValidationError(_("This name is public: please do not use an e-mail address."))
    if not any(letter.isalnum() for letter in name):
        raise ValidationError(_("Please use at least one letter or digit in this name."))
    return name
