"""A shop's folder for the tests of checks: files from texts, loaded, looked at, and what was found."""

from zoneinfo import ZoneInfo

from playbooks.checks import Finding, Served, check, say
from playbooks.facts import ShopFacts
from playbooks.loader import Loaded, load

SERVED = Served(("en",), ShopFacts("Noordlicht", ZoneInfo("UTC")))


def loaded_from(tmp_path, **files: str) -> Loaded:
    """Load what ships with these files over it; a file without a name or summary is given its own."""
    tmp_path.mkdir(exist_ok=True)
    for name, content in files.items():
        head = "" if content.startswith(("extend:", "name:")) else f"name: {name}\nsummary: Ours.\n"
        (tmp_path / f"{name}.yaml").write_text(head + content, encoding="utf-8")
    return load(tmp_path)


def findings_on(loaded: Loaded, *names: str, served: Served = SERVED) -> list[Finding]:
    """Check, and keep what is about these."""
    return [finding for finding in check(loaded, served) if finding.playbook in names]


def said_on(loaded: Loaded, *names: str, served: Served = SERVED) -> list[str]:
    """The same as levels and sentences."""
    return [f"{finding.level} {say(finding, loaded)}" for finding in findings_on(loaded, *names, served=served)]
