"""What is held out is read whole; a set is named by what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SetupError
from assistant.understanding.examples import parse_marked
from speech_data.held_out import read_held_out, set_hash


def test_the_hash_of_a_set_minds_labels_but_not_order() -> None:
    plain, marked = parse_marked("inform", "the gin"), parse_marked("inform", "the [gin](item)")
    other = parse_marked("deny", "no")
    assert set_hash([plain, other]) == set_hash([other, plain])
    assert set_hash([plain, other]) != set_hash([marked, other])


def test_held_out_texts_are_read_from_every_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "He\'s off.", "slots": {"category": "fraud"}}\n')
    (tmp_path / "b.txt").write_text("Get out!\n")
    (tmp_path / "c.yml").write_text("- say: [two of them]\n  count: 2\n")
    assert {"hes off", "get out", "two of them"} <= read_held_out(tmp_path)
    (tmp_path / "a.jsonl").write_text("{")
    with pytest.raises(SetupError, match=r"a\.jsonl"):
        read_held_out(tmp_path)
