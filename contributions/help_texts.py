"""Why each field is asked, and how to write it, in the words of those who read the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RICH = _(
    "Leave a blank line between paragraphs. Begin a line with “- ” for a list. "
    "A link: [its words](https://its.address)."
)

OFFER: dict[str, Promise] = {
    "title": _(
        "What people will find in a search: say what it is, in a few words anyone understands."
    ),
    "summary": _(
        "What one gets, in one or two sentences (280 characters at most): it is read in the list "
        "of results, before the page is opened."
    ),
    "needs": _(
        "The problems this offer helps with, between 1 and 10: this is how the search finds it."
    ),
    "service_types": _("What kind of help it is: advice, a workshop, a loan, a training course…"),
    "what": _(
        "Say what is done for the person, as you would say it to them. From 200 to 2,000 "
        "characters is best."
    ),
    "for_whom": _("Who will find help here. Someone must be able to tell: it is for me."),
    "access_conditions": _(
        "What one must have or be to be received: an income, a status, a place of residence. It "
        "spares people a journey for nothing."
    ),
    "how_it_goes": _("The first meeting, the steps, who one meets: what is known frightens less."),
    "what_next": _("What happens afterwards: an answer within how long, a follow-up, a next step."),
    "simple_version": _(
        "The same in short sentences and everyday words, for those who read French with difficulty."
    ),
    "documents": _("One document per line. What is missing on the day means coming back."),
    "audiences": _("The people this offer is made for. Leave “everyone” alone if all are welcome."),
    "audience_detail": _("What the list above does not say."),
    "min_age": _("Only if younger people are not received."),
    "max_age": _("Only if older people are not received."),
    "engage_person": _(
        "How a person gets in touch by themselves. It is the most useful line of the page."
    ),
    "engage_worker": _("How a social worker refers someone: often another way, or another number."),
    "contact_name": _("Whom to ask for. Leave it empty if this person does not want to be named."),
    "contact_phone": _("The number that is answered, for instance 05 36 49 00 12."),
    "contact_email": _("The address that is read, better that of the service than of a person."),
    "website": _("Copy the address whole, with https://: that of this offer, not the home page."),
    "reception_modes": _("Whether one must come, or whether a phone or a computer is enough."),
    "street_address": _("Where one goes in: number and street."),
    "postal_code": _("So that the place is found without a mistake."),
    "commune": _("The name of the commune, or its postal code: the search goes by distance."),
    "latitude": _("Only if the point on the map is wrong."),
    "longitude": _("Only if the point on the map is wrong."),
    "opening_hours": _(
        "So that nobody finds the door closed. One line for each group of days, for instance: "
        "Mo-Fr 09:00-12:00,14:00-17:00"
    ),
    "coverage": _("Where people must live to use this offer."),
    "accessibility": _(
        "Lift, ramp, toilets, sign language, a quiet place to wait: what decides whether some "
        "people can come at all."
    ),
    "fee": _("What it costs decides whether people dare to come: say so even when it is free."),
    "fee_detail": _("How much, for whom it is less, what is given back."),
    "duration_weeks": _("From the first day to the last."),
    "hours_per_week": _("So that one can see whether it fits with work or children."),
    "languages_spoken": _("Names of languages, with commas: French, Arabic, Dari."),
}

STRUCTURE: dict[str, Promise] = {
    "name": _("The name people know it by, as it is written on the door."),
    "kind_label": _("What kind of place it is: town hall, association, local mission…"),
    "identifier": _("Its official number (SIRET in France): it tells two namesakes apart."),
    "description": _("What it does and for whom, in a few sentences anyone understands."),
    "phone": _("The number that is answered, for instance 05 36 49 00 12."),
    "email": _("The address that is read, better that of the service than of a person."),
    "website": _("Copy the address whole, with https://."),
    **{
        name: OFFER[name]
        for name in (
            "street_address",
            "postal_code",
            "commune",
            "latitude",
            "longitude",
            "opening_hours",
            "accessibility",
        )
    },
}
