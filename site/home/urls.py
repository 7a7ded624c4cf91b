from django.urls import path

from home import views

app_name = "home"

urlpatterns = [
    path("composants/", views.style, name="style"),
    path("mon-espace/", views.me, name="me"),
    path("mon-espace/avis/lus/", views.notices_read, name="notices_read"),
    path("mon-espace/avis/<int:pk>/lu/", views.notice_read, name="notice_read"),
]
