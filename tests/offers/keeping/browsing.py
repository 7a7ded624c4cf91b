"""The pages about who keeps a structure, asked as somebody."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from offers.models import Structure

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed(client, user: User):
    client.force_login(user, backend=BACKEND)
    return client


def claim_url(structure: Structure) -> str:
    return reverse("offers:claim-structure", args=[structure.public_id])


def url(name: str, *args: Any) -> str:
    return reverse(f"offers:{name}", args=args)


def text(answer: Any) -> str:
    return answer.content.decode()
