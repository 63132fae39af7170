from bot.nmt.quality import placeholders
from bot.nmt.types import MAX_PLACEHOLDERS as MAX_IN_A_MODEL
from bot.text.symbols import MAX_PLACEHOLDERS, symbol


def test_the_text_and_model_layers_agree_on_placeholders() -> None:
    symbols = [symbol(number) for number in range(MAX_PLACEHOLDERS)]
    assert MAX_IN_A_MODEL == MAX_PLACEHOLDERS
    assert placeholders("".join(symbols)) == dict.fromkeys(symbols, 1)
