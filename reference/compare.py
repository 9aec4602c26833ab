"""How far two files of one name lie from each other."""
import json
import math

from safetensors import safe_open

# Rows are rounded to nine digits: what differs in the sixteenth may differ in the ninth.
SAME = 1.0001e-9
IGNORED = ("transformers_version",)


def distance(made, stored):
    """(largest difference of two numbers, where); infinite where anything else differs"""
    if not stored.exists():
        return math.inf, "is new"
    if made.suffix == ".jsonl":
        return farthest(lines(made), lines(stored))
    if made.suffix == ".json":
        return farthest(json.loads(made.read_text()), json.loads(stored.read_text()))
    if made.suffix == ".safetensors":
        return tensors(made, stored)
    return (0.0, "") if made.read_bytes() == stored.read_bytes() else (math.inf, "other bytes")


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def farthest(made, stored, where=""):
    if is_number(made) and is_number(stored):
        return abs(made - stored), where
    if isinstance(made, dict) and isinstance(stored, dict):
        keys = [key for key in made if key not in IGNORED]
        if set(keys) != set(stored) - set(IGNORED):
            return math.inf, f"{where}: keys {sorted(set(made) ^ set(stored))}"
        pairs = [(made[key], stored[key], f"{where}/{key}") for key in keys]
    elif isinstance(made, list) and isinstance(stored, list):
        if len(made) != len(stored):
            return math.inf, f"{where}: {len(made)} entries, not {len(stored)}"
        pairs = [(*pair, f"{where}[{i}]") for i, pair in enumerate(zip(made, stored))]
    else:
        return (0.0, "") if made == stored else (math.inf, f"{where}: {made!r}, not {stored!r}")
    return max((farthest(*pair) for pair in pairs), default=(0.0, ""), key=lambda found: found[0])


def tensors(made, stored):
    with safe_open(made, "pt") as a, safe_open(stored, "pt") as b:
        if set(a.keys()) != set(b.keys()):
            return math.inf, f"tensors {sorted(set(a.keys()) ^ set(b.keys()))}"
        pairs = [(a.get_tensor(name), b.get_tensor(name), name) for name in a.keys()]
    for x, y, name in pairs:
        if x.dtype != y.dtype or x.shape != y.shape:
            return math.inf, f"{name}: {x.dtype} {list(x.shape)}, not {y.dtype} {list(y.shape)}"
    return max((((x.double() - y.double()).abs().max().item(), name) for x, y, name in pairs), key=lambda found: found[0])
