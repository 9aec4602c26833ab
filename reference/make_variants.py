"""The small checkpoints whose weights and prompts come from a seed: fixtures.VARIANTS."""
import json

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel
from transformers.models.falcon.modeling_falcon import FalconPreTrainedModel

from fixtures import SHORT_SECOND_PROMPT, VARIANTS

# transformers 5 draws each weight of Falcon's twice and so would move all that follows.
FalconPreTrainedModel._init_weights = PreTrainedModel._init_weights


def model(name):
    kind, config, dtype, _ = VARIANTS[name]
    torch.manual_seed(list(VARIANTS).index(name))
    made = AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **config))
    for label, parameter in made.named_parameters():
        norm_gain = parameter.dim() == 1 and label.endswith("weight")
        mean = 1.0 if norm_gain and not kind.startswith("gemma") else 0.0
        torch.nn.init.normal_(parameter, mean=mean, std=0.1 if norm_gain else 0.25)
    return made.to(getattr(torch, dtype))


def prompts(name):
    """From where the model left the random numbers."""
    def tokens(length):
        return torch.randint(VARIANTS[name][1]["vocab_size"], (length,)).tolist()

    if name in SHORT_SECOND_PROMPT:
        return [{"id": f"p{i}", "tokens": tokens(length)} for i, length in enumerate((20, 6))]
    return [{"id": id, "tokens": tokens(12), "donors": donors} for id, donors in (("p0", ["p1"]), ("p1", ["p0", "p1"]))]


def strip_prefix(folder):
    """As early GPT-2 checkpoints are: no prefix, the causal mask among the weights."""
    file = folder / "model.safetensors"
    tensors = {name.removeprefix("transformer."): value for name, value in load_file(file).items()}
    for layer in range(2):
        tensors[f"h.{layer}.attn.bias"] = torch.ones(32, 32, dtype=torch.bool).tril().reshape(1, 1, 32, 32)
        tensors[f"h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, file, metadata={"format": "pt"})


def make(name, folder):
    shard = dict(max_shard_size="8KB") if name == "llama_sharded" else {}
    model(name).save_pretrained(folder, **shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if name == "gpt2_unprefixed":
        strip_prefix(folder)
    with open(folder / "prompts.jsonl", "w") as out:
        for prompt in prompts(name):
            out.write(json.dumps(prompt) + "\n")
