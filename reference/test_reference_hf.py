"""The reference against a two-layer GPT-2 computed here by hand: nested lists and math, no torch, no hooks.

usage: python -m unittest discover reference
"""
import json
import math
import pathlib
import tempfile
import unittest

import reference_hf
import torch
from transformers import GPT2Config, GPT2LMHeadModel

WIDTH, HEADS, LAYERS, HIDDEN, VOCABULARY, EPSILON = 4, 2, 2, 3, 5, 0.5
PROMPT = {"id": "p", "tokens": [3, 0, 4], "donors": ["d"]}
DONOR = {"id": "d", "tokens": [1, 2, 2], "donors": ["p"]}


def table(rows, columns, seed):
    """Small whole numbers, halved: -1.5 to 1.5."""
    return [[((seed + 5 * row + 3 * column + row * column) % 7 - 3) / 2 for column in range(columns)] for row in range(rows)]


def weights():
    named = {"transformer.wte.weight": table(VOCABULARY, WIDTH, 1), "transformer.wpe.weight": table(8, WIDTH, 4),
             "transformer.ln_f.weight": [1.0, 0.5, 2.0, 1.5], "transformer.ln_f.bias": [0.5, 0.0, -0.5, 1.0]}
    for layer in range(LAYERS):
        at = f"transformer.h.{layer}."
        shapes = {"attn.c_attn": (WIDTH, 3 * WIDTH), "attn.c_proj": (WIDTH, WIDTH), "mlp.c_fc": (WIDTH, HIDDEN), "mlp.c_proj": (HIDDEN, WIDTH)}
        for place, (name, (rows, columns)) in enumerate(shapes.items()):
            named[f"{at}{name}.weight"] = table(rows, columns, 2 + layer + place)
            named[f"{at}{name}.bias"] = table(1, columns, 3 + layer + place)[0]
        for place, name in enumerate(("ln_1", "ln_2")):
            named[f"{at}{name}.weight"] = [1.0 + 0.5 * ((i + place + layer) % 2) for i in range(WIDTH)]
            named[f"{at}{name}.bias"] = table(1, WIDTH, 5 + layer + place)[0]
    return named


W = weights()


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def plus(*vectors):
    return [sum(entries) for entries in zip(*vectors, strict=True)]


def times(vector, matrix):
    """vector [in], matrix [in][out]"""
    return [dot(vector, column) for column in zip(*matrix)]


def norm(x, name):
    mean = sum(x) / len(x)
    scale = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + EPSILON)
    return [(v - mean) / scale * g + b for v, g, b in zip(x, W[name + ".weight"], W[name + ".bias"])], scale


def softmax(scores):
    exponentials = [math.exp(s - max(scores)) for s in scores]
    return [e / sum(exponentials) for e in exponentials]


class HandModel:
    """One run. replaced: (component, position) -> z of a head, or what the component adds to the residual."""

    def __init__(self, tokens, replaced=None):
        self.replaced, self.z, self.parts = replaced or {}, {}, [{} for _ in tokens]
        self.residual = [plus(W["transformer.wte.weight"][token], W["transformer.wpe.weight"][t]) for t, token in enumerate(tokens)]
        for t, x in enumerate(self.residual):
            self.parts[t]["embed"] = x
        for layer in range(LAYERS):
            self.attend(layer)
            self.think(layer)
        read = [norm(x, "transformer.ln_f") for x in self.residual]
        self.scale = [scale for _, scale in read]
        self.logits = [[dot(x, row) for row in W["transformer.wte.weight"]] for x, _ in read]

    def attend(self, layer):
        at, size = f"transformer.h.{layer}.attn.", WIDTH // HEADS
        mixed = [plus(times(norm(x, f"transformer.h.{layer}.ln_1")[0], W[at + "c_attn.weight"]), W[at + "c_attn.bias"]) for x in self.residual]
        for t in range(len(mixed)):
            heads = []
            for head in range(HEADS):
                q, k, v = (slice(block * WIDTH + head * size, block * WIDTH + (head + 1) * size) for block in range(3))
                seen = softmax([dot(mixed[t][q], mixed[past][k]) / math.sqrt(size) for past in range(t + 1)])
                z = [sum(share * mixed[past][v][i] for past, share in enumerate(seen)) for i in range(size)]
                z = self.replaced.get((f"L{layer}H{head}", t), z)
                self.z[layer, head, t] = z
                heads.append(times(z, W[at + "c_proj.weight"][head * size:(head + 1) * size]))
                self.parts[t][f"L{layer}H{head}"] = heads[-1]
            whole = plus(*heads, W[at + "c_proj.bias"])
            added = self.replaced.get((f"L{layer}.attn_out", t), whole)
            self.parts[t][f"L{layer}.attn_bias"] = [a - h for a, h in zip(added, plus(*heads))]
            self.residual[t] = plus(self.residual[t], added)

    def think(self, layer):
        at = f"transformer.h.{layer}.mlp."
        for t, x in enumerate(self.residual):
            hidden = plus(times(norm(x, f"transformer.h.{layer}.ln_2")[0], W[at + "c_fc.weight"]), W[at + "c_fc.bias"])
            added = plus(times([max(h, 0.0) for h in hidden], W[at + "c_proj.weight"]), W[at + "c_proj.bias"])
            added = self.replaced.get((f"L{layer}.mlp_out", t), added)
            self.parts[t][f"L{layer}.mlp_out"] = added
            self.residual[t] = plus(x, added)


def by_hand(intact, ablated, own, t, token):
    """docs/metrics.md, from two runs."""
    rows = W["transformer.wte.weight"]
    u = [w - sum(row[i] for row in rows) / VOCABULARY for i, w in enumerate(rows[token])]
    gained = [g * x for g, x in zip(W["transformer.ln_f.weight"], u)]
    w = [g - sum(gained) / WIDTH for g in gained]
    kappa, s = dot(W["transformer.ln_f.bias"], u), intact.scale[t]
    change = {c: dot(w, [a - b for a, b in zip(ablated.parts[t][c], part)]) / s for c, part in intact.parts[t].items()}
    effect = {c: dot(w, part) / s for c, part in intact.parts[t].items()}
    before, after = (run.logits[t][token] - sum(run.logits[t]) / VOCABULARY for run in (intact, ablated))
    answers = {c: v for c, v in change.items() if c not in own}
    p, q = softmax(intact.logits[t]), softmax(ablated.logits[t])
    return {"intact_logit": before, "ablated_logit": after, "contribution": sum(effect[c] for c in own),
            "direct_effect": -sum(change[c] for c in own), "total_effect": before - after,
            "compensatory_effect": sum(answers.values()), "norm_term": (after - kappa) * (1 - ablated.scale[t] / s),
            "self_repair": after - before - sum(change[c] for c in own), "closure_error": 0.0,
            "heads_response": sum(v for c, v in answers.items() if "H" in c),
            "mlps_response": sum(v for c, v in answers.items() if "mlp" in c),
            "other_response": sum(v for c, v in answers.items() if "H" not in c and "mlp" not in c),
            "positive_response": sum(max(v, 0) for v in answers.values()),
            "erasure_response": sum(min(max(v, 0), max(-effect[c], 0)) for c, v in answers.items()),
            "kl": sum(x * math.log(x / y) for x, y in zip(p, q)), "logprob_drop": math.log(p[token] / q[token]),
            "top1_flip": p.index(max(p)) != q.index(max(q))}


class ReferenceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        config = GPT2Config(vocab_size=VOCABULARY, n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS, n_inner=HIDDEN, n_positions=8,
                            activation_function="relu", layer_norm_epsilon=EPSILON, bos_token_id=0, eos_token_id=0)
        made = GPT2LMHeadModel(config)
        with torch.no_grad():
            for name, parameter in made.named_parameters():
                parameter.copy_(torch.tensor(W[name]))
        made.save_pretrained(cls.temporary.name)
        cls.model = reference_hf.Model(cls.temporary.name)

    def records(self, *prompts, **plan):
        file = pathlib.Path(self.temporary.name) / "rows.jsonl"
        reference_hf.write_rows(self.model, prompts, file, reference_hf.Plan(responses=True, **plan))
        return [record for record in map(json.loads, file.read_text().splitlines()) if record["prompt_id"] == "p"]

    def assert_close(self, record, expected):
        for key, value in expected.items():
            self.assertAlmostEqual(record[key], value, delta=2e-9, msg=f"{record['component']} at {record['position']}: {key}")

    def compare(self, records, replacement, target="argmax"):
        """replacement(component, t) -> what takes its place at t; every record against both runs by hand."""
        intact, tokens = HandModel(PROMPT["tokens"]), PROMPT["tokens"]
        self.assertGreater(len(records), 0)
        for record in records:
            t, name = record["position"], record["component"]
            replaced = {(name, at): value for at in range(len(tokens)) if (value := replacement(name, at, t)) is not None}
            layer = name[:2]
            own = [c for c in intact.parts[t] if c.startswith(layer + "H") or c == layer + ".attn_bias"] if "attn_out" in name else [name]
            token = tokens[t + 1] if target == "next" else max(range(VOCABULARY), key=lambda i: intact.logits[t][i])
            self.assertEqual(record["target_token"], token)
            self.assert_close(record, by_hand(intact, HandModel(tokens, replaced), own, t, token))

    def test_intact_logits_equalHandModel(self):
        run = self.model.run(torch.tensor([PROMPT["tokens"]]))
        for found, expected in zip(run.logits[0].tolist(), HandModel(PROMPT["tokens"]).logits, strict=True):
            for x, y in zip(found, expected, strict=True):
                self.assertAlmostEqual(x, y, delta=1e-12)

    def test_rows_zeroEverywhere_equalHandModel(self):
        records = self.records(PROMPT)
        self.assertEqual(len(records), 3 * LAYERS * (HEADS + 2))
        self.compare(records, lambda name, at, t: self.zeros(name))

    def test_rows_zeroAtReadout_equalHandModel(self):
        records = self.records(PROMPT, scope="readout_position", target="next")
        self.assertEqual(len(records), 2 * LAYERS * (HEADS + 2))
        self.compare(records, lambda name, at, t: self.zeros(name) if at == t else None, "next")

    def test_rows_resample_equalHandModel(self):
        donor = HandModel(DONOR["tokens"])
        self.compare(self.records(PROMPT, DONOR, ablation="resample"), lambda name, at, t: self.value(donor, name, at))

    def test_rows_mean_equalHandModel(self):
        runs = [HandModel(prompt["tokens"]) for prompt in (PROMPT, DONOR)]

        def mean(name, at, t):
            values = [self.value(run, name, position) for run in runs for position in range(3)]
            return [sum(entries) / len(values) for entries in zip(*values)]

        self.compare(self.records(PROMPT, DONOR, ablation="mean"), mean)

    def test_edge_toFinal_changesWhatTheFinalNormReadsAlone(self):
        (record,) = self.records(PROMPT, units="", edges="L0H1->final", readout="last")
        intact = HandModel(PROMPT["tokens"])
        read = plus(intact.residual[2], [-x for x in intact.parts[2]["L0H1"]])
        found, _ = norm(read, "transformer.ln_f")
        logits = [dot(found, row) for row in W["transformer.wte.weight"]]
        self.assertAlmostEqual(record["ablated_logit"], logits[record["target_token"]] - sum(logits) / VOCABULARY, delta=2e-9)
        self.assertEqual(record["compensatory_effect"], 0.0)

    def test_edge_toLaterMlp_changesOnlyWhatItReads(self):
        (record,) = self.records(PROMPT, units="", edges="L0H1->L1.mlp", readout="last")
        intact, tokens = HandModel(PROMPT["tokens"]), PROMPT["tokens"]
        at = "transformer.h.1."
        read = plus(intact.residual[2], [-x for x in intact.parts[2]["L1.mlp_out"]], [-x for x in intact.parts[2]["L0H1"]])
        hidden = plus(times(norm(read, at + "ln_2")[0], W[at + "mlp.c_fc.weight"]), W[at + "mlp.c_fc.bias"])
        added = plus(times([max(h, 0.0) for h in hidden], W[at + "mlp.c_proj.weight"]), W[at + "mlp.c_proj.bias"])
        expected = by_hand(intact, HandModel(tokens, {("L1.mlp_out", 2): added}), [], 2, record["target_token"])
        self.assert_close(record, {key: expected[key] for key in ("ablated_logit", "total_effect", "compensatory_effect", "norm_term", "kl")})
        self.assertEqual(record["direct_effect"], 0.0)

    @staticmethod
    def zeros(name):
        return [0.0] * (WIDTH // HEADS if "H" in name else WIDTH)

    @staticmethod
    def value(run, name, at):
        """What the run has in the component's place: z of a head, else what is added."""
        layer = int(name[1])
        if "H" in name:
            return run.z[layer, int(name[3]), at]
        parts = run.parts[at]
        return parts[name] if "mlp" in name else plus(*(parts[f"L{layer}H{head}"] for head in range(HEADS)), parts[f"L{layer}.attn_bias"])


if __name__ == "__main__":
    unittest.main()
