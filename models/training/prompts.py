"""Writes prompts/probe.jsonl and prompts/reference.jsonl from the held-out split: `python prompts.py`."""
import json
from pathlib import Path

import corpus

FOLDER = Path(__file__).resolve().parent.parent / "prompts"
PROBE, REFERENCE = FOLDER / "probe.jsonl", FOLDER / "reference.jsonl"
PROBE_SEED, REFERENCE_SEED = 101, 202
PROBES_PER_TASK, REFERENCES = 50, 64


def write(path, name, documents):
    """One {"id", "text", "segment": {"task"}} a line, in the shuffled order that the seed gave."""
    lines = [json.dumps({"id": f"{name}-{i:04d}", "text": d.text, "segment": {"task": d.task}}) for i, d in enumerate(documents, 1)]
    path.write_text("\n".join(lines) + "\n")


def main():
    FOLDER.mkdir(exist_ok=True)
    probes = corpus.draw_prompts(PROBES_PER_TASK, PROBE_SEED)
    per_task = -(-REFERENCES // len(corpus.TASKS))
    references = corpus.draw_prompts(per_task, REFERENCE_SEED, exclude={d.text for d in probes})[:REFERENCES]
    write(PROBE, "probe", probes)
    write(REFERENCE, "reference", references)


if __name__ == "__main__":
    main()
