"""How the words of a diff are drawn, and which of its two views the address asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.diff_folding import Stretch, fold
from contributions.diff_marks import Piece, pieces
from contributions.diff_words import Segment, Segments
from offers.markup import filled, joined

register = template.Library()

SIDES = "cote-a-cote"


@register.filter
def words(segments: Iterable[Segment]) -> str:
    """Added and removed words in <ins> and <del>, said to a screen reader, all escaped."""
    return joined(_said(segment) for segment in segments if segment.text)


@register.filter
def folded(segments: Segments) -> str:
    """As `words`, the middle of what stays closed until asked for."""
    return joined(_closed(part) if part.hidden else _said(part.segment) for part in fold(segments))


@register.filter
def seen(text: str) -> str:
    """A text with what is not seen in it made visible, escaped."""
    return _drawn(pieces(text))


@dataclass(frozen=True, slots=True)
class View:
    """How the diffs of a page are read; a page that answers a form cannot be asked for again."""

    is_sides: bool = False
    can_switch: bool = False


@register.simple_tag(takes_context=True)
def diff_view(context: template.Context) -> View:
    """Words in their line, unless the address asks for both sides."""
    request = getattr(context, "request", None)
    if request is None:
        return View()
    return View(
        is_sides=request.GET.get("vue") == SIDES,
        can_switch=request.method in {"GET", "HEAD"},
    )


def _said(segment: Segment) -> str:
    said = {"insert": ("ins", _("Added:")), "delete": ("del", _("Removed:"))}
    if segment.kind in said:
        return _changed(*said[segment.kind], segment)
    return _drawn(segment.pieces)


def _closed(part: Stretch) -> str:
    label = ngettext("%(count)d unchanged word", "%(count)d unchanged words", part.hidden)
    return filled(
        '<details class="diff__fold"><summary aria-label="{label}">…</summary>{text}</details>',
        label=label % {"count": part.hidden},
        text=_drawn(part.segment.pieces),
    )


def _changed(tag: str, said: str, segment: Segment) -> str:
    return filled(
        '<{tag}><span class="visually-hidden">{said} </span>{text}</{tag}>',
        tag=tag,
        said=said,
        text=_drawn(segment.pieces),
    )


def _drawn(found: Iterable[Piece]) -> str:
    return joined(
        filled('<span class="diff__mark" title="{}">{}</span>', piece.name, piece.mark)
        if piece.mark
        else piece.text
        for piece in found
    )
