"""The loss of a tied output layer, without materializing the logits of a whole batch, by far its largest array.

`in_cache` is for a CPU, where repeated passes over the logits take longer than all the matrix multiplications.
`compiled` is for a GPU and packed batches, which all have the same shape: it fuses the passes.
"""

from typing import Any

import torch
from torch.nn import functional

from models.recipe.vocabulary import PAD

_PARTS = 2
"""Parts of a batch in which `compiled` makes the logits."""
_ROWS = {"cpu": 256, "cuda": 8192}
"""Rows at a time, by device: on a CPU their logits stay in the cache; a GPU needs more to be busy."""

Tensor = Any


def in_cache(hidden: Tensor, embeddings: Tensor, bias: Tensor, target: Tensor, smoothing: float) -> Tensor:
    """The mean cross-entropy in nats, over targets that are not PAD.

    Args:
        hidden: (n, d), the decoder's output.
        embeddings: (v, d), float32.
        bias: (v,), float32.
        target: (n,), ids.
        smoothing: label smoothing: the share spread evenly over the vocabulary.
    """
    real = target != PAD
    return TiedCrossEntropy.apply(hidden[real], embeddings, bias, target[real], smoothing)


def compiled(hidden: Tensor, embeddings: Tensor, bias: Tensor, target: Tensor, smoothing: float) -> Tensor:
    """The same as `in_cache`."""
    parts = zip(hidden.chunk(_PARTS), target.chunk(_PARTS), strict=True)
    total = sum(_fused(some, embeddings, bias, gold, smoothing) for some, gold in parts)
    return total / (target != PAD).sum()


def _summed(hidden: Tensor, embeddings: Tensor, bias: Tensor, target: Tensor, smoothing: float) -> Tensor:
    logits = functional.linear(hidden, embeddings.to(hidden.dtype), bias.to(hidden.dtype)).float()
    return functional.cross_entropy(logits, target, ignore_index=PAD, label_smoothing=smoothing, reduction="sum")


_fused = torch.compile(_summed, dynamic=False)


class TiedCrossEntropy(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types where it is missing
    """The mean cross-entropy: a few rows at a time go through layer, softmax and backward pass while in the cache.

    As in Wijmans et al. 2024 (arXiv:2411.09009).
    """

    @staticmethod
    def forward(  # noqa: PLR0917 - torch passes the arguments of `apply` by position
        ctx: Any, hidden: Tensor, embeddings: Tensor, bias: Tensor, target: Tensor, smoothing: float
    ) -> Tensor:
        """Compute the loss together with all gradients."""
        count, pieces, rows = len(target), len(embeddings), _ROWS[hidden.device.type]
        narrow, shift = embeddings.to(hidden.dtype), bias.to(hidden.dtype)
        loss = torch.zeros((), device=hidden.device)
        to_hidden, to_embeddings, to_bias = map(torch.zeros_like, (hidden, embeddings, bias))
        for start in range(0, count, rows):
            some, gold = hidden[start : start + rows], target[start : start + rows]
            logits = torch.addmm(shift, some, narrow.T).float()
            norm = logits.logsumexp(1)
            right = logits.gather(1, gold[:, None]).sum()
            loss += norm.sum() - (1 - smoothing) * right - smoothing * logits.mean(1).sum()
            wrong = logits.sub_(norm[:, None]).exp_().sub_(smoothing / pieces)
            wrong[torch.arange(len(gold), device=gold.device), gold] -= 1 - smoothing
            wrong.mul_(1 / count)
            to_bias += wrong.sum(0)
            wrong = wrong.to(hidden.dtype)
            torch.mm(wrong, narrow, out=to_hidden[start : start + rows])
            to_embeddings += wrong.T @ some
        ctx.save_for_backward(to_hidden, to_embeddings, to_bias)
        return loss / count

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients."""
        to_hidden, to_embeddings, to_bias = ctx.saved_tensors
        return to_hidden * gradient, to_embeddings * gradient, to_bias * gradient, None, None
