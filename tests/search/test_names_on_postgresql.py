"""The narrow table of names follows the documents, whoever writes them."""

import pytest
from django.db import connection

from search.indexing import index_offers
from search.models import SearchDocument

pytestmark = [pytest.mark.services, pytest.mark.django_db]


def named() -> dict[int, tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT offer_id, structure_tokens, names::text FROM search_named")
        return {key: (structure, names) for key, structure, names in cursor.fetchall()}


@pytest.fixture
def document(offer) -> SearchDocument:
    index_offers(offer_ids=[offer.pk])
    return SearchDocument.objects.get(pk=offer.pk)


def test_a_document_brings_its_names(document) -> None:
    structure, names = named()[document.pk]
    assert structure == document.structure_tokens
    for word in (*document.title_tokens.split(), *document.structure_tokens.split()):
        assert f"'{word}'" in names
    assert len(named()) == SearchDocument.objects.count()


def test_a_document_made_again_or_changed_changes_them(document) -> None:
    index_offers(offer_ids=[document.pk])
    assert len(named()) == SearchDocument.objects.count()
    SearchDocument.objects.filter(pk=document.pk).update(structure_tokens="atel solidair")
    structure, names = named()[document.pk]
    assert structure == "atel solidair"
    assert "'caus" not in names


def test_a_document_takes_them_along(document) -> None:
    SearchDocument.objects.filter(pk=document.pk).delete()
    assert document.pk not in named()
