from django.urls import path

from search import views
from search.suggesting.views import suggestions
from search.unmet import views as unmet
from search.unmet import views_animators as animators

app_name = "search"

urlpatterns = [
    path("recherche/", views.entry, name="results"),
    path("recherche/", views.entry, name="ask"),
    path("recherche/lieux/", views.places, name="places"),
    path("recherche/il-manque/", unmet.missing, name="missing"),
    path("recherche/il-manque/merci/", unmet.missing_thanks, name="missing_thanks"),
    path("besoins/sans-reponse/", unmet.unmet, name="unmet"),
    path("besoins/sans-reponse.csv", unmet.unmet_csv, name="unmet_csv"),
    path("moderation/ce-qui-manque/", animators.told, name="told"),
    path(
        "moderation/ce-qui-manque/phrases/<int:pk>/effacer/",
        animators.sentence_taken_away,
        name="sentence_taken_away",
    ),
    path(
        "moderation/ce-qui-manque/messages/<int:pk>/effacer/",
        animators.text_taken_away,
        name="text_taken_away",
    ),
    path("recherche/suggestions/", suggestions, name="suggestions"),
]
