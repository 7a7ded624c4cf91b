from django.urls import path

from search import views
from search.suggesting.views import suggestions

app_name = "search"

urlpatterns = [
    path("recherche/", views.entry, name="results"),
    path("recherche/", views.entry, name="ask"),
    path("recherche/lieux/", views.places, name="places"),
    path("recherche/suggestions/", suggestions, name="suggestions"),
]
