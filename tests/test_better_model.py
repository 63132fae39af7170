"""The second model that the settings name."""

from pathlib import Path

import pytest

from bot.app import discord_options
from bot.errors import ModelMissingError
from bot.settings import Settings
from bot.translation.types import Translation
from bot.translators import open_better
from tests.nmt import tiny


async def test_it_is_opened_besides_the_first(tmp_path: Path) -> None:
    tiny.build(tmp_path)
    async with open_better(Settings(better_model=tiny.NAME, models_dir=tmp_path)) as better:
        assert better
        assert better.waiting() == 0
        outcome = await better.translator.translate("hello world cat")
    assert isinstance(outcome, Translation)
    assert "猫" in outcome.text


@pytest.mark.parametrize("name", ["", tiny.NAME])
async def test_there_is_none_if_no_other_model_is_named(tmp_path: Path, name: str) -> None:
    async with open_better(Settings(model=tiny.NAME, better_model=name, models_dir=tmp_path)) as better:
        assert better is None


async def test_one_that_is_not_installed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="no-such-model"):
        async with open_better(Settings(better_model="no-such-model", models_dir=tmp_path)):
            pass


@pytest.mark.parametrize(
    ("models", "elsewhere"),
    [
        ({}, False),
        ({"better_model": "tiny"}, False),
        ({"model": "openai:large"}, True),
        ({"better_model": "openai:large"}, True),
    ],
)
def test_members_are_told_if_either_model_is_on_another_server(models: dict[str, str], *, elsewhere: bool) -> None:
    assert discord_options(Settings.read(**models, proxy="none")).elsewhere is elsewhere
