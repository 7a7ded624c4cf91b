"""What any record of a service is asked before it goes anywhere."""

from contributions.imports.batches import refuse
from contributions.imports.context import Context
from contributions.imports.placing import outside
from contributions.imports.report import refusal
from offers.exchange.records import Problem, RefusedRow, ServiceRecord
from offers.publishing import home_of
from territories.models import Territory


def is_allowed(record: ServiceRecord, context: Context, *homes: Territory) -> bool:
    """Inside the territory of its source, where it is as where it would be."""
    home = home_of(record.fields, country=context.country, known=context.known)
    problem = outside(context.writable(record.source), *homes, home)
    if problem is not None:
        refuse(refused(record, problem), context)
    return problem is None


def structure_key(record: ServiceRecord) -> tuple[str, str]:
    """Under which the run knows its structure."""
    return record.source, record.structure_id


def refused(record: ServiceRecord, *problems: Problem) -> RefusedRow:
    """The refusal of a record that was read, but that cannot be written here."""
    return refusal(record, *problems, kind="services", number=record.row)
