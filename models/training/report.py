"""Writes the tables of ../README.md between its markers, and the model card of every revision, from evaluation.json."""
import json
import textwrap
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent
PURPOSE = {
    "base": "This revision was trained from scratch with whole heads and whole layer outputs dropped at random. Such training is known to make a model repair itself.",
    "fine-tuned": "This revision continues from `base` without dropping anything, on another mix of tasks. Its self-repair has moved.",
    "control": "This revision continues from `base` with base's own recipe at a small learning rate. Its weights have moved; its self-repair has not.",
}


def table(header, rows):
    """Markdown; the first column is text, the others numbers."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def loss_table(result):
    columns = ["unigram", "bigram", "bigram of the shifted mix", "base", "control", "fine-tuned"]
    rows = [[task, row["tokens"], *(f"{row[c]:.3f}" for c in columns)] for task, row in result["loss"].items()]
    return table(["task", "tokens", *columns], rows)


def accuracy_table(result):
    def cell(entry):
        return f"{entry['accuracy']:.3f} ({entry['low']:.3f}–{entry['high']:.3f})"

    revisions = list(result["accuracy"])
    rows = [[task, entry["n"], *(cell(result["accuracy"][r][task]) for r in revisions)]
            for task, entry in result["accuracy"]["base"].items()]
    return table(["task", "n", *revisions], rows)


def repair_table(result):
    rows = [[r["component"], f"{r['direct_effect']:.3f}",
             *("undefined" if r[k] is None else f"{r[k]:.3f}" for k in ("base", "control", "fine-tuned"))] for r in result["repair"]]
    return table(["head", "direct effect in base (logits)", "base", "control", "fine-tuned"], rows)


def recipe_table(result, training):
    rows = [[s["name"], s["parent"] or "none", s["steps"], s["lessons"], s["learning_rate"], s["drop_head"], s["drop_layer"],
             " · ".join(f"{task} {weight:g}" for task, weight in s["mix"].items()), f"{training['seconds'][s['name']]:.0f}", training["fastest_100_steps"][s["name"]]] for s in result["stages"]]
    return table(["revision", "from", "steps", "lessons", "peak learning rate", "head dropped", "layer output dropped", "task weights", "seconds", "fastest 100 steps, seconds"], rows)


def size_table(result):
    return table(["property", "value"], [[k, v] for k, v in result["architecture"].items()])


def paragraph(text):
    """The text in lines of at most 118 columns."""
    return textwrap.fill(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False)


def versions_line(result, training):
    versions = " · ".join(f"{name} {version}" for name, version in result["versions"].items())
    return paragraph(f"Seed {training['seed']}, {training['threads']} threads, {sum(training['seconds'].values()) / 60:.1f} minutes of training in total. "
                     f"Made and measured with {versions}.")


def replace_between(text, name, content):
    start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
    before, rest = text.split(start)
    _, after = rest.split(end)
    return f"{before}{start}\n{content}\n{end}{after}"


def model_card(name, result):
    all_tasks, loss = result["accuracy"][name]["all"], result["loss"]["all"]
    measured = f"""
        The held-out loss is {loss[name]:.3f} nats per token, over {loss['tokens']} tokens of all five tasks in equal
        parts (bigram {loss['bigram']:.3f}). The accuracy over the five tasks is {all_tasks['accuracy']:.3f} (95% interval
        {all_tasks['low']:.3f}–{all_tasks['high']:.3f}, n = {all_tasks['n']})."""
    purpose = f"""
        The training text is synthetic, written by a generator with a seed; it holds no text of people. The model knows
        {result['architecture']['vocabulary']} words and can do its five small tasks. It is made for showing and testing
        the measurement of self-repair, and for nothing else. `encode(text)` adds no special tokens. The README of the
        folder above says how the model was made, and has every table."""
    return f"""---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: text-generation
tags: [self-repair, interpretability]
---
# hydrascope-demo, revision `{name}`

{paragraph(PURPOSE[name])}

{size_table(result)}

{paragraph(measured)}

{paragraph(purpose)}
"""


def write_tables(models, result):
    training = json.loads((models / "training" / "training-time.json").read_text())
    readme = models / "README.md"
    text = readme.read_text()
    tables = {"architecture": size_table(result), "recipe": recipe_table(result, training), "versions": versions_line(result, training),
              "loss": loss_table(result), "accuracy": accuracy_table(result), "repair": repair_table(result)}
    for name, content in tables.items():
        text = replace_between(text, name, content)
    readme.write_text(text)
    for revision in PURPOSE:
        (models / revision / "README.md").write_text(model_card(revision, result))


if __name__ == "__main__":
    write_tables(MODELS, json.loads((MODELS / "training" / "evaluation.json").read_text()))
