#!/usr/bin/env python3
"""Makes the small variants beside the two main checkpoints, with their reference numbers.

usage: make_variants.py REFERENCE_HF.py    (in this folder; needs torch, transformers)
REFERENCE_HF.py is the independent implementation of `hydrascope sweep` on transformers.
"""
import json, pathlib, subprocess, sys
import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

SMALL = dict(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, max_position_embeddings=32)
LLAMA3 = dict(rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
# name: (config, stored type, target)
VARIANTS = {
    "llama_linear_bias": (LlamaConfig(**SMALL, num_key_value_heads=1, attention_bias=True, mlp_bias=True,
                                      rope_scaling=dict(rope_type="linear", factor=2.0)), torch.float32, "next"),
    "llama_llama3_tied": (LlamaConfig(**SMALL, num_key_value_heads=2, head_dim=6, tie_word_embeddings=True, rope_theta=100.0,
                                      rope_scaling=LLAMA3), torch.float32, "argmax"),
    "llama_bf16": (LlamaConfig(**SMALL), torch.bfloat16, "argmax"),
    "gpt2_f16_untied": (GPT2Config(vocab_size=40, n_embd=16, n_layer=2, n_head=4, n_positions=32, n_inner=24, activation_function="gelu",
                                   scale_attn_by_inverse_layer_idx=True, tie_word_embeddings=False), torch.float16, "next"),
}
for seed, (name, (config, dtype, target)) in enumerate(VARIANTS.items()):
    torch.manual_seed(seed)
    model = (GPT2LMHeadModel if config.model_type == "gpt2" else LlamaForCausalLM)(config)
    for parameter_name, p in model.named_parameters():
        norm_gain = p.dim() == 1 and parameter_name.endswith("weight")
        torch.nn.init.normal_(p, mean=1.0 if norm_gain else 0.0, std=0.1 if norm_gain else 0.25)
    model.to(dtype).save_pretrained(name)
    folder = pathlib.Path(name)
    (folder / "generation_config.json").unlink(missing_ok=True)
    with open(folder / "prompts.jsonl", "w") as out:
        for i, length in enumerate((20, 6)):
            out.write(json.dumps({"id": f"p{i}", "tokens": torch.randint(40, (length,)).tolist()}) + "\n")
    rows = folder / "zero_all_positions.jsonl"
    subprocess.run([sys.executable, sys.argv[1], name, str(folder / "prompts.jsonl"), str(rows), "--readout", "3,4",
                    "--target", target, "--responses"], check=True)
