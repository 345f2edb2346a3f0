"""Reads the whole library as a careful colleague would, and says what its author did not mean."""

from playbooks.checks.finding import ERROR, WARNING, Finding, Served, say
from playbooks.checks.languages import missing_texts
from playbooks.checks.length import too_long
from playbooks.checks.promises import unbacked_promises
from playbooks.checks.reach import unreachable
from playbooks.checks.ties import ties
from playbooks.loader import Loaded

__all__ = ["ERROR", "WARNING", "Finding", "Served", "check", "say"]


def check(loaded: Loaded, served: Served) -> tuple[Finding, ...]:
    """Look at everything, errors first, each playbook's findings in the order of its file."""
    found = {
        *unreachable(loaded, served),
        *ties(loaded),
        *missing_texts(loaded, served),
        *unbacked_promises(loaded),
        *too_long(loaded),
    }
    return tuple(
        sorted(
            found,
            key=lambda finding: (finding.level != ERROR, finding.playbook, _line(loaded, finding), finding.sentence),
        )
    )


def _line(loaded: Loaded, finding: Finding) -> int:
    return loaded.documents[finding.playbook].line(*finding.at) or 0
