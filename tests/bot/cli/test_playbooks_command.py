"""`triage playbooks check`: what a playbook's writer is told."""


def test_shipped_playbooks_are_fine(triage):
    """Without a folder of one's own what ships is checked."""
    told = triage("playbooks", "check")

    assert told.exit_code == 0
    assert told.stdout.startswith("ok:")


def test_ones_own_playbooks_are_told_apart(triage, tmp_path):
    """What was added, replaced and switched off is named."""
    (tmp_path / "off.yaml").write_text("name: hurried\noff: true\n")
    (tmp_path / "sizes.yaml").write_text(
        'name: sizes\nsummary: which size\nwhen: {intent: [product_question]}\nsubstance: {en: {short: "See the table."}}\n'
    )

    told = triage("playbooks", "check", tmp_path)

    assert told.exit_code == 0, told.output
    assert "added: sizes" in told.stdout
    assert "off: hurried" in told.stdout


def test_every_problem_is_listed(triage, tmp_path):
    """Two broken files are two sentences, each with file and key; the work failed, so the exit code is 1."""
    (tmp_path / "a.yaml").write_text("name: a\nsumary: x\n")
    (tmp_path / "b.yaml").write_text("name: b\nsummary: x\nkind: nonsense\n")

    told = triage("playbooks", "check", playbooks=tmp_path)

    assert told.exit_code == 1
    assert [line.split(":")[0] for line in told.stderr.splitlines()] == ["a.yaml", "b.yaml"]
