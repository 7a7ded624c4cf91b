"""What every page is told beside its own content."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, bool]:
    """Reads settings only: public pages stay the same for everyone."""
    return {"DEMO": settings.DEMO}
