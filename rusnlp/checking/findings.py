"""What a check of a codebook has to say: one finding, one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a codebook that its author should look at."""

    kind: str
    """What sort of thing it is, one word for all such findings: `example-not-found`."""
    severity: str
    """error (a promise is broken, or the codebook cannot be used), warning (most likely a mistake) or note."""
    code: str
    """Empty when it concerns the whole codebook."""
    field: str
    item: str
    """The example, pattern or word in question; empty when it is the whole field."""
    problem: str
    advice: str
    """What to do next."""

    def line(self) -> str:
        """The finding in one line: severity, code, field and item, problem, next step."""
        item = f" '{self.item}'" if self.item else ""
        return f"{self.severity}: {self.code or 'codebook'}, {self.field}{item}: {self.problem}; {self.advice}"


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """The findings as a table, a row each; all columns also when there are none."""
    import pandas as pd

    columns = [field.name for field in fields(Finding)]
    return pd.DataFrame([astuple(finding) for finding in findings], columns=columns, dtype=object)
