"""An erased account is nowhere: neither its key, nor its name, nor its address, in any table."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, ForeignKey, QuerySet

from accounts.models import User
from accounts.privacy import erase_account, public_name
from contributions.discussion.services import reply
from contributions.models import Post, Proposal
from notifications.models import Notice
from notifications.services import notify
from tests.cast import make_user
from tests.contributions.discussion.making import start
from tests.contributions.making import propose
from tests.moderation.erasing.everywhere import CANARY, any_row, make_row, tables_holding

pytestmark = pytest.mark.django_db

# The person's own name in the trail stays as a random key; the tables of accounts go by cascade.
NAME, EMAIL = f"{CANARY} Personne", f"{CANARY}@example.org"


@pytest.fixture
def person(world) -> User:
    return make_user(EMAIL, NAME)


def links() -> list[tuple[type, ForeignKey]]:
    """Every column of every table that leads to an account, kept by the database or not."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is User
    ]


def _a_row(model: type):
    try:
        return any_row(model) or make_row(model)
    except (IntegrityError, ValueError):
        return None


def sign_everywhere(person: User) -> set[str]:
    """Their key in each column that says who, and their name beside it where there is one."""
    done = set()
    for model, field in links():
        if field.unique:
            continue
        row = _a_row(model)
        if row is None:
            continue
        values = {field.attname: person.pk}
        label = f"{field.name}_label"
        if any(isinstance(one, CharField) and one.name == label for one in model._meta.fields):
            values[label] = NAME
        try:
            with transaction.atomic():
                QuerySet(model).filter(pk=row.pk).update(**values)
        except IntegrityError:
            # A law of that table: what is made as in life covers it.
            continue
        done.add(f"{model._meta.label}.{field.name}")
    return done


def test_no_column_leads_to_an_erased_account(world, person) -> None:
    signed = sign_everywhere(person)
    assert {"contributions.Proposal.author", "offers.HistoricalAvailability.set_by"} <= signed
    key = person.pk
    erase_account(user=person, by="self")
    left = [
        f"{model._meta.label}.{field.name}"
        for model, field in links()
        if QuerySet(model).filter(**{field.attname: key}).exists()
    ]
    assert left == []
    assert tables_holding(CANARY) == set()


def test_what_others_were_told_names_nobody(world, person, offer) -> None:
    propose(offer, person, fee_detail="9 € par jour")
    thread = start(offer, person)
    reply(author=world.cast.publisher, thread=thread, body=f"Merci @{NAME}, c'est juste.")
    notify(
        recipient=world.cast.publisher,
        kind="claim_refused",
        key="named",
        path="/",
        params={"structure": "x", "name": NAME, "people": [EMAIL]},
    )
    erase_account(user=person, by="administrator")
    nobody = public_name(None)
    assert Notice.objects.get(key="named").params["name"] == nobody
    said = Post.objects.get(author=world.cast.publisher, thread=thread)
    assert said.body == f"Merci @{nobody}, c'est juste."
    assert Proposal.objects.filter(author_label=nobody).exists()
    assert tables_holding(CANARY) == set()


def test_another_of_the_same_name_is_still_called(world, person, offer) -> None:
    make_user("autre@example.org", NAME)
    thread = start(offer, person)
    reply(author=world.cast.publisher, thread=thread, body=f"Merci @{NAME} !")
    erase_account(user=person, by="self")
    assert Post.objects.get(author=world.cast.publisher, thread=thread).body == f"Merci @{NAME} !"


def test_attribution_stays_under_the_words_of_the_licence(world, person, offer) -> None:
    proposal = propose(offer, person, fee_detail="9 € par jour")
    erase_account(user=person, by="self")
    proposal.refresh_from_db()
    assert (proposal.author, proposal.author_label) == (None, public_name(None))
    assert proposal.changes["fee_detail"] == "9 € par jour"
