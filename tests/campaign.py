"""Hold logscan to the truth over many simulated histories: `make campaign N=10000`.

Each history is judged whole, and again with one kind of damage. A table says, per scenario, how the verdicts compare with the truth; each
breach of a law is printed with what repeats it. Of some histories a finding is cut out, and must prove itself. Precision, recall, statuses
and signatures count pairs whose evidence survived; `of all` is the precision over all that is called stale: a hole in which just the repair
stood may leave no trace. Below stands which signature is taken for which.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from logscan.errors import LogscanError
from logscan.simulate.damage import DAMAGES, Damage
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenarios
from tests.excerpt.law import holds, one_of
from tests.simulate.oracle import NOT_JUDGED, REPACKED, Said, breaches, opposite, said, undecodable

SHOWN = 2_000
EXCERPTS = 50  # a finding of one history in so many is cut out, which takes as long as judging many
NONE = "nothing"


@dataclass
class Score:
    """Counts, the breaches in words, and how often each signature that is true (first) is called what (second)."""

    counts: Counter[str] = field(default_factory=Counter)
    called: Counter[tuple[str, str]] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add what other histories gave."""
        self.counts.update(other.counts)
        self.called.update(other.called)
        self.broken += other.broken

    def breach(self, law: str, where: str) -> None:
        """Note that a law is broken."""
        self.counts[law] += 1
        self.broken.append(f"{law}: {where}")


def judged(task: tuple[str, int]) -> tuple[str, Score]:
    """Judge one history whole and damaged; a crash is a breach like any other."""
    name, seed = task
    try:
        return name, _judged(name, seed)
    except Exception as error:  # noqa: BLE001 - the other histories go on
        score = Score()
        where = traceback.extract_tb(error.__traceback__)[-1]
        score.breach("crash", f"{name} {seed}: {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})")
        return name, score


def _judged(name: str, seed: int) -> Score:
    """Judge one history whole and damaged, and compare with the truth."""
    kinds = list(DAMAGES.values())
    damage = kinds[seed % len(kinds)]
    score = Score()
    score.counts["histories"] += 1
    whole = simulate(scenarios()[name], seed)
    before = said(whole)
    if before.unexplained > undecodable(whole):
        score.breach("unexplained", f"{before.unexplained} deliveries of {name} {seed}")
    _compare(score, whole, before, f"{name} {seed}", whole=True)
    hurt = whole.damaged(damage)
    after = said(hurt)
    _compare(score, hurt, after, f"{name} {seed} {damage.name}", whole=False)
    _changed(score, hurt, before, after, damage)
    if seed % EXCERPTS == 0:
        _cut_out(score, hurt, f"{name} {seed} {damage.name}")
    return score


def _compare(score: Score, simulation: Simulation, say: Said, where: str, *, whole: bool) -> None:
    for law, pair, word in breaches(simulation, say, whole=whole):
        score.counts["false and provable"] += law == "false stale" and pair.provable
        truth = f"{pair.verdict} {pair.signature} {pair.status}/{pair.value}{'' if pair.provable else ' not provable'}"
        score.breach(law, f"{where} {pair.controller[-5:]} {pair.asset[:8]}: {word}, in truth {truth}")
    for pair in simulation.truth.pairs:
        word = say.of(pair)
        score.counts["pairs"] += 1
        score.counts["claimed"] += word.verdict == "stale"
        score.counts["claimed and provable"] += word.verdict == "stale" and pair.provable
        score.counts["stale"] += pair.provable and pair.verdict == "stale"
        score.counts["signed"] += pair.provable and pair.verdict == word.verdict and word.verdict in ("stale", "stuck")
        score.counts["shown"] += pair.provable and pair.status is not None
        if pair.provable and word.verdict not in (None, "inconclusive", "pending"):
            score.called[pair.signature or NONE, word.signature or NONE] += 1
        score.counts["unclear"] += word.verdict in ("inconclusive", "pending")


def _changed(score: Score, hurt: Simulation, before: Said, after: Said, damage: Damage) -> None:
    """No damage turns a verdict into its opposite, and where no line is lost nothing changes."""
    for pair in hurt.truth.pairs:
        one, other = before.of(pair), after.of(pair)
        same = one == other if damage.name in REPACKED else pair.overtaken or not opposite(one, other)
        if not same:
            where = f"{hurt.truth.scenario} {hurt.seed} {damage.name} {pair.controller[-5:]} {pair.asset[:8]}"
            score.breach("changed", f"{where}: {one}, then {other}; in truth {pair.verdict} {pair.signature}")


def _cut_out(score: Score, hurt: Simulation, where: str) -> None:
    """An excerpt of any finding proves it as the logs do."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = one_of(hurt, Path(folder), hurt.seed)
        if chosen is not None:
            try:
                holds(*chosen)
            except (AssertionError, LogscanError) as error:
                score.breach("excerpt", f"{where} {chosen[1].id}: {error}")


def confusion(score: Score) -> str:
    """Give, for each signature that is true, how often it is called what; where evidence survived, and something is said."""
    rows: dict[str, Counter[str]] = {}
    for (true, said_), n in score.called.items():
        rows.setdefault(true, Counter())[said_] += n
    return "\n".join(
        f"{true:<36}  {own[true]:>7} right" + "".join(f", {n} {other}" for other, n in own.most_common() if other != true)
        for true, own in sorted(rows.items())
    )


def _share(part: int, whole: int) -> str:
    """Give a share as people read it; exactly 1 only for all."""
    return "-" if whole == 0 else "1.0000" if part == whole else f"{min(part / whole, 0.9999):.4f}"


def table(scores: dict[str, Score], everything: Score) -> str:
    """Give the table: a row for each scenario, and one for all."""
    head = ("scenario", "histories", "pairs", "precision", "of all", "recall", "status", "signature", "unclear", "unexplained", "breaches")
    rows = [head]
    for name, score in [*sorted(scores.items()), ("all", everything)]:
        n = score.counts
        rows.append(
            (
                name,
                str(n["histories"]),
                str(n["pairs"]),
                _share(n["claimed and provable"] - n["false and provable"], n["claimed and provable"]),
                _share(n["claimed"] - n["false stale"], n["claimed"]),
                _share(n["stale"] - n["missed stale"], n["stale"]),
                _share(n["shown"] - n["wrong status"], n["shown"]),
                _share(n["signed"] - n["wrong signature"], n["signed"]),
                _share(n["unclear"], n["pairs"]),
                str(n["unexplained"]),
                str(len(score.broken)),
            )
        )
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) if at == 0 else cell.rjust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


def main() -> int:
    """Run it; 1 when a law is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("n", type=int, nargs="?", default=10_000, help="how many histories")
    options.add_argument("--seed", type=int, default=1_000, help="the first seed")
    options.add_argument("--scenario", action="append", help="only this one; may be given again")
    given = options.parse_args()
    names = given.scenario or [name for name in scenarios() if name not in NOT_JUDGED]
    tasks = [(names[at % len(names)], given.seed + at // len(names)) for at in range(given.n)]
    scores: dict[str, Score] = {name: Score() for name in names}
    begin = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, (name, score) in enumerate(pool.map(judged, tasks, chunksize=8), 1):
            scores[name].add(score)
            if sys.stderr.isatty() or done % 500 == 0:
                left = (time.monotonic() - begin) / done * (given.n - done)
                broken = sum(len(one.broken) for one in scores.values())
                end = "\r" if sys.stderr.isatty() else "\n"
                sys.stderr.write(f"{done} of {given.n} histories, {broken} breaches, {left:.0f} s left {end}")
    everything = Score()
    for score in scores.values():
        everything.add(score)
    for breach in everything.broken[:SHOWN]:
        print(breach)
    if len(everything.broken) > SHOWN:
        print(f"and {len(everything.broken) - SHOWN} more")
    print(table(scores, everything), confusion(everything), sep="\n\n")
    return int(bool(everything.broken))


if __name__ == "__main__":
    sys.exit(main())
