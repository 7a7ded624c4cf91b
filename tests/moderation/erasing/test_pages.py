"""The pages of those who act: an animator hides, an administrator asks, oversight answers."""

import pytest
from django.urls import reverse

from moderation.erasing.services import hide_text
from moderation.erasing.subjects import of_page, of_proposal, the_site
from moderation.models import Hiding, Redaction
from offers.models import OfferPage
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.contributions.making import propose
from tests.moderation.erasing.conftest import NAME
from tests.moderation.erasing.making import age, make_overseer

pytestmark = pytest.mark.django_db

LIST = reverse("moderation:hidden")


def address(offer: OfferPage) -> str:
    return reverse("moderation:hide", args=["offres", offer.public_id])


def said(**more: str) -> dict[str, str]:
    return {"passages": NAME, "reason": "on_request", "instead": "", **more}


@pytest.fixture
def hiding(named_offer, cast) -> Hiding:
    return hide_text(
        subject=of_page(named_offer), passages=NAME, reason="on_request", by=cast.animator
    )


def act(hiding: Hiding, name: str) -> str:
    return reverse(f"moderation:hiding-{name}", args=[hiding.uuid])


def test_an_animator_sees_where_it_stands_then_hides_it(client, named_offer, cast) -> None:
    client.force_login(cast.animator)
    form = client.get(address(named_offer)).content.decode()
    assert "peuvent pas être repris" in form
    looked = client.post(address(named_offer), said()).content.decode()
    assert NAME in looked
    assert "anciennes versions" in looked
    assert not Hiding.objects.exists()
    done = client.post(address(named_offer), said(hide="1"))
    hiding = Hiding.objects.get()
    assert done.url == hiding.get_absolute_url()
    page = client.get(done.url).content.decode()
    assert "Remettre ce texte" in page
    assert NAME in page


def test_what_stands_nowhere_keeps_what_was_typed(client, named_offer, cast) -> None:
    client.force_login(cast.animator)
    for sent in ({}, {"hide": "1"}):
        answer = client.post(address(named_offer), said(passages="Autre personne", **sent))
        assert answer.status_code == 409
        assert "Autre personne" in answer.content.decode()
    assert not Hiding.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"passages": ""},
        {"passages": "x" * 6000, "hide": "1"},
        {"passages": "\x00"},
        {"reason": "because"},
        {"reason": ""},
        {"instead": "x" * 201},
        {"passages": "de", "hide": "1"},
        {"instead": NAME, "hide": "1"},
    ],
)
def test_bad_input_changes_nothing(client, named_offer, cast, wrong) -> None:
    client.force_login(cast.animator)
    assert client.post(address(named_offer), said(**wrong)).status_code == 422
    assert not Hiding.objects.exists()


def test_a_page_that_cannot_stand_says_what_to_do(client, named_offer, cast) -> None:
    client.force_login(cast.animator)
    answer = client.post(address(named_offer), said(passages=named_offer.title, hide="1"))
    assert answer.status_code == 422
    assert "dites plus bas ce qui le remplace" in answer.content.decode()


def test_the_way_there_is_in_the_history_for_animators_only(client, named_offer, cast) -> None:
    history = reverse("contributions:history", args=["offres", named_offer.public_id])
    assert address(named_offer) not in client.get(history).content.decode()
    client.force_login(cast.outsider)
    assert address(named_offer) not in client.get(history).content.decode()
    client.force_login(cast.animator)
    assert address(named_offer) in client.get(history).content.decode()


def test_text_of_a_new_offer_is_hidden_from_its_proposal(client, named_offer, cast) -> None:
    proposal = propose(named_offer, cast.outsider, summary=f"Demandez {NAME} à l'accueil.")
    where = reverse("moderation:hide-proposal", args=[proposal.uuid])
    assert of_proposal(proposal).url.endswith(f"{proposal.uuid}/")
    client.force_login(cast.animator)
    client.post(where, said(hide="1"))
    proposal.refresh_from_db()
    named_offer.refresh_from_db()
    assert NAME not in proposal.summary
    assert named_offer.contact_name == NAME


def test_it_is_put_back(client, hiding, named_offer, cast) -> None:
    client.force_login(cast.animator)
    client.post(act(hiding, "show"))
    named_offer.refresh_from_db()
    assert named_offer.contact_name == NAME
    assert client.post(act(hiding, "show")).status_code == 409


def test_asked_then_confirmed(client, hiding, cast) -> None:
    client.force_login(cast.administrator)
    asked = {"basis": "erasure", "note": "Elle l'a écrit.", "understood": "on"}
    client.post(act(hiding, "ask"), asked)
    assert Redaction.objects.get().state == Redaction.State.ASKED
    assert client.post(act(hiding, "confirm"), {"understood": "on"}).status_code == 403
    age(hiding, days=8)
    client.force_login(make_overseer())
    assert "Elle l&#x27;a écrit." in client.get(hiding.get_absolute_url()).content.decode()
    assert f"n° {hiding.number}" in client.get(LIST).content.decode()
    assert client.post(act(hiding, "confirm"), {}).status_code == 422
    client.post(act(hiding, "confirm"), {"understood": "on"})
    hiding.refresh_from_db()
    assert hiding.state == Hiding.State.ERASED
    page = client.get(hiding.get_absolute_url()).content.decode()
    assert "rien n’en est conservé" in page
    assert NAME not in page


def test_asked_then_refused(client, hiding, cast) -> None:
    client.force_login(cast.administrator)
    client.post(act(hiding, "ask"), {"basis": "court", "note": "Arrêt.", "understood": "on"})
    client.force_login(make_overseer())
    assert client.post(act(hiding, "refuse"), {"why": " "}).status_code == 422
    client.post(act(hiding, "refuse"), {"why": "L'arrêt vise une autre page."})
    assert Redaction.objects.get().state == Redaction.State.REFUSED


def test_asked_then_given_up(client, hiding, cast) -> None:
    client.force_login(cast.administrator)
    client.post(act(hiding, "ask"), {"basis": "court", "note": "Arrêt.", "understood": "on"})
    client.post(act(hiding, "give-up"))
    assert Redaction.objects.get().state == Redaction.State.GIVEN_UP


@pytest.mark.parametrize(
    "wrong", [{"basis": ""}, {"note": ""}, {"understood": ""}, {"note": "x" * 1001}]
)
def test_a_request_that_is_not_whole_changes_nothing(client, hiding, cast, wrong) -> None:
    client.force_login(cast.administrator)
    asked = {"basis": "erasure", "note": "Elle l'a écrit.", "understood": "on", **wrong}
    assert client.post(act(hiding, "ask"), asked).status_code == 422
    assert not Redaction.objects.exists()


def test_the_list_costs_the_same_whatever_its_length(
    client, hiding, cast, django_assert_max_num_queries
) -> None:
    client.force_login(cast.animator)
    client.get(LIST)
    with django_assert_max_num_queries(30) as few:
        client.get(LIST)
    Hiding.objects.bulk_create(
        Hiding(
            target_kind=hiding.target_kind,
            target_id=hiding.target_id,
            territory=hiding.territory,
            reason="insult",
            hidden_by_label="Awa",
        )
        for _number in range(20)
    )
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(LIST)


def test_what_left_the_whole_site_is_read_by_those_who_could_hide_it(
    client, named_offer, cast
) -> None:
    """An animator of the country answers for its pages, and hides nothing everywhere at once."""
    country = Territory.objects.get(uid="fr")
    role = MemberRole.Role.ANIMATOR
    grant_role(user=cast.other_animator, role=role, territory=country)
    hiding = hide_text(
        subject=the_site(), passages=NAME, reason="on_request", by=cast.administrator
    )
    client.force_login(cast.other_animator)
    assert client.get(hiding.get_absolute_url()).status_code == 404
    assert NAME not in client.get(LIST).content.decode()
    client.force_login(cast.administrator)
    assert NAME in client.get(hiding.get_absolute_url()).content.decode()


def test_what_cannot_be_unsealed_breaks_no_page(client, hiding, cast) -> None:
    client.force_login(cast.administrator)
    client.post(
        act(hiding, "ask"), {"basis": "erasure", "note": "Elle l'a écrit.", "understood": "1"}
    )
    Redaction.objects.update(note="sealed under a key that is lost")
    Hiding.objects.update(passages="sealed under a key that is lost")
    assert client.get(hiding.get_absolute_url()).status_code == 200
    hiding.places.update(taken="sealed under a key that is lost")
    assert client.post(act(hiding, "show")).status_code == 409
