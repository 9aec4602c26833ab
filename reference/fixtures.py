"""What the Java tests read: where it lies and how each file was made. Standard library only."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The one place that knows where fixtures lie.
FOLDERS = {
    "golden": ROOT / "capture-agent/model/src/test/resources/golden",
    "exports": ROOT / "capture-agent/model/src/test/resources/exports",
    "adapters": ROOT / "capture-agent/model/src/test/resources/adapters",
    "chat": ROOT / "capture-agent/model/src/test/resources/chat",
    "analysis": ROOT / "analysis/src/test/resources/io/hydrascope/analysis",
}
ANALYSIS_COPY = "gpt2_zero_all_positions.jsonl"  # the first prompt's rows of golden/gpt2/zero_all_positions.jsonl

EDGES = "L0H1->L1.attn,L0H1->L2.mlp,L0.mlp_out->L2.attn,L1.attn_out->L2.mlp,L0H2->final,L1.mlp_out->final"
SINGLE_UNITS = "L0H1,L1.attn_out,L1.mlp_out,L0H1+L1.mlp_out"

# Checkpoints of three layers. Their seeds were not kept: weights, config.json and prompts.jsonl are given.
GIVEN = ("gemma2", "gpt2", "gpt_neox", "llama", "mistral", "phi", "qwen3")
WITH_EDGES = ("gpt2", "gpt_neox", "llama")
WITH_READOUTS = ("gemma2", "gpt2", "llama", "phi")
# checkpoint: ((ablation, scope, units), ...)
ACTIVATIONS = {
    "gpt2": (("zero", "all_positions", SINGLE_UNITS),),
    "gpt_neox": (("zero", "all_positions", SINGLE_UNITS),),
    "gemma2": (("zero", "all_positions", SINGLE_UNITS), ("resample", "readout_position", "L0H1,L1H2+L1.mlp_out")),
}

SIZE = dict(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=32)
SMALL = dict(**SIZE, intermediate_size=24)
TWO_HEADS = dict(SMALL, num_attention_heads=2)
GPT2 = dict(vocab_size=40, n_embd=16, n_layer=2, n_head=4, n_positions=32)
LLAMA3 = dict(rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=8)
LINEAR = dict(rope_type="linear")
MINISTRAL = dict(YARN, original_max_position_embeddings=16, rope_theta=100.0, mscale=1.0, mscale_all_dim=1.0, beta_fast=32.0,
                 beta_slow=1.0, llama_4_scaling_beta=0.1)
TYPES = ["sliding_attention", "full_attention"]
F32, F16, BF16 = "float32", "float16", "bfloat16"
# name: (model_type, config, stored type, target). The seed is the place in this table: append, never insert.
VARIANTS = {
    "llama_linear_bias": ("llama", dict(SMALL, num_key_value_heads=1, attention_bias=True, mlp_bias=True,
                                        rope_scaling=dict(LINEAR, factor=2.0)), F32, "next"),
    "llama_llama3_tied": ("llama", dict(SMALL, num_key_value_heads=2, head_dim=6, tie_word_embeddings=True, rope_theta=100.0,
                                        rope_scaling=LLAMA3), F32, "argmax"),
    "llama_bf16": ("llama", SMALL, BF16, "argmax"),
    "gpt2_f16_untied": ("gpt2", dict(GPT2, n_inner=24, activation_function="gelu", scale_attn_by_inverse_layer_idx=True,
                                     tie_word_embeddings=False), F16, "next"),
    "gpt2_unprefixed": ("gpt2", dict(GPT2, n_head=2, n_inner=24), F32, "argmax"),
    "llama_sharded": ("llama", dict(TWO_HEADS, num_key_value_heads=1), F32, "argmax"),
    "llama_yarn": ("llama", dict(TWO_HEADS, head_dim=16, rope_theta=100.0, rope_scaling=dict(YARN, beta_fast=4.0, beta_slow=0.5)),
                   BF16, "argmax"),
    "llama_yarn_mscale": ("llama", dict(TWO_HEADS, head_dim=16,
                                        rope_scaling=dict(YARN, mscale=0.8, mscale_all_dim=0.5, truncate=False)), BF16, "argmax"),
    "gpt_neox_serial": ("gpt_neox", dict(TWO_HEADS, rotary_pct=0.5, rotary_emb_base=500, use_parallel_residual=False,
                                         attention_bias=False), F32, "argmax"),
    "mistral_window": ("mistral", dict(SMALL, num_key_value_heads=2, head_dim=6, sliding_window=3, rope_theta=50.0), BF16, "next"),
    "qwen2": ("qwen2", dict(SMALL, num_key_value_heads=2, tie_word_embeddings=True), F32, "argmax"),
    "qwen2_window": ("qwen2", dict(TWO_HEADS, num_key_value_heads=1, use_sliding_window=True, sliding_window=4, max_window_layers=1),
                     BF16, "argmax"),
    "qwen3_window": ("qwen3", dict(TWO_HEADS, num_key_value_heads=1, head_dim=6, attention_bias=True, use_sliding_window=True,
                                   sliding_window=4, layer_types=TYPES), BF16, "argmax"),
    "gemma2_uncapped": ("gemma2", dict(TWO_HEADS, num_key_value_heads=1, head_dim=6, query_pre_attn_scalar=12, sliding_window=4,
                                       attn_logit_softcapping=None, final_logit_softcapping=None), BF16, "argmax"),
    "gemma3_text": ("gemma3_text", dict(SMALL, num_key_value_heads=2, head_dim=6, query_pre_attn_scalar=10, sliding_window=4,
                                        layer_types=TYPES, rope_theta=1000.0, rope_local_base_freq=20.0,
                                        rope_scaling=dict(LINEAR, factor=4.0), final_logit_softcapping=5.0), F32, "argmax"),
    "olmo2": ("olmo2", dict(SMALL, num_key_value_heads=2), F32, "argmax"),
    "phi_head_norms": ("phi", dict(TWO_HEADS, num_key_value_heads=1, qk_layernorm=True), BF16, "argmax"),
    "phi3": ("phi3", dict(SMALL, num_key_value_heads=2, pad_token_id=0), F32, "argmax"),
    "phi3_partial_window": ("phi3", dict(TWO_HEADS, num_key_value_heads=1, partial_rotary_factor=0.5, sliding_window=4, pad_token_id=0,
                                         tie_word_embeddings=True), BF16, "argmax"),
    "opt": ("opt", dict(SIZE, ffn_dim=24, word_embed_proj_dim=16), F32, "argmax"),
    "gptj": ("gptj", dict(GPT2, n_inner=24, rotary_dim=2), F32, "argmax"),
    "gptj_interleaved": ("gptj", dict(GPT2, n_head=2, n_inner=24, rotary_dim=6), BF16, "next"),
    "falcon_7b": ("falcon", dict(SIZE, ffn_hidden_size=24), F32, "argmax"),
    "falcon_new": ("falcon", dict(SIZE, ffn_hidden_size=24, new_decoder_architecture=True, num_kv_heads=2, tie_word_embeddings=False),
                   F32, "argmax"),
    "falcon_new_one_norm": ("falcon", dict(SIZE, num_attention_heads=2, ffn_hidden_size=24, new_decoder_architecture=True, num_kv_heads=1,
                                           num_ln_in_parallel_attn=1, bias=True), BF16, "argmax"),
    "falcon_rw": ("falcon", dict(SIZE, hidden_size=18, num_attention_heads=9, ffn_hidden_size=24, alibi=True, multi_query=False,
                                 parallel_attn=False, bias=True), BF16, "argmax"),
    "gemma": ("gemma", dict(SMALL, num_key_value_heads=1, head_dim=6), F32, "argmax"),
    "smollm3": ("smollm3", dict(SMALL, num_key_value_heads=2, no_rope_layer_interval=2, pad_token_id=0), F32, "next"),
    "olmo3": ("olmo3", dict(SMALL, num_key_value_heads=2, sliding_window=4, layer_types=TYPES, rope_scaling=YARN),
              F32, "argmax"),
    "exaone4": ("exaone4", dict(SMALL, num_key_value_heads=2, sliding_window=4, layer_types=TYPES), F32, "argmax"),
    "exaone4_full": ("exaone4", dict(SMALL, num_key_value_heads=2, sliding_window=None, layer_types=["full_attention"] * 2),
                     BF16, "argmax"),
    "glm4": ("glm4", dict(SMALL, num_key_value_heads=2, head_dim=8, pad_token_id=0), F32, "argmax"),
    "ernie4_5": ("ernie4_5", dict(SMALL, num_key_value_heads=2, head_dim=6, use_bias=True), F32, "argmax"),
    "ministral3": ("ministral3", dict(SMALL, num_key_value_heads=2, head_dim=8, rope_parameters=MINISTRAL), F32, "next"),
    "phi3_longrope": ("phi3", dict(SMALL, num_key_value_heads=2, pad_token_id=0, original_max_position_embeddings=16,
                                   rope_scaling=dict(type="longrope", short_factor=[1.1, 1.5], long_factor=[2.0, 4.0])), F32, "argmax"),
    "llama_dynamic": ("llama", dict(SMALL, num_key_value_heads=2, rope_scaling=dict(rope_type="dynamic", factor=2.0)),
                      BF16, "argmax"),
}
# Two prompts of 20 and 6 tokens without donors; all later variants have two of 12.
SHORT_SECOND_PROMPT = ("llama_linear_bias", "llama_llama3_tied", "llama_bf16", "gpt2_f16_untied")
# Families without a given checkpoint: every kind of ablation.
EVERY_ABLATION = ("qwen2", "gemma3_text", "olmo2", "phi3", "opt", "gptj", "falcon_7b", "falcon_new",
                  "gemma", "smollm3", "olmo3", "exaone4", "glm4", "ernie4_5", "ministral3")
ALSO_AT_READOUT = ("mistral_window", "phi3_partial_window", "phi_head_norms", "qwen2_window", "qwen3_window")

GOLDEN = tuple(sorted((*GIVEN, *VARIANTS)))

ATTENTION = ["q_proj", "v_proj", "o_proj"]
# name: (golden checkpoint, options of PEFT's LoraConfig; vocabulary: the base's rows are made so many). Append, never insert.
ADAPTERS = {
    "llama": ("llama_bf16", dict(r=3, lora_alpha=6, target_modules=[*ATTENTION, "down_proj"])),
    "llama_rslora_patterns": ("llama_bf16", dict(r=2, lora_alpha=3, use_rslora=True, target_modules=[*ATTENTION, "up_proj"],
                                            rank_pattern={"layers.1.self_attn.q_proj": 4}, alpha_pattern={"^model.*v_proj": 9})),
    "llama_dora": ("llama_bf16", dict(r=2, lora_alpha=4, use_dora=True, target_modules=[*ATTENTION, "gate_proj"])),
    "llama_tokens_norms": ("llama_bf16", dict(r=2, target_modules=["q_proj"], trainable_token_indices=[1, 7, 30],
                                         modules_to_save=["norm", "input_layernorm"])),
    "llama_head_and_embedding": ("llama_bf16", dict(r=2, lora_alpha=2, target_modules=["lm_head", "embed_tokens", "k_proj"])),
    "llama_grown": ("llama_bf16", dict(r=2, target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"], vocabulary=+8)),
    "llama_tied": ("llama_llama3_tied", dict(r=2, target_modules=["embed_tokens", "q_proj"])),
    "llama_untied_by_saving": ("llama_llama3_tied", dict(r=2, target_modules=["q_proj"], modules_to_save=["embed_tokens"])),
    "gpt2": ("gpt2", dict(r=3, lora_alpha=6, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True, bias="all")),
    "gpt2_dora": ("gpt2", dict(r=2, use_dora=True, target_modules=["c_attn", "c_fc"], fan_in_fan_out=True)),
    "qwen2_biases": ("qwen2", dict(r=2, target_modules=["q_proj", "down_proj"], bias="lora_only")),
    "phi3": ("phi3", dict(r=2, target_modules=["qkv_proj", "gate_up_proj"])),
}


def target(name):
    return VARIANTS[name][3] if name in VARIANTS else "argmax"


def readout(name):
    return "3,4" if name in SHORT_SECOND_PROMPT else "7" if name == "falcon_rw" else "3,7"


def rows(name):
    """file -> what reference_hf.Plan takes, of one golden checkpoint"""
    short = "3,7" if name in GIVEN or name in ALSO_AT_READOUT else "7"
    every = name in GIVEN or name in EVERY_ABLATION
    plans = {"zero_all_positions": dict(readout=readout(name), responses=True)}
    if every:
        plans["mean_all_positions"] = dict(readout=short)
        plans["resample_all_positions"] = dict(readout="7")
    if every or name in ALSO_AT_READOUT:
        plans["zero_readout_position"] = dict(readout=short)
    if name in WITH_READOUTS:
        plans |= {f"{ablation}_readout_position": dict(readout=short) for ablation in ("mean", "resample")}
    if name in WITH_EDGES:
        plans["edges_zero_all_positions"] = dict(readout=short, units="", edges=EDGES)
    return {f"{file}.jsonl": dict(ablation=file.removeprefix("edges_").split("_")[0], target=target(name),
                                  scope="_".join(file.split("_")[-2:]), **plan) for file, plan in plans.items()}


def activations(name):
    """file -> (ablation, scope, units) of one golden checkpoint"""
    return {f"activations_{ablation}_{scope}.jsonl": (ablation, scope, units) for ablation, scope, units in ACTIVATIONS.get(name, ())}
