"""Trains the model that the adaptive-sweep benchmark is replayed from: `python train.py FOLDER`.

12 layers of 12 heads, so 156 heads and MLPs; trained on the corpus of `models/training` without dropping anything.
"""
import argparse
import sys
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "training"))
import train as training  # noqa: E402 (found through the path above)

STAGE = training.Stage("adaptive-sweep", None, 1700, 2e-3, 200, 0.0, 0.0, training.EVEN_MIX, lessons=600)


def build_model(tokenizer):
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=96, intermediate_size=256, num_hidden_layers=12, num_attention_heads=12,
        num_key_value_heads=12, max_position_embeddings=training.CONTEXT, rms_norm_eps=1e-5, tie_word_embeddings=True,
        bos_token_id=None, eos_token_id=tokenizer.eos_token_id, initializer_range=0.04))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="gets the Hugging Face folder; outside the repository")
    parser.add_argument("--seed", type=int, default=20261)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    tokenizer = training.build_tokenizer()
    model = build_model(tokenizer)
    seconds, _ = training.train(model, STAGE, tokenizer.get_vocab(), args.seed)
    model.save_pretrained(args.folder)
    tokenizer.save_pretrained(args.folder)
    print(f"trained {sum(p.numel() for p in model.parameters())} parameters in {seconds:.0f} s")


if __name__ == "__main__":
    main()
