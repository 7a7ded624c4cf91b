"""The quality score of data·inclusion, criterion by criterion, for an offer as it would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data_inclusion.schema.v1 import Service
from data_inclusion.schema.v1.score_qualite import score
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offers.richtext import plain_text

_MODES = {
    "phone": "telephoner",
    "mail": "envoyer-un-courriel",
    "link": "utiliser-lien-mobilisation",
    "come": "se-presenter",
}
_DESCRIBES = ("what", "how_it_goes", "what_next")
_WAYS = ("engage_person", "engage_worker")


@dataclass(frozen=True, slots=True)
class Criterion:
    """`value` from 0 to 1; `field` is where it is mended; `advice` says how."""

    name: str
    label: Promise
    value: float
    field: str
    advice: Promise

    @property
    def is_met(self) -> bool:
        return self.value >= 1


@dataclass(frozen=True, slots=True)
class Score:
    """`total` out of 100. The date counts as new: what is sent is of today."""

    total: int
    criteria: tuple[Criterion, ...]

    @property
    def wanting(self) -> list[Criterion]:
        return [one for one in self.criteria if not one.is_met]


_CRITERIA: dict[str, tuple[Promise, str, Promise]] = {
    "description_bien_definie": (
        _("The description"),
        "what",
        _(
            "Describe the offer in 200 to 2,000 characters: shorter says too little, longer is not "
            "read."
        ),
    ),
    "au_moins_une_thematique": (
        _("The needs"),
        "needs",
        _("Choose at least one need: without it the search cannot find the page."),
    ),
    "au_moins_un_public": (
        _("The audience"),
        "audiences",
        _("Say for whom it is, even if it is for everyone."),
    ),
    "frais_bien_definis": (
        _("The cost"),
        "fee",
        _("Say whether it is free; if it is not, say how much."),
    ),
    "modes_mobilisation_bien_definis": (
        _("Who may ask, and how"),
        "engage_worker",
        _("Say both how a person gets in touch and how a social worker refers someone."),
    ),
    "au_moins_un_moyen_de_contact": (
        _("A way to get in touch"),
        "engage_person",
        _("Give a phone number, an e-mail address or a link."),
    ),
    "telephone_bien_defini": (
        _("The phone number"),
        "contact_phone",
        _("You say that one may call: give the number."),
    ),
    "courriel_bien_defini": (
        _("The e-mail address"),
        "contact_email",
        _("You say that one may write: give the address."),
    ),
    "adresse_bien_definie": (
        _("The address"),
        "street_address",
        _("People are received on the spot: give the number and the street."),
    ),
}


def score_of(fields: Mapping[str, Any]) -> Score:
    """The score of an offer with these fields, as data·inclusion would count it."""
    _mean, found = score(_service(fields))
    criteria = tuple(
        Criterion(name, label, float(value), field, advice)
        for name, (label, field, advice) in _CRITERIA.items()
        if (value := found[name]) is not None
    )
    # The one criterion left out here is the date: whole, on the day the change goes live.
    total = (sum(one.value for one in criteria) + 1) / (len(criteria) + 1)
    return Score(round(100 * total), criteria)


def _service(fields: Mapping[str, Any]) -> Service:
    """Built without the checks of its model: what is missing is what we look for."""
    ways = [row for name in _WAYS for row in fields.get(name) or []]
    modes = [_MODES[row["mode"]] for row in ways if row["mode"] in _MODES]
    described = " ".join(filter(None, (plain_text(fields.get(one) or "") for one in _DESCRIBES)))
    by = [
        who
        for who, name in zip(("usagers", "professionnels"), _WAYS, strict=True)
        if fields.get(name)
    ]
    return Service.model_construct(
        source="maillage",
        description=(described or fields.get("summary") or "-")[:10_000],
        modes_accueil=fields.get("reception_modes") or None,
        modes_mobilisation=modes or None,
        mobilisable_par=by or None,
        lien_mobilisation=_value(ways, "link") or None,
        telephone=fields.get("contact_phone") or _value(ways, "phone") or None,
        courriel=fields.get("contact_email") or _value(ways, "mail") or None,
        adresse=fields.get("street_address") or None,
        frais=fields.get("fee") or None,
        frais_precisions=fields.get("fee_detail") or None,
        thematiques=fields.get("needs") or None,
        publics=fields.get("audiences") or None,
        date_maj=None,
    )


def _value(ways: list[Mapping[str, str]], mode: str) -> str:
    return next((row["value"] for row in ways if row["mode"] == mode and row["value"]), "")
