"""Activations of intact and ablated runs, by hooks on transformers: what VectorSamplerGoldenTest compares with.

One {"ablated": "" or the unit, "donor": "" or its id, "position", "site", "vector"} on each line, of the first prompt, at positions 3 and 7.
"""
import json

import torch

import reference_hf

POSITIONS = (3, 7)


def sites(model, run, position):
    """site -> its vector"""
    found = {"residual": run.residual[0, position]}
    for layer in range(model.layers):
        for head, z in enumerate(run.raw["z", layer][0, position].reshape(model.heads, -1)):
            found[f"L{layer}H{head}"] = z
        found[f"L{layer}.attn_out"] = run.raw["attn_out", layer][0, position]
        found[f"L{layer}.mlp_out"] = run.raw["mlp_out", layer][0, position]
    return found


def ablated(model, tokens, unit, donor, positions):
    """The run with every member of the unit 0, or the donor run's where one is given, at the positions."""
    members = [reference_hf.parse(name) for name in unit.split("+")]

    def edit(kind, layer, value):
        for member in members:
            if (kind, layer) == member[:2]:
                width = value.shape[-1] // model.heads
                span = slice(None) if member.head is None else slice(member.head * width, (member.head + 1) * width)
                for t in positions:
                    value[:, t, span] = donor.raw[kind, layer][:, t, span] if donor else 0
        return value

    return model.run(tokens, edit)


def write(model, prompts, plan, out):
    """plan: (ablation, scope, units)"""
    ablation, scope, units = plan
    first = prompts[0]
    tokens = torch.tensor([first["tokens"]])
    runs = {id: model.run(torch.tensor([tokens])) for id, tokens in ((p["id"], p["tokens"]) for p in prompts)}
    with open(out, "w") as file:
        def tell(run, unit, donor, position):
            for site, vector in sites(model, run, position).items():
                file.write(json.dumps({"ablated": unit, "donor": donor, "position": position, "site": site,
                                       "vector": [round(v, 6) for v in vector.tolist()]}) + "\n")

        for position in POSITIONS:
            tell(runs[first["id"]], "", "", position)
        for unit in units.split(","):
            for donor in first["donors"] if ablation == "resample" else [""]:
                for position in POSITIONS:
                    where = [position] if scope == "readout_position" else range(len(first["tokens"]))
                    tell(ablated(model, tokens, unit, runs.get(donor), where), unit, donor, position)
