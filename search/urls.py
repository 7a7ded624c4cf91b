from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("recherche/", views.entry, name="results"),
    path("recherche/", views.entry, name="ask"),
    path("recherche/lieux/", views.places, name="places"),
]
