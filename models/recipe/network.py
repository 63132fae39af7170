"""The network: an encoder-decoder transformer, pre-norm, embeddings tied on all three sides.

Vaswani et al. 2017 (arXiv:1706.03762), with normalization before each block (Xiong et al. 2020, arXiv:2002.04745).
The architecture matches CTranslate2's, so that the exported model gives the same log-probabilities.
"""

import math
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from models.recipe.batches import Side
from models.recipe.config import Network
from models.recipe.vocabulary import PAD

POSITIONS = 512
Tensor = Any


class Attention(nn.Module):
    """Multi-head attention from a sequence to a memory."""

    def __init__(self, d: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.kv, self.out = nn.Linear(d, d), nn.Linear(d, 2 * d), nn.Linear(d, d)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Map (batch, length, d), (batch, memory length, d) and their mask to (batch, length, d)."""
        batch, length, d = x.shape
        q = self.q(x).view(batch, length, self.heads, -1).transpose(1, 2)
        k, v = self.kv(memory).view(batch, memory.shape[1], 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        if x.is_cuda:
            y = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:  # on short sequences, plain steps are faster on a CPU than PyTorch's fused attention
            y = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + mask).softmax(-1).to(v.dtype) @ v
        return self.out(y.transpose(1, 2).reshape(batch, length, d))


class FeedForward(nn.Module):
    """Two linear layers with ReLU between them."""

    def __init__(self, d: int, ff: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(d, ff), nn.Linear(ff, d)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, length, d) to the same."""
        return self.down(functional.relu(self.up(x)))


class Layer(nn.Module):
    """A layer of the encoder, or of the decoder with attention to the encoder's output."""

    def __init__(self, network: Network, *, decoder: bool) -> None:
        super().__init__()
        d = network.d
        self.decoder = decoder
        self.norm1, self.attn = nn.LayerNorm(d), Attention(d, network.heads)
        if decoder:
            self.norm2, self.cross = nn.LayerNorm(d), Attention(d, network.heads)
        self.norm3, self.ffn, self.drop = nn.LayerNorm(d), FeedForward(d, network.ff), nn.Dropout(network.dropout)

    def forward(
        self, x: Tensor, mask: Tensor, memory: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        """(batch, length, d) to the same; only decoders have a memory: the encoder's output."""
        h = self.norm1(x)
        x = x + self.drop(self.attn(h, h, mask))
        if self.decoder:
            x = x + self.drop(self.cross(self.norm2(x), memory, memory_mask))
        return x + self.drop(self.ffn(self.norm3(x)))


class Transformer(nn.Module):
    """The whole network.

    Args:
        network: its size.
        vocabulary: the number of pieces.
    """

    def __init__(self, network: Network, vocabulary: int) -> None:
        super().__init__()
        self.heads = network.heads
        self.embed = nn.Embedding(vocabulary, network.d, padding_idx=PAD)
        self.encoder = nn.ModuleList(Layer(network, decoder=False) for _ in range(network.enc))
        self.decoder = nn.ModuleList(Layer(network, decoder=True) for _ in range(network.dec))
        self.enc_norm, self.dec_norm = nn.LayerNorm(network.d), nn.LayerNorm(network.d)
        self.drop = nn.Dropout(network.dropout)
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        self.register_buffer("pos", _positions(network.d), persistent=False)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.embed.weight, std=network.d**-0.5)

    def forward(self, source: Side, given: Side) -> Tensor:
        """Map sources and targets to logits (batch, target length, vocabulary)."""
        return self.hidden(source, given) @ self.embed.weight.T + self.bias

    def hidden(self, source: Side, given: Side) -> Tensor:
        """The decoder's output before the output layer: (batch, target length, d)."""
        mask, memory_mask = self._mask(source, source), self._mask(given, source)
        past = self._mask(given, given, causal=True)
        x = self._embedded(source)
        for layer in self.encoder:
            x = layer(x, mask)
        memory, y = self.enc_norm(x), self._embedded(given)
        for layer in self.decoder:
            y = layer(y, past, memory, memory_mask)
        return self.dec_norm(y)

    def compile_layers(self, backend: str = "inductor") -> None:
        """Compile each layer for batches of a single shape; layers of a kind share their program."""
        for layer in (*self.encoder, *self.decoder):
            layer.compile(fullgraph=True, dynamic=False, backend=backend)

    def _embedded(self, side: Side) -> Tensor:
        return self.drop(self.embed(side.ids) * self.embed.embedding_dim**0.5 + self.pos[side.positions])

    def _mask(self, queries: Side, keys: Side, *, causal: bool = False) -> Tensor:
        """What is added to the scores of attention: 0 within an example, and otherwise -inf.

        Args:
            queries: the places that attend.
            keys: those that they attend to.
            causal: whether only to themselves and those before them.

        Returns:
            (batch, heads, query length, key length), of the type in which scores are computed.
        """
        allowed = queries.segments[:, :, None] == keys.segments[:, None, :]
        if causal:
            allowed = allowed.tril()
        kind = allowed.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else self.pos.dtype
        mask = torch.zeros(allowed.shape, dtype=dtype, device=allowed.device).masked_fill_(~allowed, float("-inf"))
        return mask[:, None].expand(-1, self.heads, -1, -1)


def _positions(d: int) -> Tensor:
    """Sinusoids (POSITIONS, d), all sines before all cosines."""
    half = d // 2
    frequencies = torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))
    angles = torch.arange(POSITIONS)[:, None] * frequencies[None]
    return torch.cat([angles.sin(), angles.cos()], 1)
