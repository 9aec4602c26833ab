"""Trains the three revisions, writes the tokenizer, the probe prompts and the folders: `python train.py`.

base        from scratch, with whole heads and whole layer outputs dropped at random
fine-tuned  goes on from base without any dropping, on another mix of tasks
control     goes on from base with base's own recipe at a small learning rate: new weights, same behaviour
"""
import argparse
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

import corpus

CONTEXT = 128
ROW_TOKENS, LONG_ROW_TOKENS = 64, CONTEXT  # every fourth step trains on long rows
TOKENS_PER_STEP = 24 * ROW_TOKENS
RAMP = 400
EVEN_MIX = dict.fromkeys(corpus.TASKS, 1.0)
COPYING_MIX = EVEN_MIX | {"induction": 4.0}
SHIFTED_MIX = {"induction": 0.5, "ioi": 0.5, "agreement": 1.0, "sums": 2.0, "stories": 3.0}


@dataclass(frozen=True)
class Stage:
    """One training run. `drop_head`, `drop_layer`: probability that a sequence loses a head, an attn_out, an mlp_out.

    The first `lessons` steps drop nothing and practise copying, so that it is found first; then the probabilities rise to their full
    value within RAMP steps.
    """
    name: str
    parent: str | None
    steps: int
    learning_rate: float
    warmup: int
    drop_head: float
    drop_layer: float
    mix: dict
    lessons: int = 0


STAGES = [
    Stage("base", None, 4200, 2e-3, 200, 0.12, 0.08, EVEN_MIX, lessons=1400),
    Stage("fine-tuned", "base", 500, 5e-4, 40, 0.0, 0.0, SHIFTED_MIX),
    Stage("control", "base", 200, 2e-5, 20, 0.12, 0.08, EVEN_MIX),
]


def build_tokenizer():
    """One word, number or punctuation mark is one token; `encode(text)` adds none of its own."""
    words = corpus.vocabulary()
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token=corpus.UNKNOWN))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens([corpus.UNKNOWN, corpus.END])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token=corpus.UNKNOWN, eos_token=corpus.END, model_max_length=CONTEXT)


def build_model(tokenizer):
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=128, intermediate_size=352, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=4, max_position_embeddings=CONTEXT, rms_norm_eps=1e-5, tie_word_embeddings=True,
        bos_token_id=None, eos_token_id=tokenizer.eos_token_id, initializer_range=0.05))


class Dropping:
    """Zeroes whole heads, attn_outs and mlp_outs, each at random for a whole sequence; nothing is rescaled. `strength` 0 to 1 scales
    the probabilities."""

    def __init__(self, model, stage):
        self.stage, self.strength, self.heads = stage, 1.0, model.config.num_attention_heads
        for block in model.model.layers:
            block.self_attn.o_proj.register_forward_pre_hook(self.drop_heads)
            block.self_attn.o_proj.register_forward_hook(self.drop_output)
            block.mlp.register_forward_hook(self.drop_output)

    def kept(self, probability, *shape):
        return (torch.rand(*shape) >= self.strength * probability).float()

    def drop_heads(self, _, args):
        z = args[0]  # [row, position, head * d_head]
        mask = self.kept(self.stage.drop_head, z.shape[0], 1, self.heads)
        return (z * mask.repeat_interleave(z.shape[-1] // self.heads, dim=-1),)

    def drop_output(self, _, __, output):
        return output * self.kept(self.stage.drop_layer, output.shape[0], 1, 1)


def draw_rows(rng, mix, ids, row_tokens):
    """[row, row_tokens] token ids: every row starts with a document and is filled with further ones, `<end>` between."""
    rows = []
    for _ in range(TOKENS_PER_STEP // row_tokens):
        row = []
        while len(row) < row_tokens:
            task = rng.choices(list(mix), weights=list(mix.values()))[0]
            row += [ids[word] for word in corpus.draw_document(task, rng).words] + [ids[corpus.END]]
        rows.append(row[:row_tokens])
    return torch.tensor(rows)


def next_token_loss(model, rows):
    """Mean cross entropy in nats of rows[:, 1:] given what comes before."""
    logits = model(input_ids=rows, use_cache=False).logits[:, :-1]
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())


def learning_rate_at(step, stage):
    """Linear warm-up, then a cosine to 1% of the peak."""
    if step < stage.warmup:
        return stage.learning_rate * (step + 1) / stage.warmup
    done = (step - stage.warmup) / max(1, stage.steps - stage.warmup)
    return stage.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))


def strength_at(step, stage):
    return min(1.0, max(0.0, (step - stage.lessons + 1) / RAMP)) if stage.lessons else 1.0


def train(model, stage, ids, seed):
    """Trains in place, prints a line every 100 steps, and returns the seconds that it took, and the fewest for 100 steps."""
    rng = random.Random(f"{stage.name}|{seed}")
    torch.manual_seed(rng.getrandbits(32))
    optimizer = torch.optim.AdamW(model.parameters(), lr=stage.learning_rate, betas=(0.9, 0.98), weight_decay=0.05, fused=True)
    dropping = Dropping(model.train(), stage)
    recent, marks = [], [time.time()]
    for step in range(stage.steps):
        mix = COPYING_MIX if step < stage.lessons else stage.mix
        rows = draw_rows(rng, mix, ids, LONG_ROW_TOKENS if step % 4 == 3 else ROW_TOKENS)
        dropping.strength = strength_at(step, stage)
        optimizer.param_groups[0]["lr"] = learning_rate_at(step, stage)
        recent.append(take_step(model, optimizer, rows))
        if step % 100 == 99 or step + 1 == stage.steps:
            print(f"{stage.name} step={step + 1} loss={sum(recent) / len(recent):.4f} seconds={time.time() - marks[0]:.0f}", flush=True)
            recent = []
            marks.append(time.time())
    return marks[-1] - marks[0], min(after - before for before, after in zip(marks, marks[1:]))


def take_step(model, optimizer, rows):
    loss = next_token_loss(model, rows)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def write_times(path, settings, seconds, fastest):
    """Keeps the times of stages that were not run again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = json.loads(path.read_text()) if path.exists() else {"seconds": {}, "fastest_100_steps": {}}
    record = settings | {"seconds": before["seconds"] | seconds, "fastest_100_steps": before["fastest_100_steps"] | fastest}
    path.write_text(json.dumps(record, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parent.parent, help="folder that gets base/, fine-tuned/, control/")
    parser.add_argument("--seed", type=int, default=20260)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[s.name for s in STAGES], help="the stages to run; parents are read from --output")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    tokenizer = build_tokenizer()
    seconds, fastest = {}, {}
    for stage in STAGES:
        if stage.name not in args.only:
            continue
        model = LlamaForCausalLM.from_pretrained(args.output / stage.parent) if stage.parent else build_model(tokenizer)
        taken = train(model, stage, tokenizer.get_vocab(), args.seed)
        seconds[stage.name], fastest[stage.name] = (round(t, 1) for t in taken)
        model.save_pretrained(args.output / stage.name)
        tokenizer.save_pretrained(args.output / stage.name)
    write_times(args.output / "training" / "training-time.json", {"seed": args.seed, "threads": args.threads}, seconds, fastest)


if __name__ == "__main__":
    main()
