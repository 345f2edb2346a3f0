"""What is usual in this shop, as it was last measured; thinking reads it, the clock renews it."""

from dataclasses import dataclass, field
from datetime import datetime

from classifier.history.orders import ShopStatistics
from classifier.priority import PriorityRules
from playbooks.records import Records


@dataclass(slots=True)
class Measures:
    """The shop's figures, and whether its waits are fair. Replaced whole, so that a reader in a thread sees one or the other."""

    statistics: ShopStatistics
    measured_at: datetime
    fair: bool = True
    records: Records = field(default_factory=dict)  # what became of the wordings of replies

    def rules(self, usual: PriorityRules) -> PriorityRules:
        """Leave value out of priority while the poorest fifth waits too long (desk.md)."""
        return usual if self.fair else usual.without_value()
