"""Street addresses in French sentences."""

import pytest

from moderation.checks.private.streets import streets_in


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in streets_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sonnez au 12 bis, rue des Lilas.", "12 bis, rue des Lilas"),
        ("C'est 9 RUE DU GENERAL DE GAULLE", "9 RUE DU GENERAL DE GAULLE"),
        ("Venez 18 Grande Rue.", "18 Grande Rue"),
        ("Au 2 place de l’église.", "2 place de l’église"),
        ("Le 151 place du 8 mai 1945", "151 place du 8"),
        ("Passez avenue du Maréchal-Foch.", "avenue du Maréchal-Foch"),
        ("8 rue des 3 frères", "8 rue des 3"),
        ("Le point 44.35120, 2.57400 suffit.", "44.35120, 2.57400"),
        ("Bâtiment B, deuxième porte.", "Bâtiment B"),
    ],
)
def test_an_address_is_found_where_it_stands(text, found) -> None:
    assert said(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rue",
        "12 rue",
        "Dormir à la rue, sans rien.",
        "La CAF, 9 rue de Bruxelles, vous reçoit.",
        "12 places en route vers l'emploi",
        "Un cours de Cuisine, 3 places.",
        "Code 2024 de l'action sociale",
    ],
)
def test_what_only_looks_like_one_is_none(text) -> None:
    assert said(text) == []


def test_a_town_hall_hides_no_address_of_ours() -> None:
    assert said("La mairie aide. Notre foyer est au 4 rue Neuve.") == ["4 rue Neuve"]
    assert said("Derrière la mairie, au 4 rue Neuve.") == ["4 rue Neuve"]
    assert said("À la mairie, 4 rue Neuve.") == []
