"""Sweeps a Hugging Face folder with TransformerLens' TransformerBridge, for PeerBenchmark to time.

    echo loop 3 | python sweep_transformer_lens.py FOLDER TOKENS.json --threads 2 --scope all_positions

Every head (hook_z) and every MLP (hook_mlp_out) is set to 0, one an ablation; the last position is read. TOKENS.json is a list of
numbers. One JSON line says that the model is loaded; then each line of stdin, a mode and how often it sweeps over all ablations
(once), is answered by a JSON line. A mode's first line warms it up and chooses its batch size beforehand, outside the time.

loop          one forward an ablation; every position is unembedded, as the bridge does by itself
loop_last     the same, but only the last position is unembedded
batched       ablations as rows of a batch at its best size, each hook writes its own rows; every position is unembedded
batched_last  the same, but only the last position is unembedded
loop_cached, batched_cached
              readout_position only: the tokens before it run once, ablations then run the last token on that key-value cache
"""
import argparse
import copy
import json
import os
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # everything is in the folder; must be set before transformers is imported

import torch  # noqa: E402
from tokenizers import Tokenizer, models  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402
from transformers.utils import logging  # noqa: E402
from transformer_lens.model_bridge import TransformerBridge  # noqa: E402

BATCHES = (1, 2, 4, 8, 16, 32, 64)
TRIALS = 3
MAX_LOGIT_BYTES = 1 << 30
PACKAGES = ("transformer-lens", "torch", "transformers")
MODES = {"all_positions": ("loop", "loop_last", "batched", "batched_last"),
         "readout_position": ("loop", "loop_last", "loop_cached", "batched_cached")}


@dataclass(frozen=True)
class Ablation:
    layer: int
    head: int | None  # None: the MLP

    @property
    def name(self):
        return f"L{self.layer}.mlp_out" if self.head is None else f"L{self.layer}H{self.head}"

    @property
    def hook(self):
        return f"blocks.{self.layer}." + ("hook_mlp_out" if self.head is None else "attn.hook_z")


def load(folder):
    # The bridge insists on a tokenizer; tokens are given, so it gets one of a single word that is never asked.
    logging.disable_progress_bar()
    end = "<|endoftext|>"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel({end: 0}, unk_token=end)), eos_token=end, pad_token=end)
    bridge = TransformerBridge.boot_transformers(str(folder), tokenizer=tokenizer, device="cpu")
    bridge.eval()
    return bridge


def zero_rows(rows, heads, positions):
    """A hook that sets its rows' activations to 0, in place: heads[i] of rows[i], or all of rows[i] without heads."""
    rows = torch.tensor(rows)
    if heads[0] is None:
        def hook(value, hook):  # value: [row, position, d_model]
            value[rows, positions] = 0
            return value
    else:
        heads = torch.tensor(heads)

        def hook(value, hook):  # value: [row, position, head, d_head]
            value[rows, positions, heads] = 0
            return value
    return hook


class Sweep:
    def __init__(self, bridge, tokens, scope):
        self.bridge = bridge
        self.tokens = torch.tensor([tokens])  # [1, position]
        self.scope = scope
        self.ablations = [Ablation(layer, head) for layer in range(bridge.cfg.n_layers)
                          for head in (*range(bridge.cfg.n_heads), None)]
        self.best = {}  # mode -> batch size
        logits = bridge.forward(self.tokens, use_cache=False)[0, -1]
        self.target = int(logits.argmax())
        self.intact_logit = float(self.centred(logits[None]))

    def centred(self, logits):
        """The target's logit minus the vocabulary's mean, of last-position logits [row, vocabulary]."""
        return logits[:, self.target] - logits.mean(dim=-1)

    def run(self, mode, sweeps):
        cached, last = mode.endswith("_cached"), mode not in ("loop", "batched")
        batch = 1 if mode.startswith("loop") else self.best.get(mode) or self.choose(mode, cached, last)
        if mode not in self.best:
            self.best[mode] = batch
            self.sweep(batch, cached, last, self.ablations[:3 * batch])
        seconds = []
        for _ in range(sweeps):
            start = time.perf_counter()
            logits = self.sweep(batch, cached, last, self.ablations)
            seconds.append(time.perf_counter() - start)
        return {"mode": mode, "batch": batch, "seconds": seconds,
                "seconds_per_ablation": statistics.median(seconds) / len(self.ablations),
                "logits": dict(zip((ablation.name for ablation in self.ablations), logits))}

    def choose(self, mode, cached, last):
        """The batch size with the least time a row, each at its best of a few trials."""
        row_bytes = 4 * self.bridge.cfg.d_vocab * (1 if last else self.tokens.shape[1])
        sizes = [size for size in (*BATCHES, len(self.ablations))
                 if size <= min(max(BATCHES), len(self.ablations)) and size * row_bytes <= MAX_LOGIT_BYTES]
        cache = self.prefix() if cached else None
        seconds = {}
        for size in sizes:
            rows, times = self.ablations[:size], []
            for _ in range(1 + TRIALS):
                expanded = self.expanded(cache, size)
                start = time.perf_counter()
                self.forward(rows, expanded, last)
                times.append(time.perf_counter() - start)
            seconds[size] = min(times[1:]) / size
        print(f"{mode}: milliseconds a row by batch size:",
              {size: round(1e3 * value, 2) for size, value in seconds.items()}, file=sys.stderr)
        return min(seconds, key=seconds.get)

    def sweep(self, batch, cached, last, ablations):
        """Centred logits, one an ablation."""
        cache = self.expanded(self.prefix(), batch) if cached else None
        logits = []
        for first in range(0, len(ablations), batch):
            rows = ablations[first:first + batch]
            if cached and len(rows) < batch:
                cache.batch_select_indices(torch.arange(len(rows)))
            logits.append(self.forward(rows, cache, last))
        return torch.cat(logits).tolist()

    def forward(self, ablations, cache, last):
        grouped = defaultdict(list)
        for row, ablation in enumerate(ablations):
            grouped[ablation.hook].append((row, ablation.head))
        positions = slice(None) if self.scope == "all_positions" else -1
        hooks = [(name, zero_rows(*map(list, zip(*group)), positions)) for name, group in grouped.items()]
        tokens = self.tokens.expand(len(ablations), -1)
        arguments = {"logits_to_keep": 1} if last else {}
        if cache is None:
            logits = self.bridge.run_with_hooks(tokens, fwd_hooks=hooks, use_cache=False, **arguments)
        else:
            logits = self.bridge.run_with_hooks(tokens[:, -1:], fwd_hooks=hooks, past_key_values=cache, **arguments)
            cache.crop(-1)
        return self.centred(logits[:, -1])

    def prefix(self):
        """Keys and values of every token before the last."""
        return self.bridge.forward(self.tokens[:, :-1], return_type="logits_and_cache", use_cache=True, logits_to_keep=1)[1]

    @staticmethod
    def expanded(cache, rows):
        if cache is None:
            return None
        cache = copy.deepcopy(cache)
        cache.batch_repeat_interleave(rows)
        return cache


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tokens", type=Path)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--scope", choices=MODES, default="all_positions")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    with torch.no_grad():
        sweep = Sweep(load(args.folder), json.loads(args.tokens.read_text()), args.scope)
        answer({"ablations": len(sweep.ablations), "target": sweep.target, "intact_logit": sweep.intact_logit,
                "modes": MODES[args.scope], "threads": torch.get_num_threads(),
                "versions": {"python": sys.version.split()[0]} | {name: version(name) for name in PACKAGES}})
        for line in sys.stdin:
            mode, sweeps = (line.split() + ["1"])[:2]
            if mode not in MODES[args.scope]:
                parser.error(f"mode={mode} with scope={args.scope}: one of {', '.join(MODES[args.scope])}")
            answer(sweep.run(mode, int(sweeps)))


def answer(document):
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    main()
