"""What was understood of a file, for whoever must trust it: said before anything else in the report."""

from dataclasses import dataclass, field

from bot.shop.dates import Dates


@dataclass(slots=True)
class Understood:
    """How a file was read. Dates and currencies are known when it was gone through."""

    format: str
    encoding: str
    dates: Dates
    separator: str = ""
    decimal_mark: str = ""
    currencies: set[str] = field(default_factory=set)

    def sentences(self) -> list[str]:
        """Say it in a line or two."""
        how = [self.format, self.encoding]
        if self.separator:
            how.append(f"{self.separator} between cells")
        if self.decimal_mark:
            how.append(f"decimal {'comma' if self.decimal_mark == ',' else 'point'}")
        if self.currencies:
            how.append(f"sums in {', '.join(sorted(self.currencies))}")
        said = [f"read as: {', '.join(how)}"]
        if self.dates.forms:
            zone = f"; times without an offset are {self.dates.zone}" if self.dates.without_offset else ""
            said.append(f"dates: {', '.join(sorted(self.dates.forms))}{zone}")
        return said
