"""Rows written by the batch are the rows that the ORM writes one by one."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from offers.models import Source, Structure, StructureProvenance
from offers.models.structures import AddressVisibility, PageState
from offers.rows import (
    insert_history,
    insert_instances,
    insert_values,
    insert_with_history,
    reserve_keys,
    update_instances,
)
from territories.models import Territory
from tests.factories import make_offer

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 12, 30, 15, 123456, tzinfo=UTC)
# What differs by nature: keys, random ids, the moment of writing.
OWN = {"id", "public_id", "history_id", "history_date"}


@pytest.fixture
def aveyron(words):
    return Territory.objects.get(uid="fr:department:12")


@pytest.fixture
def source(aveyron):
    return Source.objects.create(key="essai", name="Essai", territory=aveyron)


def new_structure(home, **fields):
    values = {
        "slug": "l-atelier",
        "name": "L’atelier d’Éloïse « 100 % »",
        "description": "Deux lignes.\nEt des signes: %s, {}, \\, ';",
        "phone": "+33536490012",
        "commune": Territory.objects.get(uid="fr:commune:12202"),
        "latitude": 44.35,
        "longitude": None,
        "home_territory": home,
        "address_visibility": AddressVisibility.COMMUNE,
        "created_at": AT,
        "modified_at": AT,
    }
    return Structure(**{**values, **fields})


def row_of(model, **where):
    return {k: v for k, v in model.objects.filter(**where).values().get().items() if k not in OWN}


def history_of(pk):
    rows = Structure.history.filter(id=pk).order_by("history_id").values()
    return [{k: v for k, v in row.items() if k not in OWN} for row in rows]


def test_keys_are_new_and_nobody_else_gets_them(aveyron):
    with transaction.atomic():
        before = new_structure(aveyron)
        before.save()
        keys = reserve_keys(Structure, 5)
        assert len(set(keys)) == 5
        assert min(keys) > before.pk
        made = [new_structure(aveyron, pk=key) for key in keys]
        insert_instances(Structure, made)
        after = new_structure(aveyron)
        after.save()
    assert after.pk not in {before.pk, *keys}
    assert Structure.objects.filter(pk__in=keys).count() == 5


def test_keys_of_deleted_rows_are_not_given_again(aveyron):
    with transaction.atomic():
        gone = new_structure(aveyron)
        gone.save()
        key = gone.pk
        gone.delete()
        assert key not in reserve_keys(Structure, 3)


def test_no_key_at_all(aveyron):
    assert reserve_keys(Structure, 0) == []


def test_inserted_rows_are_those_of_the_orm(aveyron):
    one, many = new_structure(aveyron), new_structure(aveyron)
    one.save()
    insert_with_history(Structure, [many])
    assert many.pk is not None
    assert row_of(Structure, pk=one.pk) == row_of(Structure, pk=many.pk)
    assert Structure.objects.get(pk=many.pk).created_at == AT


def test_their_history_is_that_of_the_orm(aveyron):
    one, many = new_structure(aveyron), new_structure(aveyron)
    one.save()
    insert_with_history(Structure, [many])
    assert len(history_of(many.pk)) == 1
    assert history_of(one.pk) == history_of(many.pk)


def test_each_instance_gets_its_own_row(aveyron):
    made = [new_structure(aveyron, name=f"Atelier {n}") for n in range(1, 21)]
    insert_with_history(Structure, made)
    stored = Structure.objects.in_bulk([one.pk for one in made])
    assert [stored[one.pk].name for one in made] == [f"Atelier {n}" for n in range(1, 21)]
    assert [one.history.get().name for one in made] == [one.name for one in made]


def test_an_inserted_instance_is_saved_and_deleted_as_any_other(aveyron):
    made = new_structure(aveyron)
    insert_with_history(Structure, [made])
    made.name = "Autre nom"
    made.save()
    assert Structure.objects.filter(name="Autre nom").count() == 1
    assert [row["history_type"] for row in history_of(made.pk)] == ["+", "~"]
    made.delete()
    assert not Structure.objects.filter(pk=made.pk).exists()


def test_a_key_that_was_not_reserved_is_left_to_the_database(aveyron, source):
    structure = new_structure(aveyron)
    structure.save()
    fields = {"name": "Éloïse", "latitude": 44.35, "commune": None}
    insert_instances(
        StructureProvenance,
        [
            StructureProvenance(
                structure=structure, source=source, external_id=f"s{n}", fields=fields, gone_at=AT
            )
            for n in range(3)
        ],
    )
    stored = list(StructureProvenance.objects.order_by("external_id"))
    assert [row.external_id for row in stored] == ["s0", "s1", "s2"]
    assert all(row.fields == fields and row.gone_at == AT for row in stored)
    assert len({row.pk for row in stored}) == 3


def test_rows_told_by_their_values_are_those_of_the_orm(aveyron, source):
    structure = new_structure(aveyron)
    structure.save()
    said = {"structure_id": structure.pk, "source_id": source.pk, "imported_at": AT}
    fields = {"name": "Éloïse", "latitude": 44.35, "commune": None}
    one = StructureProvenance.objects.create(**said, external_id="un", fields=fields)
    insert_values(
        StructureProvenance,
        [
            {**said, "external_id": "deux", "fields": fields},
            {"external_id": "trois", "gone_at": AT, **said},
        ],
    )
    two, three = StructureProvenance.objects.exclude(pk=one.pk).order_by("pk")
    apart = {"id", "external_id"}
    first, second = (
        {k: v for k, v in row_of(StructureProvenance, pk=made.pk).items() if k not in apart}
        for made in (one, two)
    )
    assert first == second
    assert (three.external_id, three.fields, three.gone_at) == ("trois", {}, AT)


def test_a_row_may_say_its_key(aveyron):
    [key] = reserve_keys(Source, 1)
    insert_values(
        Source, [{"id": key, "key": "autre", "name": "Autre", "territory_id": aveyron.pk}]
    )
    assert Source.objects.get(pk=key).name == "Autre"


def test_inserting_nothing_writes_nothing(words):
    before = Structure.objects.count(), Structure.history.count()
    insert_instances(Structure, [])
    insert_values(Structure, [])
    insert_with_history(Structure, [])
    assert (Structure.objects.count(), Structure.history.count()) == before


def test_a_change_leaves_the_history_of_the_orm(aveyron):
    one, many = new_structure(aveyron), new_structure(aveyron)
    for structure in (one, many):
        structure.save()
        structure.name, structure.state = "Autre nom", PageState.ARCHIVED
    one.save_because("import", by=None)
    update_instances(Structure, ("name", "state"), [many])
    insert_history(Structure, [many], kind="~", reason="import")
    assert row_of(Structure, pk=one.pk) == row_of(Structure, pk=many.pk)
    assert history_of(one.pk) == history_of(many.pk)
    assert history_of(many.pk)[-1]["history_change_reason"] == "import"


def test_only_the_named_fields_of_the_given_rows_are_written(aveyron):
    changed, other = new_structure(aveyron), new_structure(aveyron)
    changed.save()
    other.save()
    before = row_of(Structure, pk=other.pk)
    Structure.objects.filter(pk=changed.pk).update(phone="+33536490099")
    changed.name, changed.phone = "Autre nom", "+33536490055"
    update_instances(Structure, ("name",), [changed])
    changed.refresh_from_db()
    assert (changed.name, changed.phone) == ("Autre nom", "+33536490099")
    assert row_of(Structure, pk=other.pk) == before


def test_each_kind_of_value_is_written_as_it_is(aveyron, source):
    structure = new_structure(aveyron)
    structure.save()
    origin = StructureProvenance.objects.create(
        structure=structure, source=source, external_id="s1", gone_at=AT
    )
    origin.fields = {"name": "Éloïse", "opened": None, "rows": [{"value": 1.5}]}
    origin.gone_at, origin.is_origin, origin.imported_at = None, False, AT
    update_instances(
        StructureProvenance, ("fields", "gone_at", "is_origin", "imported_at"), [origin]
    )
    structure.address_visibility, structure.commune, structure.longitude = "hidden", None, 2.57
    update_instances(Structure, ("address_visibility", "commune", "longitude"), [structure])
    stored = StructureProvenance.objects.get(pk=origin.pk)
    assert stored.fields == {"name": "Éloïse", "opened": None, "rows": [{"value": 1.5}]}
    assert (stored.gone_at, stored.is_origin, stored.imported_at) == (None, False, AT)
    kept = Structure.objects.get(pk=structure.pk)
    assert (kept.address_visibility, kept.commune, kept.longitude) == ("hidden", None, 2.57)


def test_a_model_with_a_parent_table_writes_its_own_columns(cast, words):
    offer = make_offer(structure=cast.structure, title="Un titre")
    offer.title, offer.fee_detail, offer.ends_on = "Laissé", "7 € par jour", date(2027, 1, 31)
    update_instances(type(offer), ("fee_detail",), [offer])
    offer.refresh_from_db()
    assert (offer.title, offer.fee_detail) == ("Un titre", "7 € par jour")


def test_updating_nothing_writes_nothing(words):
    before = list(Structure.objects.order_by("pk").values())
    update_instances(Structure, ("name",), [])
    assert list(Structure.objects.order_by("pk").values()) == before
