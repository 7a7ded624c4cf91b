"""Which rows are open at a moment, by their validated hours."""

from datetime import datetime

import numpy as np

from search.columns.table import Columns
from search.engines.base import Booleans


def open_rows(columns: Columns, at: datetime) -> Booleans:
    return np.zeros(len(columns.alive), np.bool_)
