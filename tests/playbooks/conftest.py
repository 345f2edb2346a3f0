"""The shipped library, read once: reading is slow and nothing changes it."""

import pytest

from playbooks.loader import Library, load_library


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()
