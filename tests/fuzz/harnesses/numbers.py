"""Numbers, dates, times and measures."""

from bot.text import quantities
from tests.fuzz.harness import Reader


def numbers(data: bytes) -> None:
    reader = Reader(data)
    source, target = ("en", "zh") if reader.number(2) else ("zh", "en")
    text, translation = reader.text(), reader.text()
    end = 0
    rendered = text
    found = quantities.find(text, source)
    for quantity in found:
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.rendering.strip()
        assert "\n" not in quantity.rendering
        assert all(figure.is_finite() for figure in quantity.figures)
        end = quantity.end
    for quantity in reversed(found):
        rendered = rendered[: quantity.start] + quantity.rendering + rendered[quantity.end :]
    quantities.find(rendered, target)
    quantities.agree(text, translation, source)
    quantities.agree(text, rendered, source)
