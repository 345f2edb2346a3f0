"""How a playbook is written, and what its author hears when it is written wrongly."""

from datetime import timedelta

import pytest
from playbook_samples import a_playbook

from playbooks.errors import PlaybookError
from playbooks.loader import read_playbook

EXAMPLE = """\
name: hurried
summary: The customer is against the clock. Answer first, explain later.

when:
  demeanour: {hurried: 0.6}      # axis: {type: lowest score that counts}

opening:                          # fragments; the engine composes opening, substance, offer, closing
  en: "{{ customer.first_name }}, I'm on it now."
  ru: "{{ customer.first_name }}, уже занимаюсь."
closing:
  en: "You'll hear from me by {{ answer_by | clock }}."
  ru: "Напишу вам до {{ answer_by | clock }}."

avoid: [a queue jump, "long explanations"]

steps:
  - do: Check the carrier's live status before promising a time.
  - escalate: {to: lead, after: 15m}

follow_up: {after: 2h, unless: answered}
"""


def read(tmp_path, text):
    file = tmp_path / "late.yaml"
    file.write_text(text)
    return read_playbook(file)


def test_the_example_of_the_style_guide_loads(tmp_path):
    """What a support lead copies from the documentation works as it stands."""
    playbook = read(tmp_path, EXAMPLE)

    assert playbook.kind == "demeanour"
    assert playbook.opening["en"]["firm"][0].needs == {"customer.first_name"}
    assert playbook.steps[1].escalate.after == timedelta(minutes=15)
    assert playbook.follow_up.unless == "answered"


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("after: 2h", "after: soon", "follow_up.after: 'soon' is not a delay; write a number and m, h or d, like 15m"),
        ("after: 15m", "after: 12:30", "steps[2].escalate.after: 750 is not a delay"),
        ("to: lead", "to: boss", "steps[2].escalate.to: 'boss' is not someone to escalate to"),
        ("closing:", "closng:", "'closng' is not a key here; did you mean 'closing'?"),
        ("hurried: 0.6", "hurrid: 0.6", "when.demeanour.hurrid: 'hurrid' is not a type of demeanour; did you mean"),
        ("hurried: 0.6", "hurried: yes", "when.demeanour.hurried: True is not a score"),
        ("hurried: 0.6", "hurried: 6", "6 is not a score; write a number from 0 to 1, like 0.6"),
        ("{hurried: 0.6}", "hurried", "when.demeanour: 'hurried' lists no types"),
        ("name: hurried", "name: no", "name: False is not text; YAML reads yes, no"),
        (
            "steps:\n  - do: Check the carrier's live status before promising a time.\n  - escalate: {to: lead, after: 15m}",
            "steps: {do: x}",
            "steps: {'do': 'x'} is not a list; write it like [one, two]",
        ),
        ("when:", "when:\n  languages: [en, xx]", "when.languages[2]: 'xx' is no language that messages are read in"),
        ("when:", "when:\n  languages: [de]", "when.languages[1]: 'de' is no language that messages are read in"),
        ("name: hurried", "name: 'off'", "name: 'off' is not a name, since YAML reads it as another thing"),
        ("name: hurried", "name: Late Parcel", "name: 'Late Parcel' is not a name"),
        ("name: hurried\n", "", "name: is missing"),
        ("summary: The customer is against the clock. Answer first, explain later.", "summary: 12:30", "summary: 750"),
        ("long explanations", "{{ order.colour }}", "avoid[2]: 'order.colour' is not a variable"),
        ("customer.first_name }}, I", "customer.frist_name }}, I", "did you mean 'customer.first_name'?"),
        ('answer_by | clock }}."\n  ru', 'answer_by }}."\n  ru', "closing.en: answer_by is a time; write"),
        ('en: "You', 'eng lish: "You', "closing: 'eng lish' is not a language"),
        ('en: "You\'ll hear from me by {{ answer_by | clock }}."', "short: hi", "'short' stands where a language"),
        (
            'en: "You\'ll hear from me by {{ answer_by | clock }}."',
            "en: {wram: hi}",
            "closing.en: 'wram' is not a tone",
        ),
        ('en: "You\'ll hear from me by {{ answer_by | clock }}."', "en: {plain: hi}", "write both plain and formal"),
        (
            'en: "You\'ll hear from me by {{ answer_by | clock }}."',
            "en: {warm: [a, 1]}",
            "closing.en.warm[2]: 1 is not text",
        ),
        (
            'en: "You\'ll hear from me by {{ answer_by | clock }}."',
            "en: [{text: a, needs: [latte]}]",
            "closing.en[1].needs[1]",
        ),
        ("unless: answered", "unless: tired", "follow_up.unless: 'tired' is not a reason"),
        ("after: 2h, unless: answered", "unless: answered", "follow_up: has no time; write after: 2h or at: answer_by"),
        ("after: 2h", "at: order.id", "follow_up.at: 'order.id' is not a time"),
        ("- do: Check", "- doo: Check", "steps[1]: 'doo' is not a key here; did you mean 'do'?"),
        ("when:\n  demeanour: {hurried: 0.6}", "when:", "when: is empty"),
        ("steps:", "approved: true\nsteps:", "approved texts are the whole answer; write them under substance"),
        ("steps:", "priority: high\nsteps:", "priority: 'high' is not a whole number; write one, like 10"),
        ("steps:", "approved: maybe\nsteps:", "approved: 'maybe' is neither yes nor no; write true or false"),
        ("steps:", "forbids: offer\nsteps:", "forbids: 'offer' is not a list; write it like [one, two]"),
        ("when:\n  demeanour: {hurried: 0.6}", "when: hurried", "when: 'hurried' has no keys"),
        ("steps:", "forbids: [offers]\nsteps:", "forbids[1]: 'offers' is not a slot or a kind; did you mean 'offer'?"),
        ("steps:", "promises: [return_day]\nsteps:", "promises[1]: 'return_day' is not a policy of shop.yaml"),
        ("steps:", "needs: [order.tracking, order_lat]\nsteps:", "needs[2]: 'order_lat' is neither a fact nor"),
        ("steps:", "kind: dangerous\nsteps:", "kind: 'dangerous' is not a kind; did you mean 'danger'?"),
        ("  demeanour:", "  flags: {self_harm: maybe}\n  demeanour:", "when.flags.self_harm: 'maybe' is not a tier"),
        ("  demeanour:", "  intent: [order]\n  demeanour:", "when.intent.order: 'order' is not a type of intent"),
        ("  demeanour:", "  at_least: {order.id: 3}\n  demeanour:", "when.at_least.order.id: 'order.id' is no number"),
        ("  demeanour:", "  languages: [no]\n  demeanour:", "when.languages[1]: False is not text"),
    ],
)
def test_a_mistake_is_told_by_file_key_and_remedy(tmp_path, wrong, right, said):
    """Each sentence names the file, the path of keys, the value, and what would be right."""
    assert wrong in EXAMPLE

    with pytest.raises(PlaybookError) as error:
        read(tmp_path, EXAMPLE.replace(wrong, right, 1))

    assert said in str(error.value)
    assert str(error.value).startswith("late.yaml, line ")


@pytest.mark.parametrize(
    ("wrong", "right", "line"),
    [
        ("long explanations", "{{ order.colour }}", 14),
        ("closing:", "closng:", 10),
        ("- do: Check", "- doo: Check", 17),
        ("name: hurried\n", "", 1),
        ("{hurried: 0.6}", "\n    hurrid: 0.6", 6),
        ("steps:", "approved: true\nsteps:", 16),
        ('en: "You', 'en:\n    short: hi\n    wram: hi\n  es: "You', 11),
    ],
)
def test_a_mistake_is_told_by_its_line(tmp_path, wrong, right, line):
    """The line of the key, or of what is around it where the key itself is missing."""
    with pytest.raises(PlaybookError) as error:
        read(tmp_path, EXAMPLE.replace(wrong, right, 1))

    assert str(error.value).startswith(f"late.yaml, line {line}: ")


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    """Who writes a playbook does not mend it one error a run."""
    broken = EXAMPLE.replace("2h", "soon").replace("to: lead", "to: boss")

    with pytest.raises(PlaybookError) as error:
        read(tmp_path, broken)

    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        ({"flags": {"self_harm": "page"}, "demeanour": {"angry": 0.5}}, "danger"),
        ({"flags": {"legal_threat": "check"}}, "legal"),
        ({"flags": {"vulnerable": "check"}}, "vulnerable"),
        ({"facts": ["promise_broken"], "demeanour": {"angry": 0.5}}, "promise"),
        ({"demeanour": {"angry": 0.5}, "intent": ["return_refund"]}, "demeanour"),
        ({"caution": ["abuser"], "intent": ["return_refund"]}, "caution"),
        ({"intent": ["return_refund"], "value": ["gold"]}, "situation"),
        ({"facts": ["order_late"]}, "situation"),
        ({"lifecycle": ["new"], "value": ["gold"]}, "lifecycle"),
        ({"motive": ["researcher"]}, "motive"),
        ({"value": ["petty"]}, "value"),
        ({"advocacy": ["fan"]}, "advocacy"),
        ({"disc": ["dominant"]}, "form"),
        ({"languages": ["ru"]}, "situation"),
    ],
)
def test_the_kind_follows_from_what_is_asked(when, kind):
    """Nobody has to know the precedence to write a playbook that stands in its right place."""
    assert a_playbook(when=when).kind == kind
    assert a_playbook(when=when, kind="form").kind == "form"


def test_a_playbook_without_conditions_is_for_every_day():
    """It answers when nothing else fits."""
    assert a_playbook().kind == "everyday"


def test_one_text_serves_all_tones_and_tones_can_have_their_own():
    """A slot is written as short as it can be."""
    playbook = a_playbook(opening={"en": "Hi.", "ru": {"short": "Да.", "warm": ["{{ agent }}.", "Здравствуйте."]}})

    assert [playbook.opening["en"][tone][0].text for tone in ("short", "warm", "firm")] == ["Hi.", "Hi.", "Hi."]
    assert [variant.text for variant in playbook.opening["ru"]["warm"]] == ["{{ agent }}.", "Здравствуйте."]
    assert "firm" not in playbook.opening["ru"]


def test_what_a_text_needs_is_read_from_the_text():
    """The author adds only what the text itself does not name."""
    playbook = a_playbook(
        substance={"en": [{"text": "{{ order.id }} by {{ order.promised_at | date }}", "needs": ["order_late"]}]}
    )

    assert playbook.substance["en"]["firm"][0].needs == {"order.id", "order.promised_at", "order_late"}


def test_an_approved_text_can_always_be_said():
    """Danger must not go unanswered because a telephone number is not configured."""
    with pytest.raises(ValueError, match="must be sayable with nothing known"):
        a_playbook(approved=True, substance={"en": "Call {{ emergency }}."})
