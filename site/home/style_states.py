"""Example parameters of every component but those of forms: one dictionary a state."""

from typing import Any, TypeAlias

from django.utils.translation import gettext as _

States: TypeAlias = dict[str, list[dict[str, Any]]]

_SOMEWHERE = "#main"


def example_states() -> States:
    return {
        **_acts(),
        **_marks(),
        **_cards(),
        **_lists(),
        **_ways(),
        **_records(),
        **_changes(),
    }


def _acts() -> States:
    return {
        "button": [
            {"label": _("Send the proposal")},
            {"label": _("Keep as a draft"), "variant": "secondary", "icon": "edit"},
            {"label": _("Cancel"), "variant": "quiet"},
            {"label": _("Refuse"), "variant": "danger", "icon": "close"},
            {"label": _("Search"), "size": "large", "icon": "search"},
            {"label": _("Mark as read"), "variant": "secondary", "size": "small"},
            {"label": _("Not possible yet"), "disabled": True},
        ],
        "link_button": [
            {"url": _SOMEWHERE, "label": _("Propose a change"), "icon": "edit"},
            {"url": _SOMEWHERE, "label": _("See the history"), "variant": "secondary"},
            {"url": _SOMEWHERE, "label": _("Not now"), "variant": "quiet"},
        ],
        "search_form": [
            {},
            {
                "problem": _("I have no car to go to work"),
                "place": "Rodezz",
                "place_error": _("We know no place of that name. Check the spelling."),
            },
        ],
        "licence_line": [{}],
    }


def _marks() -> States:
    return {
        "availability": [
            {"level": "open", "note": _("3 places")},
            {"level": "limited"},
            {"level": "waiting", "note": _("about 3 weeks")},
            {"level": "full"},
            {"level": "unknown"},
        ],
        "freshness": [
            {"state": "fresh", "text": _("Checked 12 days ago by the structure")},
            {"state": "ageing", "text": _("Checked 5 months ago by phone")},
            {"state": "stale", "text": _("Checked more than a year ago")},
            {"state": "never"},
        ],
        "badge": [
            {"label": _("Draft")},
            {"label": _("Published"), "kind": "success", "icon": "check"},
            {"label": _("Waiting"), "kind": "warning", "icon": "clock"},
            {"label": _("Refused"), "kind": "danger", "icon": "close"},
            {"label": _("In discussion"), "kind": "info", "icon": "info"},
            {"label": _("New"), "kind": "accent"},
        ],
        "chip": [
            {"label": _("Getting around"), "icon": "bus"},
            {"label": _("Getting around"), "url": _SOMEWHERE},
            {"label": _("Driving licence"), "name": "retirer", "value": "permis"},
            {"label": _("Young people"), "size": "small"},
        ],
        "icon": [{"name": "heart"}, {"name": "arrow", "turns": True}],
        "logo": [{}],
    }


def _cards() -> States:
    return {
        "card": [
            {
                "url": _SOMEWHERE,
                "title": _("Borrow a scooter to get to work"),
                "structure": _("Wheels for All"),
                "place": "Rodez",
                "distance_km": 4.2,
                "fee": _("Free"),
                "summary": _("A scooter lent for up to three months while you find a way."),
                "why": _("it answers “I have no car to go to work”, 4 km from Rodez."),
                "needs": [_("Getting around"), _("Finding a job")],
                "availability": "open",
                "freshness": "fresh",
                "freshness_text": _("Checked 12 days ago by the structure"),
            },
            {"url": _SOMEWHERE, "title": _("Help with papers"), "place": _("At a distance")},
        ],
    }


def _lists() -> States:
    return {
        "empty": [
            {
                "title": _("No proposal is waiting"),
                "text": _("Everything sent for this territory has been read. Thank you."),
                "icon": "check",
            },
            {
                "title": _("Nothing found here"),
                "text": _("Offers of neighbouring territories may help."),
                "url": _SOMEWHERE,
                "label": _("Look further away"),
            },
        ],
        "table": [
            {
                "caption": _("Offers by need in Aveyron"),
                "headers": [_("Need"), _("Offers"), _("Checked this year")],
                "rows": [[_("Getting around"), "24", "19"], [_("Housing"), "31", "12"]],
            }
        ],
        "pagination": [
            {"previous_url": _SOMEWHERE, "next_url": _SOMEWHERE},
            {"previous_url": "", "next_url": _SOMEWHERE, "label": _("Pages of the results")},
        ],
    }


def _ways() -> States:
    return {
        "back": [{"url": _SOMEWHERE, "label": _("My page")}],
        "breadcrumb": [
            {
                "links": [{"label": _("Needs"), "url": _SOMEWHERE}],
                "current": _("Getting around"),
            }
        ],
        "tabs": [
            {
                "label": _("Proposals"),
                "items": [
                    {"label": _("Waiting"), "url": _SOMEWHERE, "is_current": True, "count": 6},
                    {"label": _("Decided"), "url": _SOMEWHERE},
                ],
            }
        ],
        "disclosure": [
            {
                "summary": _("Which documents should I bring?"),
                "text": _("An identity card if you have one. Come all the same if you have not."),
            }
        ],
        "notice": [
            {"kind": "info", "text": _("This page was checked last week.")},
            {"kind": "success", "title": _("Thank you"), "text": _("The page shows your change.")},
            {
                "kind": "warning",
                "title": _("Someone changed this page meanwhile"),
                "list": [_("Opening hours"), _("Phone")],
            },
            {"kind": "danger", "text": _("Nothing was sent: the site could not be reached.")},
        ],
    }


def _records() -> States:
    return {
        "contact": [
            {
                "phone": "+33565000000",
                "phone_text": "05 65 00 00 00",
                "email": "contact@exemple.example",
                "address": _("12 rue de l’Exemple, 12000 Rodez"),
                "map_url": _SOMEWHERE,
                "refer_url": _SOMEWHERE,
                "refer_text": _("For workers: a form of one page"),
                "note": _("Someone answers from Monday to Friday, 9 to 12."),
            },
            {"address": _("12 rue de l’Exemple, 12000 Rodez"), "on_request": True},
        ],
    }


def _changes() -> States:
    return {
        "diff_row": [
            {
                "label": _("Opening hours"),
                "segments": [
                    {"kind": "equal", "text": _("Monday to ")},
                    {"kind": "delete", "text": _("Thursday")},
                    {"kind": "insert", "text": _("Friday")},
                    {"kind": "equal", "text": _(", 9 to 12")},
                ],
                "note": _("Low risk: hours only."),
            }
        ],
        "facts": [
            {
                "facts": [
                    {"label": _("Fee"), "value": _("Free"), "icon": "euro"},
                    {
                        "label": _("Documents to bring"),
                        "value": [_("Identity card"), _("Proof of address")],
                        "is_list": True,
                        "icon": "document",
                    },
                    {"label": _("Territory"), "value": "Aveyron", "url": _SOMEWHERE},
                ]
            }
        ],
    }
