"""Reads Hydrascope's tables from Python.

usage: python examples/questions.py DATA_DIR     (of a running platform: ./hydrascope up --data DATA_DIR)
Needs clickhouse-connect (examples/requirements.txt). Prints the most fragile components and checks one metric against its
definition, from the rows themselves.
"""
import json
import pathlib
import sys

import clickhouse_connect


def connect(data):
    endpoints = json.loads((pathlib.Path(data) / "endpoints.json").read_text())
    return clickhouse_connect.get_client(
        dsn=endpoints["clickhouseUrl"] + "/hydrascope", username=endpoints["readerUser"], password=endpoints["readerPassword"])


def main(data):
    client = connect(data)
    fragile = client.query("SELECT component, logprob_drop_mean, n FROM fragile_components WHERE revision = 'base' AND target = 'next' AND rank <= 3 ORDER BY rank")
    for component, nats, readouts in fragile.result_rows:
        print(f"{component:12} costs {nats:.3f} nats over {readouts} readouts")

    component = fragile.result_rows[0][0]
    rows = client.query(
        "SELECT self_repair, direct_effect FROM effects WHERE revision = 'base' AND target = 'next' AND component = {component:String}",
        parameters={"component": component})
    repaired, direct = (sum(column) for column in zip(*rows.result_rows))
    kept = client.query(
        "SELECT sum(n), any(self_repair_mean), any(direct_effect_mean) FROM latest_metrics WHERE revision = 'base' AND target = 'next' AND component = {component:String}"
        " AND segment = 'all' AND window = 'all' AND kept = 'all'",
        parameters={"component": component})
    n, repair_mean, direct_mean = kept.result_rows[0]
    print(f"{component}: self-repair {repaired / n:.6f} of direct effect {direct / n:.6f} logits, from {n} rows")
    if abs(repaired / n - repair_mean) > 1e-9 or abs(direct / n - direct_mean) > 1e-9:
        sys.exit(f"running_metrics says {repair_mean} of {direct_mean}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
