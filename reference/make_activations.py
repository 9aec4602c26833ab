#!/usr/bin/env python3
"""Activations of intact and ablated runs, by hooks on transformers: what VectorSamplerGoldenTest compares with.

usage: make_activations.py REFERENCE_HF.py FAMILY_FOLDER ABLATION SCOPE UNITS OUT.jsonl
       ABLATION zero|resample, SCOPE all_positions|readout_position, UNITS such as L0H1,L1.mlp_out,L0H1+L1.mlp_out
needs: torch, transformers; the module that made the other files of this folder.

OUT.jsonl: {"ablated": "" or the unit, "donor": "" or its id, "position", "site", "vector"} of the first prompt, at positions 3 and 7.
"""
import importlib.util, json, os, sys
import torch

POSITIONS = [3, 7]


def load(path):
    spec = importlib.util.spec_from_file_location("reference_hf", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    reference, folder, ablation, scope, units, out = sys.argv[1:]
    hf = load(reference)
    model = hf.Model(folder, torch.float64)
    prompts = {p["id"]: p for p in map(json.loads, open(os.path.join(folder, "prompts.jsonl")))}
    prompt = next(iter(prompts.values()))
    tokens = torch.tensor([prompt["tokens"]])

    def write(file, run, ablated, donor, position):
        _, residual, _, _, raw = run
        sites = {"residual": residual[0, position]}
        for layer in range(model.layers):
            for head, z in enumerate(raw["z", layer][0, position].reshape(model.heads, -1)):
                sites[f"L{layer}H{head}"] = z
            sites[f"L{layer}.attn_out"] = raw["attn_out", layer][0, position]
            sites[f"L{layer}.mlp_out"] = raw["mlp_out", layer][0, position]
        for site, vector in sites.items():
            file.write(json.dumps({"ablated": ablated, "donor": donor, "position": position, "site": site,
                                   "vector": [round(v, 6) for v in vector.tolist()]}) + "\n")

    def ablate(unit, donor, position):
        values = model.run(torch.tensor([prompts[donor]["tokens"]]))[4] if donor else None
        parts = [hf.parse(name) for name in unit.split("+")]

        def edit(kind, layer, value):
            for of, at, head in parts:
                if (of, at) != (kind, layer):
                    continue
                new = values[kind, layer][:, :value.shape[1]] if donor else torch.zeros_like(value)
                where = [position] if scope == "readout_position" else range(value.shape[1])
                width = value.shape[-1] // model.heads
                span = slice(None) if head is None else slice(head * width, (head + 1) * width)
                for t in where:
                    value[:, t, span] = new[:, t, span]
            return value

        return model.run(tokens, edit)

    with open(out, "w") as file:
        intact = model.run(tokens)
        for position in POSITIONS:
            write(file, intact, "", "", position)
        for unit in units.split(","):
            for donor in prompt["donors"] if ablation == "resample" else [""]:
                for position in POSITIONS:
                    write(file, ablate(unit, donor, position), unit, donor, position)


main()
