"""How expressions change: one validation, one row of history. What is accepted counts at once in
the search, which compares the history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.audit import record
from offers import normalise
from offers.models import Expression, Need
from offers.need_pages import as_typed, keeping_country
from offers.normalise import Refused
from offers.saying import Saying
from offers.validation import InvalidFields

# Of those that came by a proposal.
CONTRIBUTED = "contribution"


_LABELS = {
    "text": gettext_lazy("what people say"),
    "need": gettext_lazy("the need it speaks of"),
    "also": gettext_lazy("other needs it may speak of"),
    "language": gettext_lazy("language"),
}


@dataclass(frozen=True, slots=True)
class ExpressionField:
    name: str
    kind: Literal["scalar", "set"] = "scalar"

    @property
    def label(self) -> str:
        return str(_LABELS[self.name])


EXPRESSION_FIELDS = {
    "text": ExpressionField("text"),
    "need": ExpressionField("need"),
    "also": ExpressionField("also", "set"),
    "language": ExpressionField("language"),
}
_EMPTY: dict[str, Any] = {"text": "", "need": None, "also": [], "language": "fr"}

_CODE = normalise.line(longest=120)
_READERS: dict[str, Callable[[Any], Any]] = {
    "text": normalise.line(shortest=2, longest=500),
    "need": lambda value: _CODE(value) or None,
    "also": normalise.strings(most=5, longest=120),
    "language": normalise.line(shortest=2, longest=10),
}


def empty_expression() -> dict[str, Any]:
    return {**_EMPTY, "also": []}


def expression_snapshot(expression: Expression) -> dict[str, Any]:
    """Its fields as JSON-ready values; needs as their codes."""
    return {
        "text": as_typed(_READERS["text"], expression.text),
        "need": expression.need.code if expression.need else None,
        "also": sorted(expression.also.values_list("code", flat=True)) if expression.pk else [],
        "language": expression.language,
    }


def check_expression(current: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """All fields as they would be after the changes. Writes nothing. Raises InvalidFields."""
    merged = {**empty_expression(), **{n: current[n] for n in EXPRESSION_FIELDS if n in current}}
    errors = {
        name: [_("This field cannot be changed here.")] for name in changes if name not in merged
    }
    for name in merged.keys() & changes.keys():
        try:
            merged[name] = _READERS[name](changes[name])
        except Refused as refusal:
            errors[name] = [str(refusal)]
    if not errors:
        errors = _unknown(merged)
    if errors:
        raise InvalidFields(errors)
    return merged


def _unknown(merged: Mapping[str, Any]) -> dict[str, list[str]]:
    errors = {}
    asked = {*merged["also"], *([merged["need"]] if merged["need"] else [])}
    leaves = Need.objects.current().leaves().filter(code__in=asked)
    missing = asked - set(leaves.values_list("code", flat=True))
    for name in ("need", "also"):
        value = merged[name]
        for code in value if isinstance(value, list) else [value]:
            if code in missing:
                errors[name] = [_("%(code)s is not a known need.") % {"code": code}]
    if merged["need"] in merged["also"]:
        errors["also"] = [_("This need is the first one already.")]
    if merged["also"] and not merged["need"]:
        errors["need"] = [_("Say first which need this speaks of most.")]
    return errors


def clashes(expression: Expression | None, fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Why these fields cannot stand beside what is there: the same phrase, for the same need."""
    same = Expression.objects.filter(
        need__code=fields["need"], text=fields["text"], language=fields["language"]
    )
    if expression is not None and expression.pk is not None:
        same = same.exclude(pk=expression.pk)
    other = same.first()
    if other is None:
        return {}
    if other.status == Expression.Status.ACCEPTED:
        return {"text": [_("This phrase is there already, for the same need.")]}
    return {"text": [_("This phrase is there, but not in use: propose to bring it back.")]}


def lock_expression(pk: int) -> Expression:
    return Expression.objects.select_for_update().get(pk=pk)


@transaction.atomic
def create_expression(
    *, fields: Mapping[str, Any], action: str, **said: Unpack[Saying]
) -> Expression:
    """Add an accepted expression. Raises InvalidFields; then nothing is written."""
    merged = check_expression({}, {**empty_expression(), **fields})
    expression = Expression(status=Expression.Status.ACCEPTED, origin=CONTRIBUTED)
    _write(expression, merged, action, said)
    return expression


@transaction.atomic
def publish_expression(
    *, expression: Expression, fields: Mapping[str, Any], action: str, **said: Unpack[Saying]
) -> Expression:
    """Change an expression. Raises InvalidFields; then nothing is written."""
    live = lock_expression(expression.pk)
    _write(live, check_expression(expression_snapshot(live), fields), action, said)
    return live


@transaction.atomic
def set_status(
    *, expression: Expression, status: str, action: str, **said: Unpack[Saying]
) -> Expression:
    """Retire an expression, or put it to use (again). Permissions are the caller's."""
    live = lock_expression(expression.pk)
    live.status = Expression.Status(status)
    live.save_because(action, by=said["author"])
    _audit(live, action, said, ["status"])
    return live


def _write(expression: Expression, merged: Mapping[str, Any], action: str, said: Saying) -> None:
    problems = clashes(expression, merged)
    if problems:
        raise InvalidFields(problems)
    needs = {need.code: need for need in Need.objects.filter(code__in=_codes(merged))}
    expression.text, expression.language = merged["text"], merged["language"]
    expression.need = needs[merged["need"]] if merged["need"] else None
    try:
        with transaction.atomic():
            expression.save_because(action, by=said["author"])
    except IntegrityError:
        # Somebody else put it there at the same time.
        raise InvalidFields(clashes(expression, merged)) from None
    expression.also.set(needs[code] for code in merged["also"])
    _audit(expression, action, said, sorted(merged))


def _codes(merged: Mapping[str, Any]) -> list[str]:
    return [*merged["also"], *([merged["need"]] if merged["need"] else [])]


def _audit(expression: Expression, action: str, said: Saying, fields: list[str]) -> None:
    record(
        actor=said["accepted_by"] or said["author"],
        action=action,
        subject=expression,
        territory=keeping_country(),
        data={"fields": fields, **said["data"]},
    )
