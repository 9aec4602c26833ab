"""E-values, intervals and verdicts for paired differences, looked at after every prompt.

x is [prompt, component]: candidate − base, one value a prompt. The null is |effect| <= delta.
"""
import numpy as np

RHO2 = np.array([0.003, 0.03, 0.3])
KAPPA = np.array([0.03, 0.1, 0.3, 0.9])
GRID = np.linspace(-1, 1, 401)


def predictable_scale(x):
    """Standard deviation (n − 1) of the rows before each row; 0 for the first two. [prompt, component] -> the same."""
    scale = np.zeros_like(x)
    for i in range(2, len(x)):
        scale[i] = x[:i].std(axis=0, ddof=1)
    return scale


def moments(x):
    """Sums over the prompts that count: n, Σ1/s, ΣX/s, Σ1/s², ΣX/s², ΣX²/s², each [component]."""
    scale = predictable_scale(x)
    used = scale > 0
    inverse = np.where(used, 1 / np.where(used, scale, 1), 0)
    return {"n": used.sum(0), "i1": inverse.sum(0), "x1": (x * inverse).sum(0), "i2": (inverse ** 2).sum(0),
            "x2": (x * inverse ** 2).sum(0), "xx2": (x ** 2 * inverse ** 2).sum(0)}


def log_e(m, theta):
    """ln E(θ) of the symmetric family; theta [..., component]."""
    s = m["x1"] - theta * m["i1"]
    v = m["xx2"] - 2 * theta * m["x2"] + theta ** 2 * m["i2"]
    rho2 = RHO2.reshape(-1, *[1] * np.ndim(s))
    each = -0.5 * np.log1p(rho2 * v) + rho2 * s ** 2 / (2 * (1 + rho2 * v))
    return np.logaddexp.reduce(each, axis=0) - np.log(len(RHO2))


def log_e_symmetric(x, delta):
    """min of ln E(θ) over |θ| <= δ, on a grid. [component]"""
    return log_e(moments(x), delta * GRID[:, None]).min(axis=0)


def log_e_betting(x, delta):
    """Bets on the clipped values, both signs, mean over κ. [component]"""
    clip_at = 6 * predictable_scale(x)
    used = clip_at > 0
    clipped = np.clip(x, -clip_at, clip_at)
    paths = []
    for sign in (1, -1):
        for kappa in KAPPA:
            factor = 1 + kappa / (clip_at + delta) * (sign * clipped - delta)
            paths.append(np.log(np.where(used, factor, 1)).sum(axis=0))
    return np.logaddexp.reduce(paths, axis=0) - np.log(len(paths))


def log_e_value(x, delta):
    return np.minimum(log_e_symmetric(x, delta), log_e_betting(x, delta))


def interval(m, level):
    """{θ : E(θ) < 1/level} as (low, high), each [component]; infinite where no prompt counted.

    Found by bisection from the θ with S(θ) = 0, the only point that is inside whatever the data.
    """
    middle = np.divide(m["x1"], m["i1"], out=np.zeros_like(m["x1"]), where=m["i1"] > 0)
    step = 1 / np.sqrt(np.where(m["i2"] > 0, m["i2"], 1))
    return tuple(bisect(m, level, middle, sign * step) for sign in (-1, 1))


def bisect(m, level, inside, step):
    outside, threshold = inside + step, -np.log(level)
    for _ in range(60):
        outside = np.where(log_e(m, outside) < threshold, inside + (outside - inside) * 2, outside)
    unbounded = log_e(m, outside) < threshold
    for _ in range(60):
        half = (inside + outside) / 2
        within = log_e(m, half) < threshold
        inside, outside = np.where(within, half, inside), np.where(within, outside, half)
    return np.where(unbounded, np.copysign(np.inf, step), outside)


def verdicts(x, delta=0.02, alpha=0.05):
    """Per component: verdict, ln e-value, effect, low, high (at the level that its verdict was taken at)."""
    components = x.shape[1]
    m, evidence = moments(x), log_e_value(x, delta)
    shifted = shifted_components(evidence, alpha)
    equivalent, level = equivalent_components(m, delta, alpha, components)
    shifted_level = alpha * max(shifted.sum(), 1) / components
    low, high = (np.where(shifted, a, b) for a, b in zip(interval(m, shifted_level), interval(m, level)))
    verdict = np.where(shifted, "shifted", np.where(equivalent, "equivalent", "undecided"))
    return {"verdict": verdict, "log_e": evidence, "effect": x.mean(axis=0), "low": low, "high": high}


def shifted_components(evidence, alpha):
    """e-BH on ln e-values. [component] bool"""
    components = len(evidence)
    ordered = np.sort(evidence)[::-1]
    enough = ordered >= np.log(components / (alpha * np.arange(1, components + 1)))
    if not enough.any():
        return np.zeros(components, dtype=bool)
    return evidence >= ordered[np.flatnonzero(enough)[-1]]


def equivalent_components(m, delta, alpha, components):
    """The largest k such that k intervals at level αk/K lie inside [−δ, δ]: ([component] bool, the level)."""
    for k in range(components, 0, -1):
        low, high = interval(m, alpha * k / components)
        inside = (low >= -delta) & (high <= delta)
        if inside.sum() >= k:
            return inside, alpha * k / components
    return np.zeros(components, dtype=bool), alpha / components
