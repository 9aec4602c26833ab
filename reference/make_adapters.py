"""Small LoRA adapters of golden checkpoints, and the logits of PEFT's merge_and_unload: fixtures.ADAPTERS."""
import json

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from fixtures import ADAPTERS, FOLDERS


def adapted(name):
    base, options = ADAPTERS[name]
    torch.manual_seed(1000 + list(ADAPTERS).index(name))
    model = AutoModelForCausalLM.from_pretrained(FOLDERS["golden"] / base, dtype=torch.float64)
    if "vocabulary" in options:
        model.resize_token_embeddings(model.config.vocab_size + options["vocabulary"], mean_resizing=False)
    lora = {key: value for key, value in options.items() if key != "vocabulary"}
    with_adapter = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **lora), autocast_adapter_dtype=False)
    for label, parameter in with_adapter.named_parameters():
        if parameter.requires_grad:
            with torch.no_grad():
                parameter.add_(torch.randn_like(parameter) * (0.05 if "magnitude" in label else 0.1))
    return with_adapter


def narrow(file, model):
    """Stores fp32, as people's adapters are, and goes on with what is stored."""
    save_file({name: value.float().contiguous() for name, value in load_file(file).items()}, file, metadata={"format": "pt"})
    for parameter in model.parameters():
        parameter.data = parameter.data.float().double()


def make(name, folder):
    base = ADAPTERS[name][0]
    model = adapted(name)
    model.save_pretrained(folder)
    narrow(folder / "adapter_model.safetensors", model)
    (folder / "README.md").unlink(missing_ok=True)
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = base
    config["target_modules"] = sorted(config["target_modules"])  # PEFT writes a set in any order
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    merged = model.merge_and_unload().eval()
    prompts = [json.loads(line) for line in open(FOLDERS["golden"] / base / "prompts.jsonl")]
    with torch.no_grad():
        logits = {prompt["id"]: merged(torch.tensor([prompt["tokens"]])).logits[0].float().contiguous() for prompt in prompts}
    save_file(logits, folder / "logits.safetensors")
