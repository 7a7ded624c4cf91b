"""The page of an offer, part by part: texts, contacts and facts, ready for the components."""

from typing import Any

import phonenumbers
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from offers.availability import availability_now, notices_now
from offers.cards import freshness, place_name
from offers.hours import spoken_hours
from offers.labels import Labels, labels_for
from offers.models import PublicOffer, TemporaryNotice, Term

Fact = dict[str, Any]


def offer_context(row: PublicOffer) -> dict[str, Any]:
    """Everything the template shows; the row and four queries for words, nothing else."""
    data = row.data
    labels = labels_for(data)
    availability = availability_now(data)
    return {
        "row": row,
        "offer": data,
        "labels": labels,
        "place": place_name(data),
        "breadcrumb": [
            {
                "label": data["home_territory"]["name"],
                "url": reverse("offers:territory", args=[data["home_territory"]["uid"]]),
            }
        ],
        "availability": availability,
        "availability_note": availability_note(availability),
        "notices": [_notice(notice) for notice in notices_now(data)],
        "sections": sections(data),
        "contact": contact(data),
        "worker_ways": [_way(way) for way in data["engage_worker"]],
        "facts": facts(data, labels),
        "modified_at": parse_datetime(data["modified_at"]),
        "imported_at": parse_datetime(data["imported_at"] or ""),
        **freshness(data),
    }


def availability_note(availability: dict[str, Any]) -> str:
    """Number of places, next intake and a word from the structure, as far as they are known."""
    parts = []
    if availability.get("places"):
        count = availability["places"]
        parts.append(ngettext("%(count)d place", "%(count)d places", count) % {"count": count})
    if availability.get("next_intake"):
        when = date_format(availability["next_intake"], "DATE_FORMAT")
        parts.append(_("next start on %(date)s") % {"date": when})
    if availability.get("note"):
        parts.append(availability["note"])
    return " · ".join(parts)


def _notice(notice: dict[str, Any]) -> dict[str, str]:
    until = date_format(notice["ends_at"], "DATE_FORMAT")
    return {
        "title": str(TemporaryNotice.Kind(notice["kind"]).label),
        "text": _("%(text)s (until %(date)s)") % {"text": notice["text"], "date": until},
    }


def sections(data: dict[str, Any]) -> list[dict[str, str]]:
    """The texts that are filled in, each with its heading, in reading order."""
    titles = (
        ("what", _("What it is")),
        ("for_whom", _("For whom")),
        ("access_conditions", _("Conditions")),
        ("how_it_goes", _("How it goes")),
        ("what_next", _("What happens next")),
    )
    return [{"title": title, "html": data[name]} for name, title in titles if data[name]]


def contact(data: dict[str, Any]) -> dict[str, Any]:
    """The first way of each kind for the person, and the notes that go with them."""
    first: dict[str, dict[str, str]] = {}
    for way in data["engage_person"]:
        first.setdefault(way["mode"], way)
    phone = first.get("phone", {}).get("value", "")
    return {
        "title": _("Get in touch"),
        "phone": phone,
        "phone_text": spoken_phone(phone),
        "email": first.get("mail", {}).get("value", ""),
        "address": one_line_address(data) if "come" in first else "",
        "refer_url": first.get("link", {}).get("value", ""),
        "note": " ".join(_sentences(data["engage_person"])),
        "on_request": not first,
    }


def _sentences(ways: list[dict[str, str]]) -> list[str]:
    found = []
    for way in ways:
        text = way["note"]
        if way["mode"] == "refer" and not text:
            text = _("A worker who supports you has to refer you.")
        if text:
            found.append(text if text.endswith((".", "!", "?", "…")) else f"{text}.")
    return found


def spoken_phone(number: str) -> str:
    """E.164 as people of the country read it; short numbers as they are."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    if parsed.country_code in {33, 262}:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def one_line_address(data: dict[str, Any]) -> str:
    address = data["address"]
    town = f"{address['postal_code']} {address['commune_name']}".strip()
    return ", ".join(part for part in (address["street"], town) if part)


_ICONS = {"phone": "phone", "mail": "mail", "link": "link", "come": "walk", "refer": "refer"}


def _way(way: dict[str, str]) -> dict[str, str]:
    mode, value = way["mode"], way["value"]
    texts = {
        "phone": _("Call %(number)s") % {"number": spoken_phone(value)},
        "mail": _("Write to %(address)s") % {"address": value},
        "link": _("Fill in the referral form"),
        "come": value or _("Come with the person"),
        "refer": value or _("Refer the person through your usual channel"),
    }
    urls = {"phone": f"tel:{value}", "mail": f"mailto:{value}", "link": value}
    return {
        "icon": _ICONS[mode],
        "text": texts[mode],
        "url": urls.get(mode, ""),
        "note": way["note"],
    }


def facts(data: dict[str, Any], labels: Labels) -> list[Fact]:
    """Names and values for components/facts.html; the empty ones are left out there."""
    audiences = labels.of(Term.Scheme.AUDIENCE, data["audiences"])
    if data["audience_detail"]:
        audiences.append(data["audience_detail"])
    fee = labels.of(Term.Scheme.FEE, [data["fee"]])[0] if data["fee"] else ""
    cost = " · ".join(part for part in (fee, data["fee_detail"]) if part)
    return [
        _fact(_("Open to"), audiences, "user", is_list=True),
        _fact(_("Ages"), ages(data), "user"),
        _fact(_("Cost"), cost, "euro"),
        _fact(_("Address"), one_line_address(data), "place"),
        _fact(_("Opening hours"), spoken_hours(data["opening_hours"]), "clock", is_list=True),
        _fact(
            _("How people are received"),
            labels.of(Term.Scheme.RECEPTION_MODE, data["reception_modes"]),
            "walk",
            is_list=True,
        ),
        _fact(
            _("Kind of help"),
            labels.of(Term.Scheme.SERVICE_TYPE, data["service_types"]),
            "info",
            is_list=True,
        ),
        _fact(_("How long"), duration(data), "clock"),
        _fact(_("Languages spoken"), ", ".join(labels.languages), "user"),
        _fact(_("Area served"), ", ".join(labels.areas), "place"),
        _fact(_("Accessibility"), data["accessibility"], "info"),
        _fact(_("Contact"), data["contact"].get("name", ""), "user"),
    ]


def _fact(label: str, value: Any, icon: str, *, is_list: bool = False) -> Fact:
    return {"label": label, "value": value, "icon": icon, "is_list": is_list}


def ages(data: dict[str, Any]) -> str:
    least, most = data["min_age"], data["max_age"]
    if least is not None and most is not None:
        return _("from %(least)d to %(most)d years old") % {"least": least, "most": most}
    if least is not None:
        return _("from %(least)d years old") % {"least": least}
    if most is not None:
        return _("up to %(most)d years old") % {"most": most}
    return ""


def duration(data: dict[str, Any]) -> str:
    parts = []
    if weeks := data["duration_weeks"]:
        parts.append(ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks})
    if hours := data["hours_per_week"]:
        parts.append(_("%(hours)s hours a week") % {"hours": f"{hours:g}"})
    return ", ".join(parts)
