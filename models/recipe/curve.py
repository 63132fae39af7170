"""Draws the loss curve from the training log."""

import json
from collections.abc import Sequence
from pathlib import Path

_WIDTH, _HEIGHT, _MARGIN = 720, 320, 44
_SMOOTHED = 20
Points = list[tuple[float, float]]


def read(log: Path) -> tuple[Points, Points]:
    """The smoothed batch loss and the held-out loss, each as (step, nats per token)."""
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    losses = [(line["step"], line["loss"]) for line in lines if "loss" in line]
    held = [(line["step"], line["held_out"]) for line in lines if "held_out" in line]
    return _smoothed(losses), held


def draw(training: Points, held: Points) -> str:
    """Draw both curves as SVG.

    Args:
        training: (step, loss), in order of steps; at least one point.
        held: the same for the held-out examples; may be empty.
    """
    steps = max(step for step, _ in [*training, *held]) or 1
    losses = [loss for _, loss in [*training, *held]]
    low, high = int(min(losses)), int(max(losses)) + 1
    width, height = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN

    def at(step: float, loss: float) -> str:
        return f"{_MARGIN + width * step / steps:.1f},{_MARGIN + height * (high - loss) / (high - low):.1f}"

    def line(points: Points, color: str) -> str:
        path = " ".join(at(*point) for point in points)
        return f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{path}"/>'

    def text(x: float, y: float, words: str, color: str = "#555") -> str:
        return f'<text x="{x:.0f}" y="{y:.0f}" fill="{color}">{words}</text>'

    grid = [
        f'<polyline fill="none" stroke="#ddd" points="{at(0, loss)} {at(steps, loss)}"/>'
        + text(16, _MARGIN + height * (high - loss) / (high - low) + 4, str(loss))
        for loss in range(low, high + 1)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-size="12">',
            '<rect width="100%" height="100%" fill="#fff"/>',
            *grid,
            line(training, "#9ab"),
            line(held, "#c33"),
            text(_MARGIN, 24, "loss, nats per token: batches, with label smoothing", "#9ab"),
            text(_WIDTH / 2, 24, "held-out examples", "#c33"),
            text(_WIDTH - _MARGIN - 60, _HEIGHT - 16, f"{steps:,.0f} steps"),
            "</svg>\n",
        ]
    )


def _smoothed(points: Sequence[tuple[float, float]]) -> Points:
    """Moving averages over the preceding points."""
    losses = [loss for _, loss in points]
    return [
        (step, sum(window := losses[max(0, i - _SMOOTHED + 1) : i + 1]) / len(window))
        for i, (step, _) in enumerate(points)
    ]
