"""How the fields of structures change: one validation, one history row a change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, cast

from django.db import transaction
from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.audit import record
from offers import normalise
from offers.identifiers import public_slug, redraw_taken
from offers.known import Known
from offers.models import PublicOffer, Structure
from offers.normalise import Refused
from offers.rows import insert_history, insert_with_history, update_instances
from offers.signals import fields_published, keys_of, offers_changed, structures_changed
from offers.validation import FAR_FROM_COMMUNE_KM, CheckedFields, InvalidFields
from offers.visibility import tighten_structures
from territories.distance import kilometres
from territories.fold import fold
from territories.models import Territory

BATCH = 500


@dataclass(frozen=True, slots=True)
class StructureField:
    name: str
    kind: Literal["scalar"] = "scalar"

    @property
    def label(self) -> str:
        field = cast("Field[Any, Any]", Structure._meta.get_field(self.name))
        return str(field.verbose_name)


STRUCTURE_FIELDS: dict[str, StructureField] = {
    name: StructureField(name)
    for name in (
        "name",
        "kind_label",
        "description",
        "identifier",
        "phone",
        "email",
        "website",
        "street_address",
        "postal_code",
        "commune",
        "latitude",
        "longitude",
        "opening_hours",
        "accessibility",
    )
}
_EMPTY = {
    name: None if name in {"commune", "latitude", "longitude"} else "" for name in STRUCTURE_FIELDS
}


def empty_structure() -> dict[str, Any]:
    """The fields of a structure nobody filled in yet."""
    return dict(_EMPTY)


def structure_snapshot(structure: Structure) -> dict[str, Any]:
    """The fields of a structure as JSON-ready values; the commune as its uid."""
    fields = {name: getattr(structure, name) for name in STRUCTURE_FIELDS if name != "commune"}
    return {**fields, "commune": structure.commune.uid if structure.commune else None}


def check_structure(
    current: Mapping[str, Any], changes: Mapping[str, Any], *, known: Known | None = None
) -> CheckedFields:
    """All fields as they would be after the changes. Writes nothing. Raises InvalidFields."""
    known = known or Known.from_database()
    merged = CheckedFields({**_EMPTY, **current, **changes})
    errors = {
        name: [_("This field cannot be changed here.")] for name in merged if name not in _EMPTY
    }
    readers = _readers(str(merged.get("commune") or "fr")[:2].upper())
    for name in STRUCTURE_FIELDS.keys() & changes.keys():
        try:
            merged[name] = readers[name](changes[name])
        except Refused as refusal:
            errors[name] = [str(refusal)]
    if not errors:
        errors = _misplaced(merged, known)
    if errors:
        raise InvalidFields(errors)
    return merged


def _readers(region: str) -> dict[str, Callable[[Any], Any]]:
    return {**_READERS, "phone": partial(normalise.phone, region=region)}


_CODE = normalise.line(longest=60)
_READERS: dict[str, Callable[[Any], Any]] = {
    "name": normalise.line(shortest=3, longest=150),
    "kind_label": normalise.line(longest=80),
    "description": normalise.lines(longest=10_000),
    "identifier": normalise.line(longest=40),
    "email": normalise.email,
    "website": normalise.url,
    "street_address": normalise.line(longest=200),
    "postal_code": normalise.line(longest=12),
    "commune": lambda value: _CODE(value) or None,
    "latitude": normalise.decimal_number(least=-90, most=90),
    "longitude": normalise.decimal_number(least=-180, most=180),
    "opening_hours": normalise.opening_hours,
    "accessibility": normalise.lines(longest=1000),
}


def _misplaced(fields: Mapping[str, Any], known: Known) -> dict[str, list[str]]:
    commune = known.territory(fields["commune"]) if fields["commune"] else None
    if fields["commune"] and commune is None:
        unknown = _("%(code)s is not a known place.") % {"code": fields["commune"]}
        return {"commune": [unknown]}
    point = fields["latitude"], fields["longitude"]
    if (point[0] is None) != (point[1] is None):
        return {"latitude": [_("Give both latitude and longitude, or neither.")]}
    if commune and commune.latitude is not None and point[0] is not None:
        far = kilometres(point[0], point[1], commune.latitude, commune.longitude or 0.0)
        if far > FAR_FROM_COMMUNE_KM:
            message = _("This point is %(distance)d km away from %(commune)s.")
            return {"latitude": [message % {"distance": far, "commune": commune.name}]}
    return {}


def set_structure_fields(structure: Structure, fields: Mapping[str, Any], *, known: Known) -> None:
    """Put checked fields on the instance; saves nothing."""
    for name in STRUCTURE_FIELDS.keys() - {"commune"}:
        setattr(structure, name, fields[name])
    structure.commune = known.territory(fields["commune"]) if fields["commune"] else None
    structure.search_name = fold(structure.name)[:150]
    structure.slug = public_slug(structure.name)


def lock_structure(pk: int) -> Structure:
    """The row as it is, locked until the transaction ends.

    Its commune is read afterwards: joined, PostgreSQL would give the new row, once it got the
    lock, without the commune that it now names.
    """
    return Structure.objects.select_for_update().get(pk=pk)


@transaction.atomic
def publish_structure(
    *,
    structure: Structure,
    fields: Mapping[str, Any],
    author: User | None,
    accepted_by: User | None = None,
    at: datetime | None = None,
    action: str = "structure.edited",
    data: Mapping[str, Any] | None = None,
) -> Structure:
    """Make the fields live on an existing structure, as one history row by their author.

    Its offers say its new name at once. Permissions are the caller's. Raises InvalidFields; then
    nothing is written.
    """
    known = Known.from_database()
    live = lock_structure(structure.pk)
    before = structure_snapshot(live)
    merged = check_structure(before, fields, known=known)
    set_structure_fields(live, merged, known=known)
    live.modified_at = at or timezone.now()
    tighten_structures([live])
    live.save_because(action, by=author)
    record(
        actor=accepted_by or author,
        action=action,
        subject=live,
        territory=live.home_territory,
        data={"fields": sorted(fields), **(data or {})},
    )
    rename_in_offers([live])
    fields_published.send(
        sender=Structure, target=live, before=before, after=merged, author=author, action=action
    )
    told = {"act": "structure.edited", "fields": sorted(fields)}
    by = keys_of(author, accepted_by)
    structures_changed.send(sender=Structure, structures=[live], by=by, **told)
    return live


@transaction.atomic
def create_many(
    structures: Sequence[Structure],
    *,
    territory: Territory,
    data: Mapping[str, Any],
    actor: User | None = None,
) -> None:
    """Save new structures, with the first row of their history and one audit event."""
    if not structures:
        return
    redraw_taken(structures)
    insert_with_history(Structure, structures)
    record(
        actor=actor,
        action="structures.created",
        subject=territory,
        territory=territory,
        data={"count": len(structures), **data},
    )


@transaction.atomic
def update_many(
    structures: Sequence[Structure],
    *,
    territory: Territory,
    data: Mapping[str, Any],
    actor: User | None = None,
) -> None:
    """Save the fields of locked structures, with a row of history each and one audit event."""
    if not structures:
        return
    tighten_structures(structures)
    own = ("search_name", "slug", "state", "modified_at", "address_visibility")
    names = [*STRUCTURE_FIELDS, *own]
    update_instances(Structure, names, structures)
    insert_history(Structure, structures, kind="~", reason="import")
    record(
        actor=actor,
        action="structures.changed",
        subject=territory,
        territory=territory,
        data={"count": len(structures), **data},
    )
    rename_in_offers(structures)
    structures_changed.send(
        sender=Structure, structures=structures, act="structure.edited", by=keys_of(actor)
    )


def rename_in_offers(structures: Sequence[Structure]) -> None:
    """Say the names of structures as they are now in the public rows of their live offers.

    Only that part of the row is written, under its own lock: the page may be changing meanwhile.
    """
    by_key = {structure.pk: structure for structure in structures}
    live = PublicOffer.objects.live().filter(structure__in=by_key).order_by("pk")
    stale = [
        pk
        for pk, key, name, slug in live.values_list(
            "pk", "structure", "data__structure__name", "data__structure__slug"
        )
        if (name, slug) != (by_key[key].name, by_key[key].slug)
    ]
    for start in range(0, len(stale), BATCH):
        rows = list(live.select_for_update().filter(pk__in=stale[start : start + BATCH]))
        for row in rows:
            structure = by_key[row.structure_id]
            said = {**row.data["structure"], "name": structure.name, "slug": structure.slug}
            row.data = {**row.data, "structure": said}
            row.version += 1
        update_instances(PublicOffer, ("data", "version"), rows)
        offers_changed.send(sender=PublicOffer, offer_ids=[row.pk for row in rows], rows=rows)
