"""Measures the three revisions on held-out text: `python evaluate.py` writes evaluation.json and the tables of ../README.md.

Loss against a unigram and a bigram baseline, accuracy per task, and self-repair on many independently drawn sets of
held-out prompts. What a comparison says of them: benchmarks/shift/real.
"""
import argparse
import json
import math
import platform
import random
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
import tokenizers
import transformers
from transformers import AutoTokenizer, LlamaForCausalLM

import corpus
import self_repair
import train
from report import write_tables

REVISIONS = ("base", "fine-tuned", "control")
BASELINE_DOCUMENTS = 100_000
HELD_OUT_PER_TASK, PROMPTS_PER_TASK = 400, 50
STRONGEST = 8


# --- loss ------------------------------------------------------------------------------------------------------------

class Baseline:
    """Unigram with one added to each count, and the Witten–Bell bigram on top of it, in nats."""

    def __init__(self, documents, vocabulary_size):
        self.counts, self.pairs, self.followers = Counter(), Counter(), defaultdict(set)
        self.size = vocabulary_size
        for document in documents:
            self.counts.update(document.words)
            for before, word in zip(document.words, document.words[1:]):
                self.pairs[before, word] += 1
                self.followers[before].add(word)
        self.total, self.before = sum(self.counts.values()), Counter()
        for (before, _), count in self.pairs.items():
            self.before[before] += count

    def unigram(self, word):
        return (self.counts[word] + 1) / (self.total + self.size)

    def bigram(self, before, word):
        kinds = len(self.followers[before])
        if kinds == 0:
            return self.unigram(word)
        return (self.pairs[before, word] + kinds * self.unigram(word)) / (self.before[before] + kinds)

    def losses(self, documents):
        """Mean nats of every word but a document's first: (unigram, bigram)."""
        steps = [(a, b) for d in documents for a, b in zip(d.words, d.words[1:])]
        return (-sum(math.log(self.unigram(b)) for _, b in steps) / len(steps),
                -sum(math.log(self.bigram(a, b)) for a, b in steps) / len(steps))


@torch.no_grad()
def log_probabilities(model, token_lists, batch=200):
    """Per document log p of every vocabulary entry at every position: list of [position, vocabulary]"""
    found = []
    for start in range(0, len(token_lists), batch):
        part = token_lists[start:start + batch]
        logits = model(input_ids=self_repair.pad(part)[0], use_cache=False).logits.log_softmax(-1)
        found += [logits[i, :len(tokens)] for i, tokens in enumerate(part)]
    return found


def model_loss(log_p, token_lists):
    """Mean nats of every token but a document's first."""
    nats = [-p[torch.arange(len(t) - 1), t[1:]] for p, t in zip(log_p, token_lists)]
    return torch.cat(nats).double().mean().item()


# --- accuracy --------------------------------------------------------------------------------------------------------

def is_right(log_p, tokens, answer, ids):
    """Without a foil: the answer is the most probable token. With one: it is more probable than the foil."""
    before = log_p[answer.index - 1]
    if answer.foil is None:
        return int(before.argmax()) == tokens[answer.index]
    return bool(before[tokens[answer.index]] > before[ids[answer.foil]])


def wilson(right, n):
    """95% interval of a proportion."""
    z, p = 1.959964, right / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def accuracy(log_p, token_lists, documents, ids):
    """One answer a document, drawn at random, so that the trials are independent."""
    rng = random.Random("answers")
    right = sum(is_right(p, t, rng.choice(d.answers), ids) for p, t, d in zip(log_p, token_lists, documents))
    low, high = wilson(right, len(documents))
    return {"n": len(documents), "accuracy": right / len(documents), "low": low, "high": high}


def evaluate_text(models, tokenizer, seed):
    """Loss and accuracy per task of all revisions and the baselines, on the same held-out documents."""
    ids = tokenizer.get_vocab()
    even = corpus.draw_documents(BASELINE_DOCUMENTS, f"baseline {seed}", train.EVEN_MIX)
    shifted = corpus.draw_documents(BASELINE_DOCUMENTS, f"baseline {seed}", train.SHIFTED_MIX)
    baselines = {"even mix": Baseline(even, len(ids)), "shifted mix": Baseline(shifted, len(ids))}
    held_out = corpus.draw_prompts(HELD_OUT_PER_TASK, f"evaluation {seed}")
    groups = {task: [d for d in held_out if d.task == task] for task in corpus.TASKS}
    accuracies, loss = {name: {} for name in models}, {}
    for task, documents in (groups | {"all": held_out}).items():
        token_lists = [tokenizer.encode(d.text) for d in documents]
        row = {"tokens": sum(len(t) - 1 for t in token_lists)}
        row["unigram"], row["bigram"] = baselines["even mix"].losses(documents)
        row["bigram of the shifted mix"] = baselines["shifted mix"].losses(documents)[1]
        for name, model in models.items():
            log_p = log_probabilities(model, token_lists)
            row[name] = model_loss(log_p, token_lists)
            accuracies[name][task] = accuracy(log_p, token_lists, documents, ids)
        loss[task] = row
    return loss, accuracies


# --- self-repair -----------------------------------------------------------------------------------------------------

def measure_set(models, tokenizer, documents):
    """{revision: {"self_repair", "direct_effect": [prompt, component]}}"""
    token_lists = [tokenizer.encode(d.text) for d in documents]
    return {name: self_repair.measure(model, token_lists) for name, model in models.items()}


def repair_fractions(measured, names):
    """Σ self_repair / Σ direct_effect over prompts, for the components whose mean direct effect is clearly positive in base."""
    direct = {r: m["direct_effect"].sum(0) for r, m in measured.items()}
    repair = {r: m["self_repair"].sum(0) for r, m in measured.items()}
    prompts_counted = len(measured["base"]["direct_effect"])
    heads = [i for i, name in enumerate(names) if "H" in name]
    strongest = sorted(heads, key=lambda i: -direct["base"][i])[:STRONGEST]
    return [{"component": names[i], "prompts": prompts_counted, "direct_effect": direct["base"][i] / prompts_counted}
            | {r: repair[r][i] / direct[r][i] if direct[r][i] > 0.02 * prompts_counted else None for r in measured}
            for i in strongest]


def evaluate_repair(models, tokenizer, seed, set_count):
    names = self_repair.component_names(models["base"].config)
    sets = []
    for i in range(set_count):
        sets.append(measure_set(models, tokenizer, corpus.draw_prompts(PROMPTS_PER_TASK, f"set {seed} {i}")))
        print(f"measured set={i + 1} of={set_count}", flush=True)
    pooled = {r: {k: np.concatenate([s[r][k] for s in sets]) for k in sets[0][r]} for r in models}
    return {"repair": repair_fractions(pooled, names)}


def architecture(model):
    c = model.config
    return {"model_type": c.model_type, "layers": c.num_hidden_layers, "heads per layer": c.num_attention_heads, "d_model": c.hidden_size,
            "d_head": c.head_dim, "MLP width": c.intermediate_size, "context": c.max_position_embeddings, "vocabulary": c.vocab_size,
            "tied embeddings": "yes" if c.tie_word_embeddings else "no",
            "parameters": sum(p.numel() for p in model.parameters())}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sets", type=int, default=6, help="independently drawn prompt sets")
    args = parser.parse_args()
    models = {name: LlamaForCausalLM.from_pretrained(args.models / name).eval() for name in REVISIONS}
    tokenizer = AutoTokenizer.from_pretrained(args.models / "base")
    loss, accuracies = evaluate_text(models, tokenizer, args.seed)
    result = {"seed": args.seed, "loss": loss, "accuracy": accuracies,
              "versions": {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__,
                           "tokenizers": tokenizers.__version__, "numpy": np.__version__},
              "architecture": architecture(models["base"]),
              "stages": [vars(stage) for stage in train.STAGES]}
    result |= evaluate_repair(models, tokenizer, args.seed, args.sets)
    (args.models / "training" / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    write_tables(args.models, result)


if __name__ == "__main__":
    main()
