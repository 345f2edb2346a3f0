"""No type, intent or flag is left without a playbook in any language."""

from playbook_samples import a_playbook

from playbooks.coverage import coverage
from playbooks.loader import Library, load_library


def holes(library):
    """List the labels that some language has no playbook for."""
    table = coverage(library).items()
    return [f"{name} in {lang}" for name, counts in table for lang, count in counts.items() if not count]


def test_every_label_is_reacted_to_in_every_language():
    """The table of types and languages has no hole."""
    assert holes(load_library()) == []


def test_a_language_that_a_playbook_lacks_is_a_hole():
    """A text in English alone covers English alone; steps without texts cover all."""
    speaking = a_playbook("speaking", when={"demeanour": ["angry"]}, substance={"en": "Calm."})
    acting = a_playbook("acting", when={"demeanour": ["hurried"]}, substance=None, steps=[{"do": "Be quick."}])

    table = coverage(Library((speaking, acting)))

    assert (table["demeanour:angry"]["en"], table["demeanour:angry"]["zh"]) == (1, 0)
    assert (table["demeanour:hurried"]["en"], table["demeanour:hurried"]["zh"]) == (1, 1)
    assert "demeanour:angry in zh" in holes(Library((speaking, acting)))
