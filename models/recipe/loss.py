"""The loss of a tied output layer, without materializing the logits of a whole batch.

A batch's logits are by far its largest array: on a CPU, repeated passes over it take longer than all the matrix
multiplications. Here, a few rows at a time go through the layer, the softmax and the backward pass while they are in
the cache (as in Wijmans et al. 2024, arXiv:2411.09009).
"""

from typing import Any

import torch

_ROWS = {"cpu": 256, "cuda": 8192}
"""Rows at a time, by device: on a CPU their logits stay in the cache; a GPU needs more to be busy."""

Tensor = Any


class TiedCrossEntropy(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types where it is missing
    """`apply(hidden, embeddings, bias, target, smoothing)`: the mean cross-entropy in nats.

    Args:
        hidden: (n, d), the decoder's output.
        embeddings: (v, d), float32.
        bias: (v,), float32.
        target: (n,), ids.
        smoothing: label smoothing: the share spread evenly over the vocabulary.
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
