#!/usr/bin/env python3
"""Tiny random models as ONNX, what the reference finds in them, and of some the checkpoints they were exported from.

usage: make_exports.py FOLDER [NAME ...]    exports graphs into FOLDER; needs requirements-exports.txt
Rows and checkpoints are remade by reference/remake; this command alone makes graphs, with the exporters whose form they show.
"""
import json
import pathlib
import shutil
import sys
import tempfile
import warnings

import reference_hf  # sets what torch rounds by, before torch
import onnx
import torch
import transformers as tf

VOCABULARY, WIDTH, HEADS, LAYERS, POSITIONS = 40, 24, 4, 2, 32
PROMPTS = [{"id": "a", "tokens": [3, 17, 38, 5, 9, 22, 31], "donors": ["c"]}, {"id": "b", "tokens": [12, 0, 27, 27, 14], "donors": ["a"]},
           {"id": "c", "tokens": [6, 33, 20, 5, 1, 18, 39], "donors": ["a"]}]
READOUT = "2,4"
COMMON = dict(vocab_size=VOCABULARY, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
              max_position_embeddings=POSITIONS, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2, pad_token_id=0)

CONFIGS = {
    "gpt2": tf.GPT2Config(vocab_size=VOCABULARY, n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS, n_positions=POSITIONS,
                          bos_token_id=1, eos_token_id=2),
    "llama": tf.LlamaConfig(**COMMON, intermediate_size=40, num_key_value_heads=2),
    "llama_wide": tf.LlamaConfig(**COMMON, intermediate_size=40, num_key_value_heads=4, head_dim=8, attention_bias=True, mlp_bias=True),
    "qwen3": tf.Qwen3Config(**COMMON, intermediate_size=40, num_key_value_heads=2, head_dim=8),
    "gpt_neox": tf.GPTNeoXConfig(**COMMON, intermediate_size=40, use_parallel_residual=True, rotary_pct=0.67),
    "phi": tf.PhiConfig(**COMMON, intermediate_size=40, partial_rotary_factor=0.67),
    "opt": tf.OPTConfig(**{**COMMON, "tie_word_embeddings": True}, ffn_dim=40, word_embed_proj_dim=WIDTH),
    "gemma2": tf.Gemma2Config(**COMMON, intermediate_size=40, num_key_value_heads=2, head_dim=6, sliding_window=16),
    "bert": tf.BertConfig(**COMMON, intermediate_size=40),
}
# Graphs that are refused: nobody asks what they compute.
REFUSED = ("gemma2", "bert")
WITH_ROWS = tuple(family for family in CONFIGS if family not in REFUSED)
# Every family's zero ablation at all positions; one family's other ablations.
ZERO = {"zero": {}}
OTHERS = {"gpt_neox": {"readout": dict(scope="readout_position"), "mean": dict(ablation="mean"), "resample": dict(ablation="resample")}}
# Whose checkpoints are kept: learned positions and biases; grouped keys without biases; parallel attention and MLP.
CHECKPOINTS = ("gpt2", "llama", "gpt_neox")


def model(name, attention="eager"):
    torch.manual_seed(sum(name.encode()))
    kind = tf.AutoModelForMaskedLM if name == "bert" else tf.AutoModelForCausalLM
    made = kind.from_config(CONFIGS[name], attn_implementation=attention).eval()
    with torch.no_grad():  # large enough that every ablation is felt, every bias and gain of its own
        for label, p in made.named_parameters():  # transformers 4 called GPT-NeoX's lm_head embed_out
            noise = torch.randn_like(p)
            norm_gain = p.dim() == 1 and "norm" in label.lower().replace("ln_", "norm") and "weight" in label
            embedding = any(word in label for word in ("wte", "wpe", "emb")) or (name, label) == ("gpt_neox", "lm_head.weight")
            p.copy_(1 + 0.2 * noise if norm_gain else noise * (0.3 if p.dim() == 1 else 0.6 if embedding else 0.25))
        made.tie_weights()
    return made


def make_rows(family, out):
    """The files of one exported model but its graphs."""
    files = [out / "prompts.jsonl"]
    files[0].write_text("".join(json.dumps(prompt) + "\n" for prompt in PROMPTS))
    with tempfile.TemporaryDirectory() as checkpoint:
        model(family).save_pretrained(checkpoint)
        reference = reference_hf.Model(checkpoint)
        if family in CHECKPOINTS:
            files.append(out / f"{family}_checkpoint/model.safetensors")
            files[-1].parent.mkdir()
            shutil.copyfile(f"{checkpoint}/model.safetensors", files[-1])
    for name, options in (ZERO | OTHERS.get(family, {})).items():
        files.append(out / f"{family}_{name}.jsonl")
        reference_hf.write_rows(reference, PROMPTS, files[-1], reference_hf.Plan(readout=READOUT, responses=True, **options))
    return files


class Plain(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.model.config.use_cache = False

    def forward(self, input_ids):
        return self.model(input_ids).logits


class Masked(Plain):
    def forward(self, input_ids, attention_mask, position_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, use_cache=False).logits


class WithPast(Plain):
    """As `optimum-cli export onnx --task text-generation-with-past` names its inputs."""
    def forward(self, input_ids, attention_mask, *past):
        cache = tf.DynamicCache.from_legacy_cache(tuple(zip(past[::2], past[1::2])))
        out = self.model(input_ids=input_ids, attention_mask=attention_mask, past_key_values=cache, use_cache=True)
        return (out.logits, *[x for layer in out.past_key_values.to_legacy_cache() for x in layer])


def torchscript(wrapper, ids, path, extra=(), names=(), outputs=(), axes=None, opset=17):
    torch.onnx.export(wrapper, (ids, *extra), str(path), input_names=["input_ids", *names], output_names=["logits", *outputs],
                      dynamic_axes={"input_ids": {0: "batch", 1: "sequence"}, "logits": {0: "batch", 1: "sequence"}, **(axes or {})},
                      opset_version=opset, dynamo=False, do_constant_folding=True)


def dynamo(wrapper, ids, path, external=False):
    shapes = {"input_ids": {0: torch.export.Dim("batch", min=2, max=4096), 1: torch.export.Dim("sequence", min=2, max=POSITIONS)}}
    program = torch.onnx.export(wrapper, (ids,), dynamo=True, input_names=["input_ids"], output_names=["logits"], dynamic_shapes=shapes)
    program.save(str(path), external_data=external)


def masked(wrapper, ids, path):
    both = {0: "batch", 1: "sequence"}
    torchscript(Masked(wrapper.model), ids, path, (torch.ones_like(ids), torch.arange(ids.shape[1]).expand_as(ids)),
                ("attention_mask", "position_ids"), axes={"attention_mask": both, "position_ids": both})


def with_past(wrapper, ids, path):
    config = wrapper.model.config
    keys = getattr(config, "num_key_value_heads", config.num_attention_heads)
    past = [torch.zeros(ids.shape[0], keys, 3, WIDTH // HEADS) for _ in range(2 * LAYERS)]
    names = [f"past_key_values.{l}.{kind}" for l in range(LAYERS) for kind in ("key", "value")]
    outputs = [n.replace("past_key_values", "present") for n in names]
    axes = {n: {0: "batch", 2: "past_sequence"} for n in names} | {"attention_mask": {0: "batch", 1: "total"}}
    torchscript(WithPast(wrapper.model), ids, path, (torch.ones(ids.shape[0], 3 + ids.shape[1], dtype=torch.long), *past),
                ("attention_mask", *names), outputs, axes)


def strip(path):
    """Takes out where in which Python file each operation came from."""
    made = onnx.load(path, load_external_data=False)
    for part in (made, made.graph, *made.graph.node, *made.graph.value_info, *made.graph.input, *made.graph.output, *made.graph.initializer):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    made.graph.ClearField("value_info")
    onnx.save(made, path)


# export: (model, attention, how)
EXPORTS = {
    "gpt2_opset14": ("gpt2", "eager", lambda w, i, p: torchscript(w, i, p, opset=14)),
    "gpt2_sdpa_masked": ("gpt2", "sdpa", masked),
    "gpt2_dynamo": ("gpt2", "eager", dynamo),
    "gpt2_with_past": ("gpt2", "eager", with_past),
    "llama_torchscript": ("llama", "eager", torchscript),
    "llama_dynamo_external": ("llama", "sdpa", lambda w, i, p: dynamo(w, i, p, external=True)),
    "llama_wide_masked": ("llama_wide", "sdpa", masked),
    "qwen3_torchscript": ("qwen3", "sdpa", torchscript),
    "gpt_neox_torchscript": ("gpt_neox", "eager", torchscript),
    "gpt_neox_dynamo": ("gpt_neox", "sdpa", dynamo),
    "phi_torchscript": ("phi", "sdpa", torchscript),
    "phi_dynamo": ("phi", "eager", dynamo),
    "opt_torchscript": ("opt", "eager", masked),
    "opt_dynamo": ("opt", "eager", dynamo),
    "gemma2_torchscript": ("gemma2", "eager", torchscript),
    "bert_torchscript": ("bert", "eager", torchscript),
}


def follow_masks_without_vmap():
    """Neither exporter can follow vmap. These names are gone from transformers 5."""
    from transformers.integrations.executorch import sdpa_mask_without_vmap
    from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

    def eager_mask_without_vmap(*args, dtype=torch.float32, **kwargs):
        kwargs |= dict(allow_is_causal_skip=False, allow_torch_fix=False)
        return torch.where(sdpa_mask_without_vmap(*args, **kwargs), torch.tensor(0.0, dtype=dtype), torch.finfo(dtype).min)

    ALL_MASK_ATTENTION_FUNCTIONS.register("eager", eager_mask_without_vmap)
    ALL_MASK_ATTENTION_FUNCTIONS.register("sdpa", sdpa_mask_without_vmap)


def export(name, folder):
    family, attention, how = EXPORTS[name]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ids = torch.randint(0, VOCABULARY, (2, 6), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        how(Plain(model(family, attention)), ids, folder / "model.onnx")
    strip(folder / "model.onnx")


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    if not tf.__version__.startswith("4.57."):
        sys.exit(f"transformers={tf.__version__}: these graphs show the form of 4.57; install reference/requirements-exports.txt")
    follow_masks_without_vmap()
    warnings.filterwarnings("ignore")
    failed = []
    for name in sys.argv[2:] or EXPORTS:
        try:
            export(name, pathlib.Path(sys.argv[1]) / name)
        except Exception as e:  # each exporter fails in its own ways: the others are still wanted
            failed.append(f"{name}: {type(e).__name__}: {str(e)[:300]}")
    sys.exit("\n".join(failed) or 0)


if __name__ == "__main__":
    main()
