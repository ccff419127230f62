from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Audit:
    as_written: Decimal | None
    findings: tuple[object, ...]
