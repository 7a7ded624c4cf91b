"""The names we read: those of data·inclusion v1, and a few for what it has no column for."""

from offers.exchange.rows import Kind

_SHARED = (
    "source",
    "id",
    "nom",
    "description",
    "date_maj",
    "lien_source",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "longitude",
    "latitude",
    "telephone",
    "courriel",
    "site_web",
    "horaires_accueil",
    "accessibilite_lieu",
)
_STRUCTURES = (*_SHARED, "siret", "reseaux_porteurs", "typologie")
_SERVICES = (
    *_SHARED,
    "structure_id",
    "resume",
    "type",
    "thematiques",
    "frais",
    "frais_precisions",
    "publics",
    "publics_precisions",
    "conditions_acces",
    "deroulement",
    "justificatifs",
    "modes_accueil",
    "zone_eligibilite",
    "zone_type",
    "contact_nom_prenom",
    "lien_mobilisation",
    "modes_mobilisation",
    "mobilisable_par",
    "mobilisation_precisions",
    "modes_orientation_beneficiaire",
    "modes_orientation_accompagnateur",
    "volume_horaire_hebdomadaire",
    "nombre_semaines",
    "age_min",
    "age_max",
    "langues",
)
COLUMNS: dict[Kind, tuple[str, ...]] = {"structures": _STRUCTURES, "services": _SERVICES}
REQUIRED: dict[Kind, tuple[str, ...]] = {
    "structures": ("source", "id", "nom", "date_maj"),
    "services": ("source", "structure_id", "id", "nom", "description", "date_maj"),
}
LISTS = frozenset(
    {
        "type",
        "thematiques",
        "frais",
        "publics",
        "modes_accueil",
        "zone_eligibilite",
        "modes_mobilisation",
        "mobilisable_par",
        "modes_orientation_beneficiaire",
        "modes_orientation_accompagnateur",
        "justificatifs",
        "langues",
        "reseaux_porteurs",
    }
)
