"""How hard a French text is to read."""

from moderation.checks.readability import reading_ease

PLAIN = (
    "Vous venez le lundi. On boit un café. On parle de vous. On cherche un toit. "
    "Vous avez un lit pour la nuit. Le repas est chaud. Un ami peut venir. Tout est gratuit. "
    "On vous aide à lire vos papiers. Vous revenez quand vous voulez."
)
HARD = (
    "L'accompagnement socioprofessionnel individualisé des bénéficiaires préalablement "
    "identifiés par les organismes prescripteurs conventionnés s'inscrit dans une démarche "
    "partenariale d'appropriation progressive des dispositifs institutionnels de remobilisation, "
    "conformément aux orientations pluriannuelles contractualisées par les collectivités "
    "territoriales compétentes en matière d'insertion, sous réserve d'une évaluation "
    "multidimensionnelle des problématiques périphériques rencontrées."
)


def test_plain_words_read_more_easily() -> None:
    plain, hard = reading_ease(PLAIN), reading_ease(HARD)
    assert plain is not None
    assert hard is not None
    assert plain > 70
    assert hard < 30


def test_of_a_few_words_nothing_is_said() -> None:
    assert reading_ease("Ouvert le lundi.") is None
    assert reading_ease("") is None
    assert reading_ease("... !!! " * 100) is None
