"""A retailer's own category: a procedure file with ten sentences, and nothing else."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from assistant.incident import Priority, Status
from assistant.settings import PROJECT_ROOT, PlatformSettings, Settings
from floorline.runtime import running
from tests.acceptance.test_reports import talk, told_to_the_end

EXAMPLE = PROJECT_ROOT / "deploy" / "examples" / "sops"
OPENING = "two blokes are shouting monkey chants at Deepa on till three"


async def test_a_category_added_as_a_file_is_learnt_asked_for_and_filed(tmp_path: Path) -> None:
    # In words that are none of the file's, by a language model that is trained with them here.
    settings = Settings(data_dir=tmp_path, sops_dir=EXAMPLE, platform=PlatformSettings(sandbox_port=0))
    async with running(settings) as runtime:
        speaker = talk(runtime)
        result, asked = await told_to_the_end(speaker, OPENING)
        assert result.status == Status.ACCEPTED
        assert result.incident_id is not None
        assert asked[-1] == "confirmation"
        assert len(asked) == len(set(asked))
        record = runtime.store.incident(UUID(result.incident_id))
        assert record is not None
        assert (record.category, record.location, record.priority) == ("hate_incident", "till 3", Priority.P3)

        other = talk(runtime)
        old = await other.say("two lads have just walked out with a trolley of steaks")
        assert old.draft["category"] == "shoplifting"
