"""Teaches spaCy the code `fy`: West Frisian, which it lacks, split into words by the Dutch rules."""

from spacy.lang.nl import DutchDefaults
from spacy.language import Language
from spacy.util import registry


@registry.languages("fy")
class Frisian(Language):  # type: ignore[no-untyped-call]  # spaCy leaves __init_subclass__ unannotated
    """West Frisian; writes contractions with an apostrophe in front ('t, 'k), as Dutch does."""

    lang = "fy"
    Defaults = DutchDefaults
