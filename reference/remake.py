"""Remakes the fixtures; reference/remake is the way to start it."""
import argparse
import concurrent.futures
import itertools
import os
import pathlib
import shutil
import sys
import tempfile

import compare
import fixtures
import reference_hf  # sets what torch rounds by, before torch
import torch
import transformers
import make_adapters
import make_exports
import make_rows
import make_variants

ADAPTERS = tuple(f"adapters/{name}" for name in fixtures.ADAPTERS)
EXPORTS = tuple(f"exports/{family}" for family in make_exports.WITH_ROWS)
FAMILIES = (*fixtures.GOLDEN, *ADAPTERS, *EXPORTS, "analysis")
CONFIG = "config.json"  # most are of transformers 4, a form that Java reads beside the present one: they stay


def make_golden(name, folder):
    """(made, stored) files of a golden checkpoint; a checkpoint of a seed comes from its seed, a given one from its folder."""
    stored = fixtures.FOLDERS["golden"] / name
    if name in fixtures.VARIANTS:
        make_variants.make(name, folder)
    made = stored if name in fixtures.GIVEN else folder
    is_new = not (stored / CONFIG).exists()
    make_rows.make(name, made, folder if is_new else stored, folder)
    return [(file, stored / file.name) for file in sorted(folder.iterdir()) if file.name != CONFIG or is_new]


def make_analysis(folder):
    rows = (fixtures.FOLDERS["golden"] / "gpt2/zero_all_positions.jsonl").read_text().splitlines(keepends=True)
    first = [row for row in rows if '"prompt_id": "p0"' in row]
    file = folder / fixtures.ANALYSIS_COPY
    file.write_text("".join(first))
    return [(file, fixtures.FOLDERS["analysis"] / file.name)]


def make(family, folder):
    if family == "analysis":
        return make_analysis(folder)
    if family in ADAPTERS:
        make_adapters.make(family.removeprefix("adapters/"), folder)
        return [(file, fixtures.FOLDERS["adapters"] / family.removeprefix("adapters/") / file.name) for file in sorted(folder.iterdir())]
    if family in EXPORTS:
        made = make_exports.make_rows(family.removeprefix("exports/"), folder)
        return [(file, fixtures.FOLDERS["exports"] / file.relative_to(folder)) for file in made]
    return make_golden(family, folder)


def remake(family, check):
    """[(family, file, distance, where)]; without check, what differs by more than rounding takes the stored file's place."""
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        for made, stored in make(family, pathlib.Path(temporary)):
            distance, where = compare.distance(made, stored)
            if distance > compare.SAME and not check:
                stored.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(made, stored)
            found.append((family, str(stored.relative_to(fixtures.ROOT)), distance, where))
    return found


def main():
    options = argparse.ArgumentParser(prog="reference/remake", description="Remakes the fixtures that the Java tests read.")
    options.add_argument("--family", action="append", choices=FAMILIES, metavar="NAME", help=f"only this one: {', '.join(FAMILIES)}")
    options.add_argument("--check", action="store_true", help="change nothing: say how far each fixture is, fail beyond 1e-9")
    given = options.parse_args()
    families = given.family or FAMILIES
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}")
    far, differing = compare.SAME, 0
    with concurrent.futures.ProcessPoolExecutor(min(os.cpu_count(), len(families))) as pool:
        for family, file, distance, where in itertools.chain.from_iterable(pool.map(remake, families, itertools.repeat(given.check))):
            differing += distance > far
            print(f"far   {distance:8.1e}  {file}  {where}" if distance > far else f"same  {distance:8.1e}  {file}", flush=True)
    if differing and given.check:
        sys.exit(f"{differing} files are further than 1e-9 from what the reference finds: reference/README.md says why that can be")
    if differing:
        print(f"{differing} files written; now run reference/check-lock --update")


if __name__ == "__main__":
    main()
