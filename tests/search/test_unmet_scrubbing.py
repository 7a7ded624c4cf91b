"""What could lead to a person is taken out; what only looks like it stays."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.unmet.scrubbing import TAKEN_OUT, Mark, scrub
from tests.examples import tries

SHARED = HealthCheck.function_scoped_fixture

pytestmark = pytest.mark.usefixtures("places")

TAKEN = [
    # Mail, links, names on networks
    ("écrivez-moi à lea.b@exemple.fr merci", Mark.SIGN, "lea.b"),
    ("mon mail kd12 arobase boite point com", Mark.SIGN, "kd12"),
    ("joignable sur k.d(at)boite.org", Mark.SIGN, "k.d"),
    ("mon profil https://reseau.example/moi", Mark.SIGN, "reseau"),
    ("voir www.monsite.example", Mark.SIGN, "monsite"),
    ("tout est sur atelierdupont.fr", Mark.SIGN, "atelierdupont"),
    ("suivez @lili_du_12 pour me répondre", Mark.SIGN, "lili"),
    # Numbers
    ("appelez le 06 12 34 56 78", Mark.SIGN, "12 34"),
    ("tel 0612345678 le soir", Mark.SIGN, "0612345678"),
    ("au 06.12.34.56.78 svp", Mark.SIGN, "34.56"),
    ("depuis l'étranger +33 6 12 34 56 78", Mark.SIGN, "56 78"),
    ("allocataire 7654321, pas de réponse", Mark.SIGN, "7654321"),
    ("sécu 1 85 05 78 006 084 36", Mark.SIGN, "006"),
    ("compte FR76 3000 4000 0312 3456 7890 143", Mark.SIGN, "3000"),
    ("ma voiture AB-123-CD est à la fourrière", Mark.SIGN, "AB-123"),
    ("ma voiture ab123cd ne démarre plus", Mark.SIGN, "ab123cd"),
    # Days of a life
    ("née le 12/03/1985, pas de papiers", Mark.SIGN, "1985"),
    ("né le 3 mars 1990 sans acte de naissance", Mark.SIGN, "1990"),
    ("il a disparu le 01-02-2024", Mark.SIGN, "01-02"),
    # Addresses
    ("je loge au 12 rue de la République", Mark.SIGN, "République"),
    ("12 bis rue pasteur, troisième étage", Mark.SIGN, "pasteur"),
    ("3 cours Lafayette, porte de gauche", Mark.SIGN, "Lafayette"),
    ("fuite d'eau 4 place Jean Jaurès", Mark.SIGN, "Jaurès"),
    ("j'habite rue pasteur chez ma tante", Mark.SIGN, "pasteur"),
    ("mon adresse est avenue foch", Mark.SIGN, "foch"),
    ("coupure rue Victor Hugo depuis lundi", Mark.SIGN, "Hugo"),
    ("logement 12000", Mark.SIGN, "12000"),
    # Places
    ("ferronnier à Rodez", Mark.PLACE, "Rodez"),
    ("ferronnier rodez", Mark.PLACE, "rodez"),
    ("qui répare les vitraux vers Millau", Mark.PLACE, "Millau"),
    ("VITRAUX MILLAU", Mark.PLACE, "MILLAU"),
    ("garder des poules dans l'Aveyron", Mark.PLACE, "Aveyron"),
    ("poules à villefranche-de-rouergue", Mark.PLACE, "villefranche"),
    ("atelier poterie à Lyon 3e", Mark.PLACE, "Lyon"),
    # People
    ("je m'appelle sandy et je veux chanter", Mark.NAME, "sandy"),
    ("jmappelle pas, je m'appelle Oriane Delmas", Mark.NAME, "Delmas"),
    ("mon nom est Delmas", Mark.NAME, "Delmas"),
    ("nom : delmas, dossier perdu", Mark.NAME, "delmas"),
    ("Mme Delmas ne répond plus", Mark.NAME, "Delmas"),
    ("monsieur delmas m'a renvoyé", Mark.NAME, "delmas"),
    ("M. Delmas, mon voisin", Mark.NAME, "Delmas"),
    ("Dr Delmas est parti", Mark.NAME, "Delmas"),
    ("mon fils Timéo tousse", Mark.NAME, "Timéo"),
    ("ma petite fille Ellyn pleure", Mark.NAME, "Ellyn"),
    ("pour fatima qui ne lit pas", Mark.NAME, "fatima"),
    ("Karim Benali cherche un luthier", Mark.NAME, "Benali"),
    ("le dossier de Orlane Delmas", Mark.NAME, "Orlane"),
    ("Julie MARTIN attend son chèque", Mark.NAME, "MARTIN"),
]

LEFT = [
    # Sums, ages, years, hours, small numbers
    "j'ai 34 ans et 3 enfants",
    "je gagne 1 250 euros par mois",
    "12000 euros de dettes",
    "un devis de 150 000 €",
    "la maison coûte 150 000 euros",
    "contrat de 2019 à 2024",
    "contrat 2019-2024",
    "rendez-vous le 12 mars",
    "ouvert de 9h30 à 12h",
    "35 heures par semaine, 3x8",
    "le 115 ne répond pas",
    "numéro 3919 occupé",
    "à 20 km du premier magasin",
    "formulaire 2042 perdu",
    # Streets that are none
    "je suis à la rue depuis trois mois",
    "je loge dans la rue",
    "cours de français le soir",
    "3 cours de dessin par semaine",
    "une place en crèche",
    "2 places au concert",
    "la route est longue",
    "chemin de vie",
    "logée en cité universitaire",
    # Words that are also communes or departments
    "garde d'enfants de nuit",
    "je n'ai plus le sens de rien",
    "un bus pour les courses",
    "la marche me fatigue",
    "une place en creche le lot est cassé",
    "vivre en France sans papiers",
    "le nord et le sud",
    # Bodies and rights with capitals
    "la Mission Locale est fermée",
    "les Restos du Cœur sont pleins",
    "le Secours Populaire m'a aidé",
    "ma Carte Vitale ne marche plus",
    "France Travail m'a radié",
    "la Banque Alimentaire du quartier",
    "dossier RSA refusé par la CAF",
    "BESOIN D'UN LOGEMENT VITE",
    # Titles and kin without a name
    "bonjour madame je cherche un luthier",
    "bonjour monsieur pouvez-vous m'aider",
    "ma fille veut chanter",
    "mon fils ne dort plus",
    "on m'appelle trop souvent",
    "Bonjour, je voudrais apprendre à tricoter",
]


def test_there_are_enough_of_both() -> None:
    assert len(TAKEN) + len(LEFT) >= 60
    assert len(LEFT) >= len(TAKEN) * 0.8


@pytest.mark.parametrize(("text", "mark", "gone"), TAKEN)
def test_what_leads_to_somebody_is_taken_out(text, mark, gone) -> None:
    scrubbed = scrub(text)
    assert mark in scrubbed.found
    assert gone not in scrubbed.text
    assert TAKEN_OUT in scrubbed.text


@pytest.mark.parametrize("text", LEFT)
def test_what_only_looks_like_it_is_left(text) -> None:
    assert scrub(text).text == text


def test_the_rest_of_the_sentence_stays() -> None:
    assert scrub("plus de bus le soir, 06 12 34 56 78, merci").text == (
        f"plus de bus le soir, {TAKEN_OUT}, merci"
    )


@settings(
    max_examples=tries(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=600))
def test_any_text_is_read_and_nothing_is_added(text) -> None:
    scrubbed = scrub(text)
    assert scrubbed.is_clean == (scrubbed.text == text)
    kept = iter(text)
    assert all(letter in kept for letter in scrubbed.text.replace(TAKEN_OUT, ""))


@pytest.mark.parametrize("text", ["1" * 500, "a@" * 250, "rue " * 125, "A " * 250, "12 rue " * 70])
def test_hostile_texts_are_read_at_once(text) -> None:
    assert not scrub(text).is_clean or text.startswith(("rue", "A"))
