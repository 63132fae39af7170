"""Training within a time budget, over any number of calls."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import torch
from torch import nn

from models.recipe import loss, schedule
from models.recipe.batches import Batch, Store
from models.recipe.config import Recipe
from models.recipe.layout import layouts
from models.recipe.network import Transformer
from models.recipe.sampling import Producers
from models.recipe.weights import Weights


class Trainer:
    """Trains a network.

    The checkpoint has the complete state (`model`, `opt`, `ema`, `step`, `spent` in seconds, `config`), and training
    resumes from it if it exists.

    Args:
        recipe: all hyperparameters.
        examples: as `examples.make` writes them.
        checkpoint: the file to resume from, if it exists, and to write.
        vocabulary: the number of pieces.
        log: receives JSON lines.
        start: initial weights if there is no checkpoint: another checkpoint or packed weights; those of a shallower
            network get the missing layers.
        clock: returns seconds.
    """

    def __init__(
        self,
        recipe: Recipe,
        examples: Path,
        checkpoint: Path,
        vocabulary: int,
        log: TextIO,
        *,
        start: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recipe, self._examples, self._path, self._log = recipe, examples, checkpoint, log
        self._clock = clock
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        # bfloat16 pays off if the CPU supports it natively; otherwise it is slower than float32.
        able = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - torch has no public equivalent
        self._narrow = self._device == "cuda" or able
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.manual_seed(recipe.optimizer.seed)
        self._model = Transformer(recipe.network, vocabulary).to(self._device)
        self._config = {"vocab": vocabulary, **asdict(recipe.network)}
        self._optimizer = torch.optim.AdamW(
            self._model.parameters(),
            lr=recipe.optimizer.lr,
            betas=(recipe.optimizer.beta1, recipe.optimizer.beta2),
            eps=1e-8,
            weight_decay=recipe.optimizer.weight_decay,
            fused=True,
        )
        self._step, self._spent = 0, 0.0
        if start and not checkpoint.exists():
            arrays = Weights.read(start).deepened(recipe.network.enc, recipe.network.dec).arrays
            self._model.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
        self._ema = {name: tensor.detach().clone() for name, tensor in self._model.state_dict().items()}
        if checkpoint.exists():
            self._resume()
        self._compiled = self._device == "cuda" and not recipe.batches.buckets
        self._mean_loss = loss.compiled if self._compiled else loss.in_cache
        if self._compiled:
            self._model.compile_layers()
        store = Store(examples, recipe.batches)
        self._count = sum(map(len, store.domains.values()))
        held = layouts([store.held_out], store.lengths, recipe.batches, np.random.default_rng(0))
        self._held_out = [store.batch(layout) for layout in held]
        self._stopped = False

    def train(self, minutes: float) -> float:
        """Train for a while and save.

        Args:
            minutes: maximum duration; training also ends with the schedule.

        Returns:
            The held-out loss of the averaged weights, in nats per token.
        """
        parameters = sum(parameter.numel() for parameter in self._model.parameters())
        self._say(parameters=parameters, examples=self._count, step=self._step, minutes=self._spent / 60)
        with Producers(self._recipe, self._examples, self._step) as producers:
            self._train(minutes, producers)
        self._save()
        found = self._validate()
        self._say(step=self._step, held_out=found, minutes=round(self._spent / 60, 1))
        return found

    def _train(self, minutes: float, producers: Producers) -> None:
        numbers, batches = self._recipe.schedule, iter(producers)
        self._model.train()
        if self._compiled:  # before the clock starts, because it takes a minute
            self._loss(next(batches), self._recipe.optimizer.smoothing).backward()
        began, before = self._clock(), self._spent
        total = self._recipe.schedule.minutes * 60
        minutes = min(minutes, (total - before) / 60)
        saved, mark, tokens = began, began, 0
        while self._clock() - began < minutes * 60 and not self._stopped:
            done = self._spent / total
            producers.set_phase(schedule.phase(done, self._recipe.phases))
            batch = next(batches)
            batch_loss = self._update(batch, done)
            tokens += batch.tokens
            self._spent = before + self._clock() - began
            if self._step % numbers.report == 0:
                speed = tokens / (self._clock() - mark)
                value = round(batch_loss.item(), 4)
                self._say(step=self._step, loss=value, done=round(done, 4), tokens_per_second=int(speed))
                mark, tokens = self._clock(), 0
            if self._step % numbers.look == 0:
                self._say(step=self._step, held_out=self._validate(), done=round(done, 4))
            self._keep(done)
            if self._clock() - saved > numbers.save * 60:
                self._save()
                saved = self._clock()

    def stop(self) -> None:
        """End `train` after the current step; may be called from a signal handler."""
        self._stopped = True

    def _update(self, batch: Batch, done: float) -> Any:
        numbers = self._recipe.optimizer
        rate = numbers.lr * schedule.rate(self._step, done, numbers.warmup, self._recipe.schedule.decay)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        batch_loss = self._loss(batch, numbers.smoothing)
        self._optimizer.zero_grad(set_to_none=True)
        batch_loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), numbers.clip)
        self._optimizer.step()
        kept = schedule.smoothing(self._step, numbers.ema)
        self._step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(self._ema.values()), list(self._model.state_dict().values()), 1 - kept)
        return batch_loss

    def _loss(self, batch: Batch, smoothing: float) -> Any:
        source, given, output = batch.map(self._moved)
        with torch.autocast(self._device, torch.bfloat16, enabled=self._narrow):
            hidden = self._model.hidden(source, given)
        hidden = hidden.flatten(0, 1).to(torch.bfloat16 if self._narrow else torch.float32)
        return self._mean_loss(hidden, self._model.embed.weight, self._model.bias, output.flatten(), smoothing)

    def _moved(self, array: Any) -> Any:
        """An array on the device; from pinned memory, the device fetches it while it computes."""
        tensor = torch.from_numpy(array)
        tensor = tensor.pin_memory() if self._device == "cuda" else tensor
        return tensor.to(self._device, non_blocking=True).long()

    def _validate(self) -> float:
        """The held-out loss of the averaged weights, each token counted once."""
        weights = {name: tensor.clone() for name, tensor in self._model.state_dict().items()}
        self._model.load_state_dict(self._ema)
        self._model.eval()
        with torch.no_grad(), torch.compiler.set_stance("force_eager"):  # compiling again would take longer
            total = sum(float(self._loss(batch, 0.0)) * batch.tokens for batch in self._held_out)
        self._model.load_state_dict(weights)
        self._model.train()
        return round(total / max(1, sum(batch.tokens for batch in self._held_out)), 4)

    def _keep(self, done: float) -> None:
        """Write the snapshots that are due, for `average`."""
        for number in range(schedule.snapshots(done, self._recipe.schedule, self._recipe.phases)):
            path = self._path.with_name(f"{self._path.stem}.{number}{self._path.suffix}")
            if not path.exists():
                weights = {name: tensor.cpu() for name, tensor in self._ema.items()}
                torch.save({"weights": weights, "config": self._config}, path)

    def _save(self) -> None:
        state = {
            "model": self._model.state_dict(),
            "opt": self._optimizer.state_dict(),
            "ema": self._ema,
            "step": self._step,
            "spent": self._spent,
            "config": self._config,
        }
        unfinished = self._path.with_name(self._path.name + ".tmp")
        torch.save(state, unfinished)
        unfinished.replace(self._path)

    def _resume(self) -> None:
        state = torch.load(self._path, map_location=self._device)
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["opt"])
        self._ema, self._step, self._spent = state["ema"], state["step"], state["spent"]

    def _say(self, **figures: float) -> None:
        print(json.dumps(figures), file=self._log, flush=True)
