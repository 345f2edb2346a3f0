"""A playbook that somebody begins with `triage playbooks new`."""

from dataclasses import replace

import pytest
from checked import SERVED, findings_on

from playbooks.errors import PlaybookError
from playbooks.loader import load
from playbooks.skeleton import LANGUAGES, write_skeleton


def write(folder, name="gift_card", languages=("en",)):
    return write_skeleton(name, folder, load(folder) if folder.is_dir() else load(), languages)


@pytest.mark.parametrize("languages", [("en",), ("ru", "fy"), LANGUAGES])
def test_it_loads_and_nothing_is_said_about_it(tmp_path, languages):
    """Also where its author has not written a word yet."""
    write(tmp_path, languages=languages)
    loaded = load(tmp_path)

    assert findings_on(loaded, "gift_card", served=replace(SERVED, languages=languages)) == []
    assert set(loaded.library["gift_card"].substance) == set(languages)


def test_it_asks_the_right_questions(tmp_path):
    """One for each part of a playbook."""
    asked = [line for line in write(tmp_path).read_text(encoding="utf-8").splitlines() if line.endswith("?")]

    assert len(asked) >= 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Gift Card", "'Gift Card' is not a name; write small letters"),
        ("../gift", "'../gift' is not a name"),
        *(
            (word, f"'{word}' is not a name, since YAML")
            for word in ("no", "yes", "on", "off", "true", "false", "null")
        ),
        ("praise", "'praise' ships with Triage; choose another name, or change it by a file with `extend: praise`"),
    ],
)
def test_a_bad_name_is_refused(tmp_path, name, said):
    """And nothing is written."""
    with pytest.raises(PlaybookError) as error:
        write(tmp_path, name)

    assert said in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    """Neither a playbook of that name in another file, nor a file that holds something else."""
    write(tmp_path)
    (tmp_path / "gift_card.yaml").rename(tmp_path / "other.yaml")
    with pytest.raises(PlaybookError, match=r"stands in .* already; choose another name"):
        write(tmp_path)

    (tmp_path / "wrap.yaml").write_text("name: praise\noff: true\n")
    with pytest.raises(PlaybookError, match=r"wrap\.yaml: is there already"):
        write(tmp_path, "wrap")
    assert (tmp_path / "wrap.yaml").read_text() == "name: praise\noff: true\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """Not there, or not ours."""
    with pytest.raises(PlaybookError, match="gone: is not a folder; make it"):
        write(tmp_path / "gone")
    (tmp_path / "gift_card.yaml").mkdir()
    with pytest.raises(PlaybookError, match=r"gift_card\.yaml: is there already"):
        write(tmp_path)


def test_a_language_without_texts_is_refused(tmp_path):
    """Rather than a half-written file."""
    with pytest.raises(PlaybookError, match="'de' is no language that we have texts in"):
        write(tmp_path, languages=("en", "de"))
