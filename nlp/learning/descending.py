"""How networks learn: half precision where it is safe, a rate that rises and falls, the average of the last weights."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

WARM = 0.06  # of all steps


class Descent:
    """The steps of learning of one network, `total` of them.

    `rates` are those at the peak, by the start of a weight's name; the first that fits counts. `average` is how much of
    the running average of the weights, which is what is kept, each step leaves in place.
    """

    def __init__(self, network: nn.Module, *, total: int, rates: Mapping[str, float], average: float) -> None:
        network.bfloat16().train()
        self.network, self.total, self.step = network, total, 0
        named = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
        self._weights = [weight for _, weight in named]
        self._masters = [weight.detach().float().clone() for _, weight in named]  # many small steps need 32 bits
        self._averages = [master.clone() for master in self._masters]
        self._average = average
        groups = [
            {"params": [master], "lr": next(rate for start, rate in rates.items() if name.startswith(start))}
            for (name, _), master in zip(named, self._masters, strict=True)
        ]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self._rate = warm_and_cool(self._optimizer, total)
        self._started, self._mean = time.monotonic(), 0.0

    def take(self, loss: Tensor) -> bool:
        """One step down; gives whether more are to follow."""
        loss.backward()
        for weight, master in zip(self._weights, self._masters, strict=True):
            master.grad = weight.grad.float() if weight.grad is not None else torch.zeros_like(master)
            weight.grad = None
        nn.utils.clip_grad_norm_(self._masters, 1.0)
        self._optimizer.step()
        self._rate.step()
        self.step += 1
        keep = min(self._average, self.step / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(self._averages, self._masters, 1 - keep)
        self._copy(self._masters)
        self._tell(loss.item())
        return self.step < self.total

    def finish(self) -> None:
        """Leave the network with the average of its weights, in full precision."""
        sys.stderr.write("\n")
        self.network.float().eval()
        self._copy(self._averages)

    def _copy(self, values: Sequence[Tensor]) -> None:
        with torch.no_grad():
            for weight, value in zip(self._weights, values, strict=True):
                weight.copy_(value)

    def _tell(self, loss: float) -> None:
        self._mean = loss if self.step == 1 else 0.98 * self._mean + 0.02 * loss
        if self.step % 50 == 0:
            passed = time.monotonic() - self._started
            sys.stderr.write(f"\rstep {self.step} of {self.total}, loss {self._mean:.3f}, {passed:.0f} s ")
            sys.stderr.flush()


def warm_and_cool(optimizer: torch.optim.Optimizer, total: int) -> torch.optim.lr_scheduler.LRScheduler:
    """A rate that rises over the first steps and falls to nearly nothing at the last."""
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM * total)) * max(0.02, 1 - step / total)
    )
