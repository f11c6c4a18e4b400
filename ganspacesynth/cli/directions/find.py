"""`ganspacesynth directions`, `ganspacesynth_ganspace`, `gansynth_ganspace`: find the directions along which a layer of a model varies."""

import argparse
import functools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.pitches import WRITTEN, whole_pitch
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import check_seed, seed_or_older
from ganspacesynth.cli.sounds.options import add_trait_options, chosen_traits, say

if TYPE_CHECKING:
    import numpy as np

    from ganspacesynth.directions.search.find_to_file import FindSettings, Found
    from ganspacesynth.directions.search.sharding import Work
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

PUBLISHED_NAME, PUBLISHED_PITCH = "ganspacesynth_ganspace", 32  # which the published command took when nobody named a pitch
MIDDLE_C = 60
USUAL_SOUNDS, MOST_SOUNDS = 16384, 1 << 22  # to watch, unless somebody says how many; at most, for an accuracy
ESTIMATORS = ("exact", "sketch", "pca", "ipca", "fbpca", "ica", "spca", "closed-form")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; each is spelt with underscores, as published, and with hyphens."""
    add = functools.partial(_add, parser)
    parser.add_argument(
        "--ckpt_dir",
        "--ckpt-dir",
        "--model",
        metavar="MODEL",
        help="the model: a Magenta or SOPI checkpoint, a native folder, or a name of `ganspacesynth models` (default: the one that comes along)",
    )
    add("--list_layers", action="store_true", help="print the layers and their shapes, and do nothing else")
    add("--layer", default="conv0", metavar="NAME", help="the layer (default conv0, where edits reach everything behind)")
    add(
        "--estimator",
        choices=ESTIMATORS,
        default=None,
        help="how (default exact: nothing approximated; sketch for large layers and millions of sounds, and with --accuracy; "
        "closed-form: what the weights of the first layer answer to most, in a moment)",
    )
    add("--n_components", type=int, default=128, metavar="N", help="directions to find (default 128)")
    add("--random_z_count", type=int, default=None, metavar="N", help="random sounds to watch (default 16384, twice the size of a full conv0)")
    add(
        "--accuracy",
        type=float,
        default=None,
        metavar="DEGREES",
        help="instead: as many sounds as it takes for the first 32 directions to be that near (median; by sketch)",
    )
    add("--plain", action="store_true", help="nothing but what is heard, as published: without what is known of the first layers beforehand")
    usual = PUBLISHED_PITCH if parser.prog == PUBLISHED_NAME else MIDDLE_C
    parser.set_defaults(usual_pitch=usual)
    add("--pitch", type=whole_pitch, default=None, metavar="PITCH", help=f"of those sounds: {WRITTEN} (default: the model's nearest to {usual})")
    add("--seed", type=seed_or_older, default=0, metavar="N", help="the same seed gives the same directions (default 0)")
    add("--batch_size", type=int, default=256, metavar="N", help="sounds computed at once (default 256)")
    add("--pca_batch_size", type=int, default=2048, metavar="N", help="activations given to the estimator at once (default 2048)")
    add(
        "--all_pitches",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also measure the mean at every pitch, so that replace mode can follow pitch (default on)",
    )
    add("--latent", action="store_true", help="also express the directions in z, by regression, for latent mode")
    add("--latent_z_count", type=int, default=16384, metavar="N", help="random sounds for that (default 16384; 10000 at least is wise)")
    add("--passes", type=int, default=1, metavar="N", help="times a sketch listens to all sounds (default 1; 2 where its certificate is poor)")
    add("--workers", type=int, default=0, metavar="N", help="processes that share the work (default: this one, with all processors)")
    add("--ray", metavar="ADDRESS", help="have a Ray cluster do the work: auto, or its address (pip install 'ganspacesynth[ray]')")
    add("--memory", type=float, default=2.4, metavar="GB", help="what sums may take beside the model (default 2.4); large layers want more")
    add("--resume", action="store_true", help="go on where a run that was stopped or killed had come to")
    names = ("--pca_out_file", "--pca-out-file", "-o", "--out")
    parser.add_argument(*names, dest="pca_out_file", metavar="FILE", help="where: .npz (native), or .pickle or .pkl (as published)")
    parser.add_argument("--force", action="store_true", help="overwrite the file")
    add_trait_options(parser)
    parser.set_defaults(wrong_use=parser.error)


def run(args: argparse.Namespace) -> int:
    """Find the directions, write them, and say what they are; or list the layers."""
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.directions_files import checked_suffix
    from ganspacesynth.directions.search.find_to_file import check_unfinished, find_to_file
    from ganspacesynth.directions.search.resume import unfinished_path
    from ganspacesynth.networks.gansynth.gansynth import load_model

    if args.list_layers:
        return _list_layers(load_model(args.ckpt_dir))
    if args.pca_out_file is None:
        args.wrong_use("one of --pca_out_file and --list_layers is needed")
    settings = _settings(args)
    path = check_output(checked_suffix(args.pca_out_file), force=args.force)
    check_seed(args.seed, begun=lambda: args.resume and unfinished_path(path).exists(), refuse=args.wrong_use)
    work = _work(args)
    check_unfinished(path, work, force=args.force)
    conditions = chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=args.velocity)
    model = load_model(args.ckpt_dir).playing(**conditions)
    _summary(find_to_file(model, path, settings, work=work, force=args.force, track=track))
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    from ganspacesynth.directions.search.resume import unfinished_path

    if args.pca_out_file is not None and unfinished_path(Path(args.pca_out_file)).exists():
        return f"What was done is kept in {unfinished_path(Path(args.pca_out_file))}; the same command with --resume goes on from there."
    return "Nothing was kept yet; the same command begins anew."


def main(argv: Sequence[str] | None = None) -> int:
    """Run as a program of its own, under its published name or ours."""
    from ganspacesynth.cli.main import run_subcommand

    return run_subcommand("ganspacesynth.cli.directions.find", sys.argv[1:] if argv is None else argv, prog=PUBLISHED_NAME)


def _add(parser: argparse.ArgumentParser, name: str, **options: object) -> None:
    hyphens = "--" + name[2:].replace("_", "-")
    parser.add_argument(*dict.fromkeys((name, hyphens)), **options)  # type: ignore[arg-type]


def _settings(args: argparse.Namespace) -> "FindSettings":
    from ganspacesynth.directions.search.find_to_file import FindSettings
    from ganspacesynth.directions.search.pca import SearchSettings

    if args.accuracy is not None and args.random_z_count is not None:
        args.wrong_use("either --random_z_count or --accuracy: a number of sounds, or as many as it takes")
    search = SearchSettings(
        estimator=args.estimator or ("exact" if args.accuracy is None else "sketch"),
        n_components=args.n_components,
        n_samples=(USUAL_SOUNDS if args.accuracy is None else MOST_SOUNDS) if args.random_z_count is None else args.random_z_count,
        pitch=args.pitch,
        seed=args.seed,
        batch_size=args.batch_size,
        pca_batch_size=args.pca_batch_size,
        all_pitches=args.all_pitches,
        passes=args.passes,
        plain=args.plain,
        accuracy=args.accuracy,
    )
    return FindSettings(args.layer, search, args.latent_z_count if args.latent else None, args.usual_pitch)


def _work(args: argparse.Namespace) -> "Work":
    """Who does it."""
    from ganspacesynth.directions.search.sharding import Work

    if args.workers and args.ray:
        args.wrong_use("either --workers or --ray: one machine or a cluster")
    memory = round(1e9 * args.memory) if 0.0 < args.memory < 1e6 else args.wrong_use(f"--memory is in gigabytes, above 0, not {args.memory}")
    return Work(workers=args.workers, ray=args.ray, resume=args.resume, memory=memory)


def _list_layers(model: "GANSynth") -> int:
    for name, shape in model.config.layers.items():
        say(f"{name} {'x'.join(map(str, shape))}")
    return 0


def _summary(found: "Found") -> None:
    directions, quality, path = found.directions, found.quality, found.path
    shape = "x".join(map(str, directions.shape))
    say(f"{path}: {directions.n_components} directions of {directions.layer} ({shape}) at pitch {directions.pitch}, by {directions.estimator}")
    if directions.estimator == "closed-form":
        say("  of the first layer's weights; in z, too (mode latent)")
    ratios = directions.var_ratio.astype(float)
    for count in sorted({min(k, len(ratios)) for k in (1, 10, len(ratios))}):
        say(f"  the first {count}: {100 * ratios[:count].sum():.1f} % of the variance")
    if directions.residual is not None:
        residual = sorted(100.0 * directions.residual.astype(float))
        say(f"  residual of a direction: {residual[len(residual) // 2]:.2g} % of its variance (median), {residual[-1]:.2g} % at most")
    if directions.half_angles is not None and directions.half_spreads is not None:
        say(certificate(directions.half_angles, directions.half_spreads))
    if directions.pitches:
        say(f"  means of {len(directions.pitches)} pitches, {directions.pitches[0]} to {directions.pitches[-1]}")
    if quality is not None:
        say(f"  in z: they explain {100 * quality.r2:.0f} % of z; z explains {100 * quality.followed.mean():.0f} % of the change along them")


def certificate(angles: "np.ndarray", spreads: "np.ndarray") -> str:
    """Say how far the two halves of a run are apart, and what that says of the whole."""
    import numpy as np

    some = min(32, len(angles))
    angle, spread = float(np.median(angles[:some])), 100.0 * float(np.median(spreads[:some]))
    worst = float(angles[:some].max())
    return (
        f"  the two halves of the sounds: {angle:.2g} degrees and {spread:.2g} % of stdev apart (median of the first {some}; {worst:.2g} degrees "
        f"at most), so all together are within about {angle / 2:.2g} degrees and {spread / 2:.2g} %"
    )
