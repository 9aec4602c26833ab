"""What the reference finds on a golden checkpoint: rows, logits, activations, and its config as the installed transformers writes it."""
import pathlib
import tempfile

from transformers import AutoConfig

import fixtures
import make_activations
import reference_hf

PRESENT_CONFIG = "config.transformers5.json"


def present_config(folder, out):
    with tempfile.TemporaryDirectory() as temporary:
        AutoConfig.from_pretrained(folder).save_pretrained(temporary)
        out.write_bytes((pathlib.Path(temporary) / "config.json").read_bytes())


def make(name, checkpoint, stored, out):
    """Everything that a run of the checkpoint finds, into folder out. stored holds the config.json of transformers 4."""
    model = reference_hf.Model(checkpoint)
    prompts = reference_hf.read_prompts(checkpoint / "prompts.jsonl")
    for file, plan in fixtures.rows(name).items():
        logits = out / "logits.safetensors" if file == "zero_all_positions.jsonl" else None
        reference_hf.write_rows(model, prompts, out / file, reference_hf.Plan(**plan), logits=logits)
    for file, plan in fixtures.activations(name).items():
        make_activations.write(model, prompts, plan, out / file)
    present_config(stored, out / PRESENT_CONFIG)
