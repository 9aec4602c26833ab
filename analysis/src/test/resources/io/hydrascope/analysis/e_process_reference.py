#!/usr/bin/env python3
"""Writes e_process_reference.json: the definitions of EProcess in plain Python, by brute force over a grid.

usage: e_process_reference.py > e_process_reference.json
"""
import json, math, random

RHO2, KAPPAS = (0.003, 0.03, 0.3), (0.03, 0.1, 0.3, 0.9)


def scales(xs):
    """s_i: standard deviation of what came before, None while unknown or 0"""
    out = []
    for i in range(len(xs)):
        past = xs[:i]
        sd = 0.0
        if i >= 2:
            mean = math.fsum(past) / i
            sd = math.sqrt(math.fsum((x - mean) ** 2 for x in past) / (i - 1))
        out.append(sd or None)
    return out


def log_mean(logs):
    top = max(logs)
    return top + math.log(math.fsum(math.exp(x - top) for x in logs) / len(logs))


def log_e(pairs, theta):
    s = math.fsum((x - theta) / sd for x, sd in pairs)
    v = math.fsum(((x - theta) / sd) ** 2 for x, sd in pairs)
    return log_mean([-0.5 * math.log(1 + r * v) + r * s * s / (2 * (1 + r * v)) for r in RHO2])


def end(pairs, centre, direction, threshold, width):
    """first crossing on a fine grid, then bisection"""
    step, theta = width / 2000, centre
    while log_e(pairs, theta) < threshold:
        theta += direction * step
        if abs(theta - centre) > 40 * width:
            return None
    low, high = theta - direction * step, theta
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if log_e(pairs, middle) >= threshold else (middle, high)
    return high


def case(xs, delta, alpha):
    pairs = [(x, sd) for x, sd in zip(xs, scales(xs)) if sd]
    grid = [delta * (2 * i / 4000 - 1) for i in range(4001)]
    symmetric = min(log_e(pairs, theta) for theta in grid)
    bets = []
    for kappa in KAPPAS:
        for sign in (1, -1):
            bets.append(math.fsum(
                math.log(1 + kappa / (6 * sd + delta) * (sign * max(-6 * sd, min(6 * sd, x)) - delta)) for x, sd in pairs))
    centre = math.fsum(x / sd for x, sd in pairs) / math.fsum(1 / sd for _, sd in pairs)
    width = max(abs(x - centre) for x in xs)
    return {"xs": xs, "delta": delta, "alpha": alpha, "log_e_symmetric": symmetric, "log_e_betting": log_mean(bets),
            "low": end(pairs, centre, -1, -math.log(alpha), width), "high": end(pairs, centre, 1, -math.log(alpha), width)}


random.seed(4)
cases = [
    case([round(random.gauss(0.3, 0.2), 6) for _ in range(60)], 0.02, 0.05),
    case([round(random.gauss(0.0, 0.2), 6) for _ in range(80)], 0.02, 0.01),
    case([0.0, 0.0, 0.0] + [round(random.gauss(-0.1, 0.1), 6) for _ in range(40)], 0.05, 0.001),
    case([round(random.expovariate(2) - 0.5, 6) for _ in range(50)], 0.1, 0.05),
    case([round(random.gauss(2, 0.01), 6) for _ in range(30)], 0.02, 0.05),
]
print(json.dumps(cases, indent=1))
