"""Zero ablation at all positions of every head, attn_out and mlp_out, read for the true next token, on a batch of prompts.

direct_effect = w·c/s, total_effect = ℓ − ℓ', self_repair = direct_effect − total_effect, with the centred logit ℓ.
Prompts are padded on the right, which a causal model does not see.
"""
import numpy as np
import torch


def pad(token_lists):
    """-> tokens [prompt, position], real [prompt, position − 1]: whether a position has a next token to read."""
    length = max(map(len, token_lists))
    tokens = torch.tensor([t + [0] * (length - len(t)) for t in token_lists])
    real = torch.tensor([[i + 1 < len(t) for i in range(length - 1)] for t in token_lists])
    return tokens, real


def component_names(config):
    layers, heads = config.num_hidden_layers, config.num_attention_heads
    return [name for l in range(layers) for name in [f"L{l}H{h}" for h in range(heads)] + [f"L{l}.attn_out", f"L{l}.mlp_out"]]


class Readout:
    """The centred logit of the true next token, from the final residual: ℓ = w·r/s."""

    def __init__(self, model, tokens):
        self.norm, unembed = model.model.norm, model.lm_head.weight
        self.w = self.norm.weight * (unembed[tokens[:, 1:]] - unembed.mean(0))  # [prompt, position − 1, d_model]

    def scale(self, residual):
        return torch.sqrt(residual.pow(2).mean(-1) + self.norm.variance_epsilon)

    def logit(self, residual):
        """residual [prompt, position, d_model] -> [prompt, position − 1]"""
        return ((self.w * residual[:, :-1]).sum(-1)) / self.scale(residual)[:, :-1]

    def direct_effect(self, component, residual):
        """What a component [prompt, position, d_model] adds to the logit at the intact scale: [prompt, position − 1]"""
        return ((self.w * component[:, :-1]).sum(-1)) / self.scale(residual)[:, :-1]


class Run:
    """A forward pass block by block that keeps what is needed to restart behind a component."""

    def __init__(self, model, tokens):
        self.blocks, self.heads = model.model.layers, model.config.num_attention_heads
        x = model.model.embed_tokens(tokens)
        self.rotary = model.model.rotary_emb(x, torch.arange(tokens.shape[1])[None])
        self.inputs, self.attention, self.mlp = [], [], []  # [layer]: residual before, heads' parts, MLP's part
        for layer in range(len(self.blocks)):
            self.inputs.append(x)
            parts = self.head_parts(layer, x)
            middle = x + parts.sum(0)
            self.attention.append(parts)
            self.mlp.append(self.mlp_part(layer, middle))
            x = middle + self.mlp[layer]
        self.residual = x

    def head_parts(self, layer, x):
        """What every head adds: [head, prompt, position, d_model]"""
        attention, seen = self.blocks[layer].self_attn, []
        handle = attention.o_proj.register_forward_pre_hook(lambda _, args: seen.append(args[0]))
        attention(self.blocks[layer].input_layernorm(x), position_embeddings=self.rotary, attention_mask=None)
        handle.remove()
        z = seen[0].unflatten(-1, (self.heads, -1))  # [prompt, position, head, d_head]
        out = attention.o_proj.weight.T.unflatten(0, (self.heads, -1))  # [head, d_head, d_model]
        return torch.einsum("bthe,hed->hbtd", z, out)

    def mlp_part(self, layer, middle):
        block = self.blocks[layer]
        return block.mlp(block.post_attention_layernorm(middle))

    def finish(self, layer, x):
        """The final residual when the layers from `layer` on read x."""
        for block in self.blocks[layer:]:
            output = block(x, position_embeddings=self.rotary, attention_mask=None)
            x = output[0] if isinstance(output, tuple) else output
        return x

    def ablations(self):
        """(component [prompt, position, d_model], final residual without it), in the order of `component_names`."""
        for layer, (x, parts, mlp) in enumerate(zip(self.inputs, self.attention, self.mlp)):
            whole = parts.sum(0)
            for part in [*parts, whole]:
                middle = x + whole - part
                yield part, self.finish(layer + 1, middle + self.mlp_part(layer, middle))
            yield mlp, self.finish(layer + 1, x + whole)


def measure(model, token_lists, batch=25):
    """-> {"self_repair", "direct_effect"}: [prompt, component], the mean over each prompt's readouts."""
    by_length = sorted(range(len(token_lists)), key=lambda i: len(token_lists[i]))
    parts = [measure_batch(model, [token_lists[i] for i in by_length[start:start + batch]]) for start in range(0, len(by_length), batch)]
    back = np.argsort(by_length)
    return {name: np.concatenate([p[name] for p in parts])[back] for name in parts[0]}


def measure_batch(model, token_lists):
    repair, direct, real = measure_rows(model, token_lists)
    weight = (real / real.sum(1, keepdim=True)).double()  # [prompt, position − 1]
    return {"self_repair": torch.einsum("cbt,bt->bc", repair.double(), weight).numpy(),
            "direct_effect": torch.einsum("cbt,bt->bc", direct.double(), weight).numpy()}


@torch.no_grad()
def measure_rows(model, token_lists):
    """-> self_repair, direct_effect [component, prompt, position − 1], and which of the positions are real."""
    model.eval()
    tokens, real = pad(token_lists)
    run, readout = Run(model, tokens), Readout(model, tokens)
    logit = readout.logit(run.residual)
    direct, total = [], []
    for component, residual in run.ablations():
        direct.append(readout.direct_effect(component, run.residual))
        total.append(logit - readout.logit(residual))
    direct = torch.stack(direct)
    return direct - torch.stack(total), direct, real
