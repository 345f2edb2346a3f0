"""The shipped playbooks and a shop's own over them."""

import pytest

from playbooks.errors import PlaybookError
from playbooks.loader import load_library

OWN = "name: {name}\nsummary: Ours.\nsubstance: {{en: Our text.}}\n{more}"


def write(folder, file, name, more=""):
    (folder / file).write_text(OWN.format(name=name, more=more))


def test_a_shop_replaces_adds_and_switches_off(tmp_path):
    """Laid over ours by name, from any folder below."""
    write(tmp_path, "mine.yaml", "praise")
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", "new.yml", "our_own", "when: {intent: [praise]}\n")
    (tmp_path / "off.yaml").write_text("name: hurried\noff: true\n")

    library = load_library(tmp_path)

    assert library["praise"].summary == "Ours."
    assert library["our_own"].kind == "situation"
    with pytest.raises(KeyError, match="there is no playbook 'hurried'"):
        library["hurried"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "name: hurrid\noff: true\n",
            "off.yaml, line 1: name: 'hurrid' is no shipped playbook; did you mean 'hurried'?",
        ),
        ("name: hurried\noff: yes please\n", "off.yaml, line 2: off: a switched-off playbook has only a name"),
        ("name: hurried\noff: true\nsummary: x\n", "off.yaml, line 2: off: a switched-off playbook has only a name"),
        ("name: self_harm\noff: true\n", "replace its texts instead of switching it off"),
        ("name: everyday\noff: true\n", "no playbook answers when nothing else fits"),
    ],
)
def test_switching_off_is_checked(tmp_path, content, said):
    """A slip of the pen never silences danger, and something always answers."""
    (tmp_path / "off.yaml").write_text(content)

    with pytest.raises(PlaybookError) as error:
        load_library(tmp_path)

    assert said in str(error.value)


def test_two_files_cannot_have_one_name(tmp_path):
    """Which of them would win must not depend on file names."""
    write(tmp_path, "a.yaml", "praise")
    write(tmp_path, "b.yaml", "praise")

    with pytest.raises(PlaybookError, match=r"b\.yaml, line 1: name: 'praise' is taken by a\.yaml; choose another"):
        load_library(tmp_path)


def test_the_problems_of_all_files_are_told_at_once(tmp_path):
    """One start, one list."""
    write(tmp_path, "a.yaml", "a", "follow_up: {after: soon}\n")
    write(tmp_path, "b.yaml", "b", "colour: red\n")

    with pytest.raises(PlaybookError) as error:
        load_library(tmp_path)

    assert [problem.split(":")[0] for problem in error.value.problems] == ["a.yaml, line 4", "b.yaml, line 4"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """TRIAGE_PLAYBOOKS with a typing mistake stops the start."""
    with pytest.raises(PlaybookError, match="gone: is not a folder"):
        load_library(tmp_path / "gone")


OURS = "name: self_harm\nsummary: Ours.\n"
LISTENS = "kind: danger\nwhen: {flags: {self_harm: page}}\n"
SAYS = "substance: {en: We are here.}\n"


def test_danger_may_be_answered_in_a_shops_own_words(tmp_path):
    """As long as nothing else changes."""
    (tmp_path / "own.yaml").write_text(OURS + LISTENS + "approved: true\n" + SAYS)

    assert load_library(tmp_path)["self_harm"].substance["en"]["warm"][0].text == "We are here."


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("when: {intent: [praise]}\n" + SAYS, "kind: 'situation' lets others speak before danger does"),
        ("when: {intent: [praise]}\n" + SAYS, "when: is met by less than the shipped one"),
        (LISTENS.replace("}}", "}, facts: [linked]}") + SAYS, "when: is met by less than the shipped one"),
        (LISTENS + "unless: {facts: [unlinked]}\n" + SAYS, "when: is met by less than the shipped one"),
        (LISTENS + SAYS, "approved: is true in the shipped one"),
        (LISTENS, "substance: is missing"),
        (LISTENS + SAYS + "needs: [order.tracking]\n", "needs: silences this where order.tracking is not known"),
        (LISTENS + SAYS + "promises: [return_days]\n", "promises: silences this where return_days is not known"),
    ],
)
def test_a_replacement_that_disarms_danger_is_never_in_force(tmp_path, keys, said):
    """It is refused when it is read, not only found by a check that somebody may run."""
    (tmp_path / "own.yaml").write_text(OURS + keys)

    with pytest.raises(PlaybookError) as error:
        load_library(tmp_path)

    assert said in str(error.value)


@pytest.mark.parametrize("head", ["name: mine\nsummary: Mine.\nwhen: {words: [x]}\n", "extend: angry\n"])
def test_no_playbook_of_a_shop_forbids_danger(tmp_path, head):
    """Whatever else is meant, danger is answered."""
    (tmp_path / "mine.yaml").write_text(head + "forbids: [offer, danger]\n")

    with pytest.raises(PlaybookError, match=r"forbids\[\d\]: 'danger' must never be silent; leave it out"):
        load_library(tmp_path)
