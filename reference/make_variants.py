#!/usr/bin/env python3
"""Makes the small variants beside the main checkpoints, with their reference numbers.

usage: make_variants.py REFERENCE_HF.py [NAME…]    (in this folder; needs torch, transformers 4.57)
       make_variants.py --configs                  (the same configs as transformers 5 writes them, after the above)
REFERENCE_HF.py is the independent implementation of `hydrascope sweep` on transformers.
"""
import json, pathlib, subprocess, sys, tempfile
import torch, transformers
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

SIZE = dict(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=32)
SMALL = dict(**SIZE, intermediate_size=24)
TWO_HEADS = dict(SMALL, num_attention_heads=2)
GPT2 = dict(vocab_size=40, n_embd=16, n_layer=2, n_head=4, n_positions=32)
LLAMA3 = dict(rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=8)
TYPES = ["sliding_attention", "full_attention"]
F32, F16, BF16 = torch.float32, torch.float16, torch.bfloat16
# The first four came first: their prompts and rows are as they were.
OLD = ["llama_linear_bias", "llama_llama3_tied", "llama_bf16", "gpt2_f16_untied"]
# name: (model_type, config, stored type, target)
VARIANTS = {
    "llama_linear_bias": ("llama", dict(SMALL, num_key_value_heads=1, attention_bias=True, mlp_bias=True,
                                        rope_scaling=dict(rope_type="linear", factor=2.0)), F32, "next"),
    "llama_llama3_tied": ("llama", dict(SMALL, num_key_value_heads=2, head_dim=6, tie_word_embeddings=True, rope_theta=100.0,
                                        rope_scaling=LLAMA3), F32, "argmax"),
    "llama_bf16": ("llama", SMALL, BF16, "argmax"),
    "gpt2_f16_untied": ("gpt2", dict(GPT2, n_inner=24, activation_function="gelu", scale_attn_by_inverse_layer_idx=True,
                                     tie_word_embeddings=False), F16, "next"),
    "gpt2_unprefixed": ("gpt2", dict(GPT2, n_head=2, n_inner=24), F32, "argmax"),
    "llama_sharded": ("llama", dict(TWO_HEADS, num_key_value_heads=1), F32, "argmax"),
    "llama_yarn": ("llama", dict(TWO_HEADS, head_dim=16, rope_theta=100.0, rope_scaling=dict(YARN, beta_fast=4.0, beta_slow=0.5)), BF16, "argmax"),
    "llama_yarn_mscale": ("llama", dict(TWO_HEADS, head_dim=16, rope_scaling=dict(YARN, mscale=0.8, mscale_all_dim=0.5, truncate=False)), BF16, "argmax"),
    "gpt_neox_serial": ("gpt_neox", dict(TWO_HEADS, rotary_pct=0.5, rotary_emb_base=500, use_parallel_residual=False, attention_bias=False), F32, "argmax"),
    "mistral_window": ("mistral", dict(SMALL, num_key_value_heads=2, head_dim=6, sliding_window=3, rope_theta=50.0), BF16, "next"),
    "qwen2": ("qwen2", dict(SMALL, num_key_value_heads=2, tie_word_embeddings=True), F32, "argmax"),
    "qwen2_window": ("qwen2", dict(TWO_HEADS, num_key_value_heads=1, use_sliding_window=True, sliding_window=4, max_window_layers=1), BF16, "argmax"),
    "qwen3_window": ("qwen3", dict(TWO_HEADS, num_key_value_heads=1, head_dim=6, attention_bias=True, use_sliding_window=True, sliding_window=4,
                                   layer_types=TYPES), BF16, "argmax"),
    "gemma2_uncapped": ("gemma2", dict(TWO_HEADS, num_key_value_heads=1, head_dim=6, query_pre_attn_scalar=12, sliding_window=4,
                                       attn_logit_softcapping=None, final_logit_softcapping=None), BF16, "argmax"),
    "gemma3_text": ("gemma3_text", dict(SMALL, num_key_value_heads=2, head_dim=6, query_pre_attn_scalar=10, sliding_window=4, layer_types=TYPES,
                                        rope_theta=1000.0, rope_local_base_freq=20.0, rope_scaling=dict(rope_type="linear", factor=4.0),
                                        final_logit_softcapping=5.0), F32, "argmax"),
    "olmo2": ("olmo2", dict(SMALL, num_key_value_heads=2), F32, "argmax"),
    "phi_head_norms": ("phi", dict(TWO_HEADS, num_key_value_heads=1, qk_layernorm=True), BF16, "argmax"),
    "phi3": ("phi3", dict(SMALL, num_key_value_heads=2, pad_token_id=0), F32, "argmax"),
    "phi3_partial_window": ("phi3", dict(TWO_HEADS, num_key_value_heads=1, partial_rotary_factor=0.5, sliding_window=4, pad_token_id=0,
                                         tie_word_embeddings=True), BF16, "argmax"),
    "opt": ("opt", dict(SIZE, ffn_dim=24, word_embed_proj_dim=16), F32, "argmax"),
    "gptj": ("gptj", dict(GPT2, n_inner=24, rotary_dim=2), F32, "argmax"),
    "gptj_interleaved": ("gptj", dict(GPT2, n_head=2, n_inner=24, rotary_dim=6), BF16, "next"),
    "falcon_7b": ("falcon", dict(SIZE, ffn_hidden_size=24), F32, "argmax"),
    "falcon_new": ("falcon", dict(SIZE, ffn_hidden_size=24, new_decoder_architecture=True, num_kv_heads=2, tie_word_embeddings=False), F32, "argmax"),
    "falcon_new_one_norm": ("falcon", dict(SIZE, num_attention_heads=2, ffn_hidden_size=24, new_decoder_architecture=True, num_kv_heads=1,
                                           num_ln_in_parallel_attn=1, bias=True), BF16, "argmax"),
    "falcon_rw": ("falcon", dict(SIZE, hidden_size=18, num_attention_heads=9, ffn_hidden_size=24, alibi=True, multi_query=False, parallel_attn=False,
                                 bias=True), BF16, "argmax"),
}
# Families that have no main checkpoint: every kind of ablation.
EVERY_ABLATION = ["qwen2", "gemma3_text", "olmo2", "phi3", "opt", "gptj", "falcon_7b", "falcon_new"]
# transformers' eager attention adds Falcon's alibi twice, its default one once; its GPT-J narrows logits to fp32.
CORRECTED = """
import runpy, sys, transformers
_, attention, script, *arguments = sys.argv
load = transformers.AutoModelForCausalLM.from_pretrained
def corrected(*args, dtype, **kwargs):
    model = load(*args, dtype=dtype, **dict(kwargs, attn_implementation=attention))
    widen = lambda _, __, out: transformers.modeling_outputs.CausalLMOutputWithPast(logits=out.logits.to(dtype))
    model.register_forward_hook(widen)
    return model
transformers.AutoModelForCausalLM.from_pretrained = corrected
sys.argv = [script, *arguments]
runpy.run_path(script, run_name="__main__")
"""


def model(seed, kind, config, dtype):
    torch.manual_seed(seed)
    made = AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **config))
    for name, p in made.named_parameters():
        norm_gain = p.dim() == 1 and name.endswith("weight")
        mean = 1.0 if norm_gain and not kind.startswith("gemma") else 0.0
        torch.nn.init.normal_(p, mean=mean, std=0.1 if norm_gain else 0.25)
    return made.to(dtype)


def prompts(name):
    if name in OLD:
        return [{"id": f"p{i}", "tokens": torch.randint(40, (length,)).tolist()} for i, length in enumerate((20, 6))]
    donors = {"p0": ["p1"], "p1": ["p0", "p1"]}
    return [{"id": id, "tokens": torch.randint(40, (length,)).tolist(), "donors": donors[id]} for id, length in (("p0", 12), ("p1", 12))]


def strip_prefix(folder):
    file = folder / "model.safetensors"
    tensors = {name.removeprefix("transformer."): value for name, value in load_file(file).items()}
    for layer in range(2):
        tensors[f"h.{layer}.attn.bias"] = torch.ones(32, 32, dtype=torch.bool).tril().reshape(1, 1, 32, 32)
        tensors[f"h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, file, metadata={"format": "pt"})


def reference(script, folder, file, *options):
    kind, config, _, _ = VARIANTS[folder.name]
    how = ["-c", CORRECTED, "sdpa" if config.get("alibi") else "eager"] if kind in ("gptj", "falcon") else []
    subprocess.run([sys.executable, *how, script, str(folder), str(folder / "prompts.jsonl"), str(folder / file), *options], check=True)


def make(script, seed, name):
    kind, config, dtype, target = VARIANTS[name]
    folder = pathlib.Path(name)
    shard = dict(max_shard_size="8KB") if name == "llama_sharded" else {}
    model(seed, kind, config, dtype).save_pretrained(folder, **shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if name == "gpt2_unprefixed":
        strip_prefix(folder)
    with open(folder / "prompts.jsonl", "w") as out:
        for prompt in prompts(name):
            out.write(json.dumps(prompt) + "\n")
    readout = "3,4" if name in OLD else "7" if config.get("alibi") else "3,7"
    reference(script, folder, "zero_all_positions.jsonl", "--readout", readout, "--target", target, "--responses",
              "--logits", str(folder / "logits.safetensors"))
    if name in EVERY_ABLATION:
        short = ("--readout", "7", "--target", target)
        reference(script, folder, "mean_all_positions.jsonl", "--ablation", "mean", *short)
        reference(script, folder, "resample_all_positions.jsonl", "--ablation", "resample", *short)
        reference(script, folder, "zero_readout_position.jsonl", "--scope", "readout_position", *short)


def write_present_configs():
    for file in sorted(pathlib.Path(".").glob("*/config.json")):
        with tempfile.TemporaryDirectory() as folder:
            AutoConfig.from_pretrained(file.parent).save_pretrained(folder)
            (file.parent / "config.transformers5.json").write_bytes((pathlib.Path(folder) / "config.json").read_bytes())


if __name__ == "__main__":
    if sys.argv[1] == "--configs":
        assert transformers.__version__.startswith("5."), transformers.__version__
        write_present_configs()
    else:
        for seed, name in enumerate(VARIANTS):
            if name in (sys.argv[2:] or VARIANTS):
                make(sys.argv[1], seed, name)
