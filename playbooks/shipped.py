"""Customer texts that ship beside the library: by name, in six languages, as the shop addresses people."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playbooks.address import Address
from playbooks.errors import PlaybookError
from playbooks.fragments import FALLBACK, FragmentTexts, Variant, read_fragment
from playbooks.yamlfile import read_yaml


@cache
def shipped_texts(file: Path) -> Mapping[str, FragmentTexts]:
    """Read such a file once; what is wrong in it is said by its name."""
    try:
        return {name: read_fragment(texts) for name, texts in read_yaml(file).items()}
    except ValueError as error:
        raise PlaybookError([f"{file.name}: {error}"]) from error


def shipped_wording(texts: FragmentTexts, lang: str, *, formal: bool) -> tuple[Variant, str]:
    """Choose the wording in a language, else in English, and say in which language it is."""
    code = lang if lang in texts else FALLBACK
    address: Address = "formal" if formal else "plain"
    return next(one for one in texts[code]["warm"] if one.address in (None, address)), code
