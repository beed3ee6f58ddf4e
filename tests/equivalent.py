"""The mutants that no test can notice, and why."""

from __future__ import annotations

__all__ = ["KNOWN_EQUIVALENT"]

KNOWN_EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("model/explain.py", "MOST = 128", "128 -> 129"): "one state more shows nowhere",
    ("model/explain.py", "simulated: bool = False", "False -> True"): "every delivery is made with all its fields",
    ("model/explain.py", "explained: bool = True", "True -> False"): "every delivery is made with all its fields",
    (
        "model/explain.py",
        "paths = ahead if len(ahead) <= MOST else dict(sorted(ahead.items(), key=lambda item: item[1].cost)[:MOST])",
        "len(ahead) <= MOST -> False",
    ): "no state is lost; only of equally good accounts another may come first",
    (
        "model/explain.py",
        "paths = ahead if len(ahead) <= MOST else dict(sorted(ahead.items(), key=lambda item: item[1].cost)[:MOST])",
        "len(ahead) <= MOST -> len(ahead) < MOST",
    ): "no state is lost; only of equally good accounts another may come first",
    (
        "model/explain.py",
        'cut = history.endswith("$")',
        "history.endswith('$') -> history.endswith('')",
    ): "only `$` leaves an applied notification without its line",
    ("model/explain.py", "applied_at=pairs.get(at) if not unpaired else None,", "not unpaired -> True"): "what is unpaired is in no pair",
    (
        "model/explain.py",
        "explained=outcome is not Outcome.UNKNOWN and (not unpaired or cut),",
        "outcome is not Outcome.UNKNOWN and (not unpaired or cut) -> outcome is not Outcome.UNKNOWN",
    ): "only `$` leaves an applied notification without its line",
    (
        "model/explain.py",
        "armed=state.asset.armed or (handler.arms and state.registering and state.simulated and not state.spent and state.calling < 0),",
        (
            "handler.arms and state.registering and state.simulated and (not state.spent) and (state.calling < 0)"
            " -> handler.arms and state.simulated and (not state.spent) and (state.calling < 0)"
        ),
    ): "only a registration under way has called the handler",
    (
        "model/explain.py",
        "armed=state.asset.armed or (handler.arms and state.registering and state.simulated and not state.spent and state.calling < 0),",
        "state.calling < 0 -> state.calling <= 0",
    ): "a call at the very beginning that nothing answers has a cheaper account",
    (
        "model/explain.py",
        "armed=state.asset.armed or (handler.arms and state.registering and state.simulated and not state.spent and state.calling < 0),",
        "state.calling < 0 -> state.calling < 1",
    ): "a call at the very beginning that nothing answers has a cheaper account",
    ("model/explain.py", "unexplained=path.cost[0],", "path.cost[0] -> path.cost[1]"): "`explain` counts for itself",
    ("model/steps.py", "TWICE: Cost = (0, 40)", "(0, 40) -> (1, 40)"): "only its second part is read",
    ("model/steps.py", "TWICE: Cost = (0, 40)", "(0, 40) -> (0, 41)"): "a price: what counts is its rank among the others",
    ("model/steps.py", "yield Step(state, (0, 3))", "(0, 3) -> (0, 4)"): "a price: what counts is its rank among the others",
    (
        "model/steps.py",
        "if outcome is not Outcome.APPLIED:",
        "outcome is not Outcome.APPLIED -> True",
    ): "the same step once more, and dearer",
    (
        "model/steps.py",
        "if state.asset.registered and not state.asset.armed:",
        "state.asset.registered and (not state.asset.armed) -> not state.asset.armed",
    ): "dearer than to be dropped before registration",
    (
        "model/steps.py",
        "if state.waiting >= 0:",
        "state.waiting >= 0 -> state.waiting > 0",
    ): "a notification at the very beginning that nothing answers has a cheaper account",
    (
        "model/steps.py",
        "if state.waiting >= 0:",
        "state.waiting >= 0 -> state.waiting >= 1",
    ): "a notification at the very beginning that nothing answers has a cheaper account",
    (
        "model/steps.py",
        "cost = (cost[0] + 1, cost[1])",
        "cost[0] -> cost[1]",
    ): "that the one before was lost has an account as cheap: to say so at once",
    (
        "model/steps.py",
        "cost = (cost[0] + 1, cost[1])",
        "cost[0] + 1 -> cost[0] + 2",
    ): "that the one before was lost has an account as cheap: to say so at once",
    (
        "model/steps.py",
        "if state.waiting == state.calling == -1:",
        "state.waiting == state.calling == -1 -> True",
    ): "dearer than to pair the line",
    ("model/steps.py", "if state.waiting >= 0:", "state.waiting >= 0 -> True"): "dearer than the removal alone, and of no notification",
    (
        "model/steps.py",
        "written = state._replace(may_simulate=state.may_simulate and not state.registering)",
        "state.may_simulate and (not state.registering) -> not state.registering",
    ): "only a registration under way is asked, and it sets this anew",
    (
        "model/steps.py",
        "yield Step(written, RARE if state.registering and state.simulated else NONE)",
        "state.registering and state.simulated -> state.simulated",
    ): "only a registration under way has called the handler",
    (
        "model/steps.py",
        "closed = state._replace(asset=asset, registering=False, may_simulate=False, simulated=False, calling=-1, spent=False)",
        "may_simulate=False -> may_simulate=True",
    ): "only a registration under way is asked, and it sets this anew",
    (
        "model/steps.py",
        "closed = state._replace(asset=asset, registering=False, may_simulate=False, simulated=False, calling=-1, spent=False)",
        "spent=False -> spent=True",
    ): "only a registration under way is asked, and it sets this anew",
    (
        "model/story.py",
        "self.of_line = {delivery.applied_at: delivery for delivery in explanation.deliveries if delivery.applied_at is not None}",
        "delivery.applied_at is not None -> True",
    ): "no line stands at None",
    ("model/story.py", "self.exact = False", "self.exact = False -> pass"): "the first notification sets it",
    ("model/story.py", "self.exact = False", "False -> True"): "the first notification sets it",
    ("model/story.py", "self.carried, self.exact = 0, False", "(0, False) -> (0, True)"): "what was carried is not final",
    (
        "model/story.py",
        "return self.now is None and bool(self.done) and (at < self.traced_to or not self.explanation.registered)",
        "at < self.traced_to -> at <= self.traced_to",
    ): "a `T` is not asked",
    ("model/story.py", "self.early = []", "self.early = [] -> pass"): "a registration or a removal empties it before it is read again",
    (
        "model/story.py",
        "if now.last_applied_at is not None and RANK.get(before, 0) == FINAL and rank < FINAL:",
        "RANK.get(before, 0) -> RANK.get(before, 1)",
    ): "neither is final",
    ("model/story.py", "self.now = now", "self.now = now -> pass"): "both branches set it",
}
"""The reason, by file, line of code without its comment, and mutation as `make mutants` prints it."""
