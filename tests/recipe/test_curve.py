from pathlib import Path

from models.recipe import curve


def test_the_chart_shows_both_losses(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    lines = ['{"step": 0, "parameters": 5}', '{"step": 10, "loss": 5.5}', '{"step": 20, "loss": 4.5, "done": 0.1}']
    log.write_text("\n".join([*lines, '{"step": 20, "held_out": 4.0}']), "utf-8")
    training, held = curve.read(log)
    assert training == [(10, 5.5), (20, 5.0)]
    assert held == [(20, 4.0)]
    picture = curve.draw(training, held)
    assert picture.startswith("<svg")
    assert picture.count("<polyline") == 2 + 3
