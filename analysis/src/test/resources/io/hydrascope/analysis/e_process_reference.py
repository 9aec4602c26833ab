#!/usr/bin/env python3
"""Writes e_process_reference.json: the definitions of EProcess in plain Python, by brute force over a grid.

usage: e_process_reference.py > e_process_reference.json
"""
import json, math, random

RHO2, BETS, FIRST = (0.003, 0.03, 0.3), ((0.05, 6), (0.2, 6), (0.7, 6), (0.9, 4.5)), 5


def scales(xs, delta):
    """s_i: standard deviation of what came before, delta while all were 0; None while that is 0 and for the first ones"""
    out = []
    for i in range(len(xs)):
        past = xs[:i]
        if i < FIRST:
            out.append(None)
            continue
        mean = math.fsum(past) / i
        sd = math.sqrt(math.fsum((x - mean) ** 2 for x in past) / (i - 1))
        out.append((sd or None) if any(past) else delta)
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


def wealth(xs, delta, sign, level):
    """log wealth of each bet that sign * mean exceeds level, losing side clipped; none against |mean| <= delta while all were 0"""
    out = []
    for kappa, multiple in BETS:
        logs = []
        for i, (x, sd) in enumerate(zip(xs, scales(xs, delta))):
            if sd and (level < 0 or any(xs[:i])):
                c = multiple * sd
                logs.append(math.log(1 + kappa / (c + delta) * (max(sign * x, -c) - level)))
        out.append(math.fsum(logs))
    return out


def case(xs, delta, alpha):
    pairs = [(x, sd) for x, sd in zip(xs, scales(xs, delta)) if sd]
    grid = [delta * (2 * i / 4000 - 1) for i in range(4001)]
    symmetric = min(log_e(pairs, theta) for theta in grid) if any(xs) else 0.0
    within = log_mean(wealth(xs, delta, 1, delta) + wealth(xs, delta, -1, delta))
    beyond = min(log_mean(wealth(xs, delta, sign, -delta)) for sign in (1, -1))
    centre = math.fsum(x / sd for x, sd in pairs) / math.fsum(1 / sd for _, sd in pairs)
    mean = math.fsum(xs) / len(xs)
    width = max(max(abs(x - centre) for x in xs), delta)
    squares = math.fsum((x - mean) ** 2 for x in xs)
    skew = math.sqrt(len(xs)) * math.fsum((x - mean) ** 3 for x in xs) / squares ** 1.5 if squares else 0.0
    return {"xs": xs, "delta": delta, "alpha": alpha, "log_e_symmetric": symmetric, "log_e_betting": within, "log_e_beyond": beyond,
            "skewness": skew, "low": end(pairs, centre, -1, -math.log(alpha), width), "high": end(pairs, centre, 1, -math.log(alpha), width)}


random.seed(4)
cases = [
    case([round(random.gauss(0.3, 0.2), 6) for _ in range(60)], 0.02, 0.05),
    case([round(random.gauss(0.0, 0.2), 6) for _ in range(80)], 0.02, 0.01),
    case([0.0, 0.0, 0.0] + [round(random.gauss(-0.1, 0.1), 6) for _ in range(40)], 0.05, 0.001),
    case([round(random.expovariate(2) - 0.5, 6) for _ in range(50)], 0.1, 0.05),
    case([0.0] * 40, 0.02, 0.05),
    case([round(random.gauss(2, 0.01), 6) for _ in range(30)], 0.02, 0.05),
]
print(json.dumps(cases, indent=1))
