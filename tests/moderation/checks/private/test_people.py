"""People named in French sentences."""

import pytest

from moderation.checks.private.people import people_in


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in people_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Demandez Mme Belkacem.", "Belkacem"),
        ("Le bureau de M. Le Goff est ouvert.", "Le Goff"),
        ("Appelez Nadia.", "Nadia"),
        ("Fatou Diallo raconte.", "Fatou Diallo"),
        ("Contact : Ewa Nowakowska", "Ewa Nowakowska"),
        ("Écrivez à lea.martin@asso.example", "lea.martin@asso.example"),
        ("Écrivez à garage12@gmail.com", "garage12@gmail.com"),
        ("Au 06 39 98 12 34, le soir.", "06 39 98 12 34"),
        ("Née le 14/03/1987.", "Née le 14/03/1987"),
        ("IBAN FR76 3000 4000 0312 3456 7890 143", "FR76 3000 4000 0312 3456 7890 143"),
    ],
)
def test_somebody_is_found_where_they_stand(text, found) -> None:
    assert found in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Madame, Monsieur, bonjour.",
        "Monsieur le maire le sait.",
        "Au centre social Simone Veil.",
        "Rue du Docteur Jean Dupont.",
        "La médiathèque municipale Jacques Brel prête des livres.",
        "Un bus part de Saint-Martin vers Florence.",
        "Écrivez à accueil@foyer.example ou au 05 36 49 00 12.",
        "Appelez le 115, le 3919 ou le 0 800 05 95 95.",
        "Ouvert du 3 janvier au 20 décembre 2026.",
    ],
)
def test_places_and_houses_are_nobody(text) -> None:
    assert said(text) == []
