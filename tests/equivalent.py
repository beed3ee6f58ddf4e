"""The mutants that no test can notice, and why."""

from __future__ import annotations

__all__ = ["KNOWN_EQUIVALENT"]

KNOWN_EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "analysis/images/behind.py",
        "return len(missed) > 1 and delays.speaks(controller, int(missed[0]) + scene.latest, int(missed[-1]) - APART_MS)",
        "len(missed) > 1 -> len(missed) >= 1",
    ): "between one moment and itself no line stands",
    (
        "analysis/images/behind.py",
        "goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS",
        "scene.timeline.controllers[controller].last or 0 -> scene.timeline.controllers[controller].last",
    ): "a log that is judged has a last line",
    (
        "analysis/images/behind.py",
        "goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS",
        "scene.timeline.controllers[controller].last or 0 -> scene.timeline.controllers[controller].last or 1",
    ): "a log that is judged has a last line",
    (
        "analysis/images/missed.py",
        "if any(event in TAKEN and shelf.lines.row(history, at) > begun for at, event in shelf.lines.of(history)):",
        "shelf.lines.row(history, at) > begun -> shelf.lines.row(history, at) >= begun",
    ): "the line with which a registry comes to be known takes nothing in",
    (
        "analysis/images/rules.py",
        'found = behind(scene, history, Held("idle", None, 0), claim)',
        "Held('idle', None, 0) -> Held('idle', None, 1)",
    ): "of a copy that is behind nobody asks since when, but by its place",
    (
        "analysis/images/stuck.py",
        'return (Clue(scene.row(history, held.at), int(scene.histories.controller[history]), "since"),) if held.at is not None else ()',
        "held.at is not None -> True",
    ): "what a log shows stands somewhere in it; only a copy of which a log never speaks has no place, and nobody calls that stuck",
    (
        "analysis/images/stuck.py",
        "if put is None or put.status not in ENDS:",
        "put is None or put.status not in ENDS -> put.status not in ENDS",
    ): "a copy whose status is known has it of what was put",
    (
        "analysis/images/claims.py",
        "if notices and (len(notices) > 1 or notices[-1].ms > scene.shelf.lines.began(other) + MARGIN_MS):",
        "notices[-1] -> notices[0]",
    ): "asked only where there is one",
    (
        "analysis/images/claims.py",
        "if one is not None and notice is not None and notice.taken and shelf.told.begun(other) < notice.row:",
        "shelf.told.begun(other) < notice.row -> shelf.told.begun(other) <= notice.row",
    ): "a line that makes a registry known is no notification",
    (
        "analysis/images/cut.py",
        "if not images:",
        "not images -> False",
    ): "without them there is no row to look at",
    (
        "analysis/images/cut.py",
        'told = np.flatnonzero(event[rows] == (event.words.index("image.notified") if "image.notified" in event.words else -2))',
        (
            "event.words.index('image.notified') if 'image.notified' in event.words else -2 -> "
            "event.words.index('image.notified') if 'image.notified' in event.words else -1"
        ),
    ): "every line about an image is an event",
    (
        "analysis/images/cut.py",
        "again = np.diff(history, prepend=-1) == 0",
        "prepend=-1 -> prepend=0",
    ): "the first history is none of an image: that of its registry stands before it",
    (
        "analysis/images/cut.py",
        "last = again & (np.diff(history, append=-1) != 0)",
        "append=-1 -> append=0",
    ): "the first history is none of an image: that of its registry stands before it",
    (
        "analysis/images/cut.py",
        'if not set(KINDS) & set(Column(timeline.table, "kind").words):',
        "not set(KINDS) & set(Column(timeline.table, 'kind').words) -> False",
    ): "where no line is about such a kind, none names a registry",
    (
        "analysis/images/cut.py",
        'if not set(KINDS) & set(Column(timeline.table, "kind").words):',
        "set(KINDS) & set(Column(timeline.table, 'kind').words) -> set(KINDS) | set(Column(timeline.table, 'kind').words)",
    ): "where no line is about such a kind, none names a registry",
    (
        "analysis/images/cut.py",
        "boots = 1 + int(rows.boot.max(initial=0))",
        "1 + int(rows.boot.max(initial=0)) -> 2 + int(rows.boot.max(initial=0))",
    ): "any number will do that is large enough",
    (
        "analysis/images/cut.py",
        "boots = 1 + int(rows.boot.max(initial=0))",
        "initial=0 -> initial=1",
    ): "any number will do that is large enough",
    (
        "analysis/images/cut.py",
        'image = kind[row] == (kind.words.index("image") if "image" in kind.words else -2)',
        "kind.words.index('image') if 'image' in kind.words else -2 -> kind.words.index('image') if 'image' in kind.words else -1",
    ): "each of these lines is about a registry or an image",
    (
        "analysis/images/cut.py",
        'known = event[rows.row] == (event.words.index("registry.known") if "registry.known" in event.words else -2)',
        (
            "event.words.index('registry.known') if 'registry.known' in event.words else -2 -> "
            "event.words.index('registry.known') if 'registry.known' in event.words else -1"
        ),
    ): "every line about a registry or an image is an event",
    (
        "analysis/images/cut.py",
        "early = found[rows.row[first[found]] < rows.row[at]]",
        "rows.row[first[found]] < rows.row[at] -> rows.row[first[found]] <= rows.row[at]",
    ): "no line is about a registry and an image",
    (
        "analysis/images/cut.py",
        "nowhere = np.full(len(able) * assets, -1)",
        "len(able) * assets -> len(able) // assets",
    ): "only the keys of these are looked at",
    (
        "analysis/images/cut.py",
        "nowhere = np.full(len(able) * assets, -1)",
        "np.full(len(able) * assets, -1) -> np.full(len(able) * assets, 1)",
    ): "only the keys of these are looked at",
    (
        "analysis/images/cut.py",
        "nowhere = np.full(len(able) * assets, -1)",
        "np.full(len(able) * assets, -1) -> np.full(len(able) * assets, 0)",
    ): "only the keys of these are looked at",
    (
        "analysis/images/delays.py",
        "FAR_MS = 1 << 60",
        "1 << 60 -> 2 << 60",
    ): "no log names a moment that far, and it is only compared with such",
    (
        "analysis/images/delays.py",
        "low, median, high = (round(float(value)) for value in np.percentile(own or [0], [25, 50, 75]))",
        "[0] -> [1]",
    ): "where nothing was measured, there are too few, and what comes of it is not looked at",
    (
        "analysis/images/puts.py",
        "return self.failed < 0",
        "self.failed < 0 -> self.failed <= 0",
    ): "the line that says it stands behind that of the put, so it is never the first",
    (
        "analysis/images/puts.py",
        "return self.failed < 0",
        "self.failed < 0 -> self.failed < 1",
    ): "the line that says it stands behind that of the put, so it is never the first",
    (
        "analysis/images/puts.py",
        'error: str | None = json.loads(self._lines.text(put.failed)).get("error") if put.failed >= 0 else None',
        "put.failed >= 0 -> put.failed > 0",
    ): "the line that says it stands behind that of the put, so it is never the first",
    (
        "analysis/images/puts.py",
        'error: str | None = json.loads(self._lines.text(put.failed)).get("error") if put.failed >= 0 else None',
        "put.failed >= 0 -> put.failed >= 1",
    ): "the line that says it stands behind that of the put, so it is never the first",
    (
        "analysis/images/shelf.py",
        "again = last is not None and last.known == YES and self.told.begun(history) > self.lines.row(history, last.end)",
        "self.told.begun(history) > self.lines.row(history, last.end) -> self.told.begun(history) >= self.lines.row(history, last.end)",
    ): "a line that makes a registry known is no notification, nor the end of one",
    (
        "analysis/images/shelf.py",
        "if history not in self._values:",
        "history not in self._values -> True",
    ): "the same values, worked out anew",
    (
        "analysis/images/shelf.py",
        "if history not in self._held:",
        "history not in self._held -> True",
    ): "the same copy, worked out anew",
    (
        "analysis/images/shelf.py",
        'begins = [at for at, event in self.lines.of(history) if event == "registry.known" and at > lost and at not in meanwhile]',
        "at > lost -> at >= lost",
    ): "a line that makes a registry known is no notification",
    (
        "analysis/images/shelf.py",
        "return sorted(found, key=lambda change: change[0])",
        "sorted(found, key=lambda change: change[0]) -> sorted(found)",
    ): "no two stand at one place",
    (
        "analysis/images/told.py",
        "ANY_MS = 1 << 60",
        "1 << 60 -> 2 << 60",
    ): "both are farther back than any year that a log can name",
    (
        "analysis/images/told.py",
        "ANY_MS = 1 << 60",
        "1 << 60 -> 1 << 61",
    ): "both are farther back than any year that a log can name",
    (
        "analysis/images/told.py",
        "padded = np.append(event, [-2, -2])",
        "[-2, -2] -> [2, -2]",
    ): "where the first behind the last row counts as taken in, the one behind that is nothing, and nothing is taken in there",
    (
        "analysis/images/told.py",
        "padded = np.append(event, [-2, -2])",
        "[-2, -2] -> [-1, -2]",
    ): "where the first behind the last row counts as taken in, the one behind that is nothing, and nothing is taken in there",
    (
        "analysis/images/told.py",
        "padded = np.append(event, [-2, -2])",
        "[-2, -2] -> [-2, 2]",
    ): "the second behind the last row counts only where the first makes a registry known, which it never does",
    (
        "analysis/images/told.py",
        "padded = np.append(event, [-2, -2])",
        "[-2, -2] -> [-2, -1]",
    ): "the second behind the last row counts only where the first makes a registry known, which it never does",
    (
        "analysis/images/told.py",
        "follows = np.append(taken, False)[behind] & (behind + lines.begin < lines.h.bounds[history + 1])",
        "np.append(taken, False) -> np.append(taken, True)",
    ): "what stands behind the last row is in no history",
    (
        "analysis/images/told.py",
        'notice = Notice(position, row, lines.time(own, position), lines.changes.get(row, ""), is_taken, known, end)',
        "lines.changes.get(row, '') -> lines.changes.get(row, '?')",
    ): "neither is a deletion, and nothing else is asked for",
    (
        "model/explain.py",
        "armed=state.asset.armed or (handler.arms and state.registering and state.simulated and not state.spent and state.calling < 0),",
        (
            "handler.arms and state.registering and state.simulated and (not state.spent) and (state.calling < "
            "0) -> handler.arms and state.simulated and (not state.spent) and (state.calling < 0)"
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
    (
        "model/replay.py",
        "states |= {_registered(one, handler)._replace(asset=Asset(registered=True)) for one in states if one.asset.armed or one.called}",
        "registered=True -> registered=False",
    ): "a notification sets it",
    (
        "model/replay.py",
        "states |= {_registered(one, handler)._replace(asset=Asset(registered=True)) for one in states if one.asset.armed or one.called}",
        "one.asset.armed or one.called -> True",
    ): "the same state once more",
    (
        "model/replay.py",
        "begin = (before[-1].removed_at or 0) + 1 if before else 0",
        "before[-1].removed_at or 0 -> before[-1].removed_at",
    ): "a life before was removed, and not at its first letter",
    (
        "model/replay.py",
        "begin = (before[-1].removed_at or 0) + 1 if before else 0",
        "before[-1].removed_at or 0 -> before[-1].removed_at or 1",
    ): "a life before was removed, and not at its first letter",
    (
        "model/replay.py",
        "return (traced if before and traced >= 0 else begin), end",
        "traced >= 0 -> traced > 0",
    ): "behind a life nothing stands at the beginning",
    (
        "model/replay.py",
        "return (traced if before and traced >= 0 else begin), end",
        "traced >= 0 -> traced >= 1",
    ): "behind a life nothing stands at the beginning",
    (
        "model/replay.py",
        "of_line = {one.applied_at: one.at for one in story.explanation.deliveries if one.applied_at is not None}",
        "one.applied_at is not None -> True",
    ): "no line stands at None",
    (
        "model/replay.py",
        'elif RANK.get(APPLIED.get(letter, ""), 0) == FINAL:',
        "APPLIED.get(letter, '') -> APPLIED.get(letter, '?')",
    ): "no such word has a rank",
    (
        "model/replay.py",
        'elif RANK.get(APPLIED.get(letter, ""), 0) == FINAL:',
        "RANK.get(APPLIED.get(letter, ''), 0) -> RANK.get(APPLIED.get(letter, ''), 1)",
    ): "a word without a rank is never final",
    ("model/replay.py", "if known.called:", "known.called -> True"): "the same state once more",
    (
        "model/replay.py",
        "unread = state.unread | {one.at} if printed else state.unread",
        "printed -> True",
    ): "what is in no line is never asked for",
    ("model/steps.py", "TWICE: Cost = (0, 40)", "(0, 40) -> (1, 40)"): "only its second part is read",
    ("model/steps.py", "TWICE: Cost = (0, 40)", "(0, 40) -> (0, 41)"): "a price: what counts is its rank among the others",
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
    ("model/steps.py", "if state.waiting >= 0:", "state.waiting >= 0 -> True"): "dearer than the removal alone, and of no notification",
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
    ("model/steps.py", "yield Step(state, (0, 3))", "(0, 3) -> (0, 4)"): "a price: what counts is its rank among the others",
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
    ("model/story.py", "self.exact = False", "self.exact = False -> pass"): "the first notification sets it",
    ("model/story.py", "self.exact = False", "False -> True"): "the first notification sets it",
    ("model/story.py", "self.carried, self.exact = 0, False", "(0, False) -> (0, True)"): "what was carried is not final",
    (
        "model/story.py",
        "return self.now is None and bool(self.done) and (at < self.traced_to or not self.explanation.registered)",
        "at < self.traced_to -> at <= self.traced_to",
    ): "a `T` is not asked",
    (
        "model/story.py",
        "return call is not None and not call.explained and (applied is None or applied < call.at)",
        "applied < call.at -> applied <= call.at",
    ): "a call of the registration is no notification of the watch",
    (
        "model/story.py",
        "known = simulated and RANK.get(now.status, 0) == FINAL",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "neither is final",
    ("model/story.py", "self.early = []", "self.early = [] -> pass"): "a registration or a removal empties it before it is read again",
    (
        "model/story.py",
        "if now.last_applied_at is not None and RANK.get(before, 0) == FINAL and rank < FINAL:",
        "RANK.get(before, 0) -> RANK.get(before, 1)",
    ): "neither is final",
    (
        "analysis/agreement.py",
        "for entry in snapshot.entries if shown is not None else ():",
        "shown is not None -> True",
    ): "without a log there is nothing to compare: said twice",
    (
        "analysis/agreement.py",
        "log = (shown or {}).get(entry.asset)",
        "shown or {} -> shown",
    ): "without a log there is nothing to compare: said twice",
    (
        "analysis/alike.py",
        "return *said, one.kind, one.asset, one.status, one.expected, one.until is None",
        "one.until is None -> one.until is not None",
    ): "two that differ in it still do",
    ("analysis/answered.py", 'own = of.get(controller or "")', "controller or '' -> controller"): "no controller is called so",
    ("analysis/answered.py", 'own = of.get(controller or "")', "controller or '' -> controller or '?'"): "no controller is called so",
    (
        "analysis/answers.py",
        "final = max((nth for nth, change in enumerate(alike) if change.status is not None), default=-1)",
        "default=-1 -> default=1",
    ): "then there is nothing to be the last",
    (
        "analysis/answers.py",
        "final = max((nth for nth, change in enumerate(alike) if change.status is not None), default=-1)",
        "default=-1 -> default=0",
    ): "then there is nothing to be the last",
    (
        "analysis/answers.py",
        "others = histories[histories < first]",
        "histories < first -> histories <= first",
    ): "what has no letters has a story without a change, of which nothing is given",
    (
        "analysis/answers.py",
        "if begin < end:",
        "begin < end -> True",
    ): "only slower: of no history no stretch is given, and in which order they stand nobody reads",
    (
        "analysis/answers.py",
        "if begin < end:",
        "begin < end -> begin <= end",
    ): "only slower: of no history no stretch is given, and in which order they stand nobody reads",
    ("analysis/answers.py", "found.pop((), None)", "found.pop((), None) -> pass"): "of what never changes nothing is given",
    (
        "analysis/answers.py",
        "silent = pauses[(pauses[:, 0] < starts) & (pauses[:, 1] >= starts), 0]",
        "pauses[:, 0] < starts -> pauses[:, 0] <= starts",
    ): "it starts then in any case",
    (
        "analysis/assume.py",
        "boots, words = 1 + int(h.boot.max(initial=0)), max(len(h.words), 1)",
        "max(len(h.words), 1) -> max(len(h.words), 2)",
    ): "only that each pair of a boot and a word has a number of its own",
    (
        "analysis/assume.py",
        "if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):",
        "has_flag(build) is None and any((letter in NOTIFIED for letter in h.words[word])) -> True",
    ): "only slower: nobody asks for it, or without a notification both handlers are as wrong",
    (
        "analysis/assume.py",
        "if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):",
        (
            "has_flag(build) is None and any((letter in NOTIFIED for letter in h.words[word])) -> "
            "has_flag(build) is None or any((letter in NOTIFIED for letter in h.words[word]))"
        ),
    ): "only slower: nobody asks for it, or without a notification both handlers are as wrong",
    (
        "analysis/assume.py",
        "if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):",
        (
            "has_flag(build) is None and any((letter in NOTIFIED for letter in h.words[word])) -> any((letter in "
            "NOTIFIED for letter in h.words[word]))"
        ),
    ): "only slower: nobody asks for it, or without a notification both handlers are as wrong",
    (
        "analysis/assume.py",
        "if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):",
        "has_flag(build) is None and any((letter in NOTIFIED for letter in h.words[word])) -> has_flag(build) is None",
    ): "only slower: nobody asks for it, or without a notification both handlers are as wrong",
    (
        "analysis/assume.py",
        "if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):",
        "letter in NOTIFIED -> letter not in NOTIFIED",
    ): "only slower: nobody asks for it, or without a notification both handlers are as wrong",
    (
        "analysis/assume.py",
        "wrong[build, handler.name] = wrong.get((build, handler.name), 0) + against",
        "wrong.get((build, handler.name), 0) -> wrong.get((build, handler.name), 1)",
    ): "only which handler is wrong more often counts",
    (
        "analysis/assume.py",
        "elif wrong.get((build, FLAGGED.name), 0) < wrong.get((build, FIXED.name), 0):",
        "wrong.get((build, FLAGGED.name), 0) -> wrong.get((build, FLAGGED.name), 1)",
    ): "only which handler is wrong more often counts",
    (
        "analysis/causality.py",
        "_FAR = np.iinfo(np.int64).max // 4",
        "np.iinfo(np.int64).max // 4 -> np.iinfo(np.int64).max * 4",
    ): "further than any clock, too",
    (
        "analysis/causality.py",
        "_FAR = np.iinfo(np.int64).max // 4",
        "np.iinfo(np.int64).max // 4 -> np.iinfo(np.int64).max // 5",
    ): "further than any clock, too",
    (
        "analysis/causality.py",
        "writer, put = puts.get(event, (number, 0))",
        "(number, 0) -> (number, 1)",
    ): "what it put itself is not looked at",
    (
        "analysis/causality.py",
        "_, first, count = np.unique(asset[rows] * max(len(words), 1) + status[rows], return_index=True, return_counts=True)",
        "asset[rows] * max(len(words), 1) + status[rows] -> asset[rows] * max(len(words), 1) - status[rows]",
    ): "each event has a number of its own all the same",
    (
        "analysis/causality.py",
        "_, first, count = np.unique(asset[rows] * max(len(words), 1) + status[rows], return_index=True, return_counts=True)",
        "max(len(words), 1) -> max(len(words), 2)",
    ): "each event has a number of its own all the same",
    (
        "analysis/causes.py",
        "if any(back.get((mark.controller, mark.asset), -1) < mark.row for mark in last):",
        "back.get((mark.controller, mark.asset), -1) < mark.row -> back.get((mark.controller, mark.asset), -1) <= mark.row",
    ): "two lines do not stand in one row",
    (
        "analysis/causes.py",
        "if any(back.get((mark.controller, mark.asset), -1) < mark.row for mark in last):",
        "back.get((mark.controller, mark.asset), -1) -> back.get((mark.controller, mark.asset), 0)",
    ): "a role is told before a task is given: that stands in no first row",
    (
        "analysis/causes.py",
        "if row < begun.row if own else scene.pipeline.before(scene.time(history, registration.at), by, begun.ms, begun.controller):",
        "row < begun.row -> row <= begun.row",
    ): "two lines do not stand in one row",
    ("analysis/causes.py", "write.row > begun.row", "write.row > begun.row -> write.row >= begun.row"): "two lines do not stand in one row",
    (
        "analysis/causes.py",
        "return now.ended_at is not None and now.last_applied_at is not None and now.last_applied_at > now.ended_at",
        "now.last_applied_at > now.ended_at -> now.last_applied_at >= now.ended_at",
    ): "two lines do not stand in one row",
    ("analysis/causes.py", "if not locked or waits is None:", "not locked or waits is None -> not locked"): "only who waits is asked",
    (
        "analysis/causes.py",
        'if RANK.get(now.simulated_status or "", 0) == FINAL:',
        "now.simulated_status or '' -> now.simulated_status",
    ): "no such word has a rank",
    (
        "analysis/causes.py",
        'if RANK.get(now.simulated_status or "", 0) == FINAL:',
        "now.simulated_status or '' -> now.simulated_status or '?'",
    ): "no such word has a rank",
    (
        "analysis/causes.py",
        'if RANK.get(now.simulated_status or "", 0) == FINAL:',
        "RANK.get(now.simulated_status or '', 0) -> RANK.get(now.simulated_status or '', 1)",
    ): "a word without a rank is never final",
    (
        "analysis/causes.py",
        'coalesced = now.status == "scheduled" and RANK.get(expected, 0) == FINAL',
        "RANK.get(expected, 0) -> RANK.get(expected, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/divergence.py",
        "run = np.cumsum(first) - 1",
        "np.cumsum(first) - 1 -> np.cumsum(first) - 2",
    ): "each run has a place of its own all the same",
    (
        "analysis/divergence.py",
        "differs = np.where(known, status, len(STATUSES)).min(axis=1, initial=len(STATUSES)) < status.max(axis=1, initial=-1)",
        "initial=-1 -> initial=0",
    ): "where nothing is known the least is more",
    (
        "analysis/divergence.py",
        "diverges = segments.lengths(np.where(differs, 0, -1)) >= LAG_MS + blur",
        "np.where(differs, 0, -1) -> np.where(differs, 1, -1)",
    ): "one number is as good as another",
    (
        "analysis/divergence.py",
        "diverges = segments.lengths(np.where(differs, 0, -1)) >= LAG_MS + blur",
        "np.where(differs, 0, -1) -> np.where(differs, 0, 1)",
    ): "no two differ in what is looked at besides: that takes time, and finds nothing",
    (
        "analysis/divergence.py",
        "diverges = segments.lengths(np.where(differs, 0, -1)) >= LAG_MS + blur",
        "np.where(differs, 0, -1) -> np.where(differs, 0, 0)",
    ): "no two differ for long in what is looked at besides: that takes time, and finds nothing",
    (
        "analysis/divergence.py",
        "diverges = segments.lengths(np.where(differs, 0, -1)) >= LAG_MS + blur",
        "LAG_MS + blur -> LAG_MS - blur",
    ): "no two differ for long in what is looked at besides: that takes time, and finds nothing",
    (
        "analysis/divergence.py",
        "lag = segments.lengths(np.where(differs & ~diverges, 0, -1))",
        "np.where(differs & ~diverges, 0, -1) -> np.where(differs & ~diverges, 1, -1)",
    ): "one number is as good as another",
    (
        "analysis/divergence.py",
        "first = np.maximum.accumulate(np.where(np.diff(asset, prepend=-1) != 0, here, 0))",
        "prepend=-1 -> prepend=1",
    ): "the first is the first in any case",
    (
        "analysis/divergence.py",
        "first = np.maximum.accumulate(np.where(np.diff(asset, prepend=-1) != 0, here, 0))",
        "prepend=-1 -> prepend=0",
    ): "the first is the first in any case",
    (
        "analysis/doubts.py",
        "return sum(RANK.get(write.status, 0) == FINAL and not write.failed for write in writes) == 1",
        "RANK.get(write.status, 0) -> RANK.get(write.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/doubts.py",
        "if RANK.get(now.status, 0) == FINAL or end - since < LATE_MS or not others:",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "a word without a rank is never final",
    ("analysis/exposure.py", "changed = (np.diff(both, prepend=-2) != 0).any(axis=0)", "prepend=-2 -> prepend=2"): "no share is that high",
    (
        "analysis/exposure.py",
        "changed = (np.diff(both, prepend=-2) != 0).any(axis=0)",
        "prepend=-2 -> prepend=-1",
    ): "an answer is known at the first moment",
    (
        "analysis/histories.py",
        "self._first = np.searchsorted(of, np.arange(int(of.max(initial=-1)) + 2))",
        "int(of.max(initial=-1)) + 2 -> int(of.max(initial=-1)) + 3",
    ): "one asset more that has no histories",
    (
        "analysis/histories.py",
        "assets = max(len(lettered.ids), 1)",
        "max(len(lettered.ids), 1) -> max(len(lettered.ids), 2)",
    ): "any number that no asset's code reaches keeps boots apart",
    ("analysis/histories.py", "if n == 0:", "n == 0 -> False"): "of nothing it gives nothing, too",
    (
        "analysis/judge.py",
        "last = now.last_applied_at if now.last_applied_at is not None else now.status_at",
        "now.last_applied_at is not None -> True",
    ): "only slower: the rules say the same",
    (
        "analysis/loss.py",
        "if now is not None and now.last is not None and not now.in_step:",
        "now is not None and now.last is not None and (not now.in_step) -> now is not None and (not now.in_step)",
    ): "without a last one it is in step",
    (
        "analysis/latency.py",
        "puts = _puts(scene, history) if story.explanation.deliveries else {}",
        "story.explanation.deliveries -> True",
    ): "only slower: of what nobody was told nobody asks who wrote it",
    (
        "analysis/latency.py",
        "early = np.full((controllers, controllers), np.iinfo(np.int64).min // 2)",
        "np.iinfo(np.int64).min // 2 -> np.iinfo(np.int64).min // 3",
    ): "no clock is so far behind that it makes up for that, either",
    (
        "analysis/members.py",
        "by_address = {one.address: one.name for one in controllers if one.address}",
        "one.address -> True",
    ): "no line names the address that nobody knows",
    (
        "analysis/members.py",
        'of = by_address.get(fields.get("member", ""))',
        "fields.get('member', '') -> fields.get('member', '?')",
    ): "no controller has such an address",
    (
        "analysis/members.py",
        'change = _SAYS.get((line["event"], line["change"] or fields.get("notify", "")))',
        "fields.get('notify', '') -> fields.get('notify', '?')",
    ): "neither is a word that says anything",
    (
        "analysis/moments.py",
        "self._first, latest = (int(ms.min()), int(ms.max())) if len(ms) else (0, 0)",
        "(0, 0) -> (1, 0)",
    ): "where nothing happened nothing is found, whatever is looked for",
    (
        "analysis/moments.py",
        "self._first, latest = (int(ms.min()), int(ms.max())) if len(ms) else (0, 0)",
        "(0, 0) -> (0, 1)",
    ): "where nothing happened nothing is found, whatever is looked for",
    (
        "analysis/moments.py",
        "self._span = latest - self._first + 2",
        "latest - self._first + 2 -> latest - self._first + 3",
    ): "any number will do that is larger than all times from the first one on",
    (
        "analysis/moments.py",
        "self._beyond = int(np.abs(what).max(initial=0)) + 1",
        "int(np.abs(what).max(initial=0)) + 1 -> int(np.abs(what).max(initial=0)) + 2",
    ): "any number will do that no thing has",
    (
        "analysis/moments.py",
        "self._beyond = int(np.abs(what).max(initial=0)) + 1",
        "initial=0 -> initial=1",
    ): "any number will do that no thing has",
    (
        "analysis/moments.py",
        "if self._beyond * self._span > _MOST:",
        "self._beyond * self._span > _MOST -> True",
    ): "by their places among all times the same is found",
    (
        "analysis/moments.py",
        "if self._beyond * self._span > _MOST:",
        "self._beyond * self._span > _MOST -> self._beyond * self._span >= _MOST",
    ): "by their places among all times the same is found",
    (
        "analysis/moments.py",
        "self._first, self._span = 0, len(ms) + 1",
        "len(ms) + 1 -> len(ms) + 2",
    ): "any number will do that is larger than all places",
    (
        "analysis/moments.py",
        "if np.any(self._keys[1:] < self._keys[:-1]):",
        "np.any(self._keys[1:] < self._keys[:-1]) -> True",
    ): "what is sorted stays so when it is sorted",
    (
        "analysis/moments.py",
        "if np.any(self._keys[1:] < self._keys[:-1]):",
        "self._keys[1:] < self._keys[:-1] -> self._keys[1:] <= self._keys[:-1]",
    ): "what is sorted stays so when it is sorted",
    (
        "analysis/moments.py",
        "return inside & (np.append(self.what, 0)[where] == what), np.append(self.ms, 0)[where]",
        "np.append(self.what, 0) -> np.append(self.what, 1)",
    ): "what stands outside is no moment, whatever it is of",
    (
        "analysis/moments.py",
        "return inside & (np.append(self.what, 0)[where] == what), np.append(self.ms, 0)[where]",
        "np.append(self.ms, 0) -> np.append(self.ms, 1)",
    ): "what stands outside is no moment: nobody reads when it is",
    ("analysis/outcomes.py", '"scan.requeued": "retry",', "'retry' -> ''"): "only that it was queued again counts, not how often",
    (
        "analysis/outcomes.py",
        'elif event == "kv.too_big" and mark.word.startswith("scan/data/report/"):',
        "event == 'kv.too_big' and mark.word.startswith('scan/data/report/') -> mark.word.startswith('scan/data/report/')",
    ): "no error begins like the key of a report",
    (
        "analysis/outcomes.py",
        'elif event == "scan.report_failed" and mark.controller in report and _TOO_BIG.search(mark.word):',
        (
            "event == 'scan.report_failed' and mark.controller in report and _TOO_BIG.search(mark.word) -> "
            "mark.controller in report and _TOO_BIG.search(mark.word)"
        ),
    ): "no other line that comes so far says so",
    (
        "analysis/outcomes.py",
        "if asset not in found or end[0].ms > found[asset][0].ms:",
        "end[0].ms > found[asset][0].ms -> end[0].ms >= found[asset][0].ms",
    ): "which of two in one millisecond was the last, nobody knows",
    (
        "analysis/outcomes.py",
        "several = {asset: own for asset, own in by.items() if len(own) > 1}",
        "len(own) > 1 -> True",
    ): "only slower: one controller alone is in nobody's way",
    (
        "analysis/outcomes.py",
        "several = {asset: own for asset, own in by.items() if len(own) > 1}",
        "len(own) > 1 -> len(own) >= 1",
    ): "only slower: one controller alone is in nobody's way",
    ("analysis/outcomes.py", "if several:", "several -> True"): "only slower: one controller alone is in nobody's way",
    (
        "analysis/outcomes.py",
        'for mark in pipeline.marks("", "scan.requeued", "scan.object_missing"):',
        "pipeline.marks('', 'scan.requeued', 'scan.object_missing') -> pipeline.marks('?', 'scan.requeued', 'scan.object_missing')",
    ): "what it says is not looked at",
    (
        "analysis/outcomes.py",
        "if any(work.open for work in works):",
        "any((work.open for work in works)) -> True",
    ): "only slower: nothing else is changed",
    (
        "analysis/outcomes.py",
        "found, ends = {}, _applied_ends(pipeline) if several else {}",
        "several -> True",
    ): "only slower: without two who put something there is nothing to end",
    (
        "analysis/judge.py",
        "verdict = well(scene, history, story, story.registrations[-1]) if settled[history] else judge(scene, history)",
        "settled[history] -> False",
    ): "only slower: the rules say of what one look settles that it is well",
    (
        "analysis/judge.py",
        "right = np.flatnonzero((held >= 0) & scene.in_last_boot)",
        "held >= 0 -> held > 0",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "right = np.flatnonzero((held >= 0) & scene.in_last_boot)",
        "held >= 0 -> held >= 1",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "newest = _newest_claims(scene)[scene.histories.asset[right]] <= told + TOLERANCE_MS",
        (
            "_newest_claims(scene)[scene.histories.asset[right]] <= told + TOLERANCE_MS -> "
            "_newest_claims(scene)[scene.histories.asset[right]] < told + TOLERANCE_MS"
        ),
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "newest = _newest_claims(scene)[scene.histories.asset[right]] <= told + TOLERANCE_MS",
        "told + TOLERANCE_MS -> told - TOLERANCE_MS",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "settled[right[newest & ~_put_behind(scene, right, told) & ~_another_read(scene, right)]] = True",
        "settled[right[newest & ~_put_behind(scene, right, told) & ~_another_read(scene, right)]] = True -> pass",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "settled[right[newest & ~_put_behind(scene, right, told) & ~_another_read(scene, right)]] = True",
        "True -> False",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "another: Flags = ends[asset[history]] & ~scene.stories.each(_end_held)[history] != 0",
        "ends[asset[history]] & ~scene.stories.each(_end_held)[history] -> ends[asset[history]] | ~scene.stories.each(_end_held)[history]",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "known, vague = np.array([one is not None for one in clocks], np.bool_), np.array([one or 0 for one in clocks], np.int64)",
        "one or 0 -> 0",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "sure = known[writes.controller] & ~writes.failed",
        "known[writes.controller] & ~writes.failed -> known[writes.controller] | ~writes.failed",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "np.maximum.at(put, writes.asset[sure], writes.ms[sure] - vague[writes.controller[sure]])",
        "writes.ms[sure] - vague[writes.controller[sure]] -> writes.ms[sure] + vague[writes.controller[sure]]",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "soonest = np.array(scene.soonest, np.int64)[controller] - vague[controller]",
        (
            "np.array(scene.soonest, np.int64)[controller] - vague[controller] -> "
            "np.array(scene.soonest, np.int64)[controller] + vague[controller]"
        ),
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "behind: Flags = known[controller] & (last > _NOTHING) & (last > told - soonest)",
        (
            "known[controller] & (last > _NOTHING) & (last > told - soonest) -> "
            "known[controller] & (last > _NOTHING) | (last > told - soonest)"
        ),
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "behind: Flags = known[controller] & (last > _NOTHING) & (last > told - soonest)",
        "known[controller] & (last > _NOTHING) -> known[controller] | (last > _NOTHING)",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "behind: Flags = known[controller] & (last > _NOTHING) & (last > told - soonest)",
        "last > _NOTHING -> last >= _NOTHING",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "behind: Flags = known[controller] & (last > _NOTHING) & (last > told - soonest)",
        "told - soonest -> told + soonest",
    ): "only slower: the soonest is below zero, so this leaves more copies to the rules",
    (
        "analysis/judge.py",
        "behind: Flags = known[controller] & (last > _NOTHING) & (last > told - soonest)",
        "last > told - soonest -> last >= told - soonest",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "if now is None or not now.in_step or now.call_unseen or RANK.get(now.status, 0) != FINAL or now.unreported_at is not None:",
        (
            "now is None or not now.in_step or now.call_unseen or (RANK.get(now.status, 0) != FINAL) or (now.unreported_at is not None) -> "
            "True"
        ),
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "if now is None or not now.in_step or now.call_unseen or RANK.get(now.status, 0) != FINAL or now.unreported_at is not None:",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/judge.py",
        "return 0 if story.current is None else _ENDS.get(story.current.status, 0)",
        (
            "0 if story.current is None else _ENDS.get(story.current.status, 0) -> "
            "1 if story.current is None else _ENDS.get(story.current.status, 0)"
        ),
    ): "asked only of copies that hold an end",
    (
        "analysis/judge.py",
        "return 0 if story.current is None else _ENDS.get(story.current.status, 0)",
        "_ENDS.get(story.current.status, 0) -> _ENDS.get(story.current.status, 1)",
    ): "asked only of copies that hold an end",
    (
        "analysis/judge.py",
        "if now is None or now.simulated is None or (now.last is not None and now.last.applied_at is not None):",
        (
            "now is None or now.simulated is None or (now.last is not None and now.last.applied_at is not None) -> "
            "now is None or (now.last is not None and now.last.applied_at is not None)"
        ),
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "if now is None or now.simulated is None or (now.last is not None and now.last.applied_at is not None):",
        (
            "now is None or now.simulated is None or (now.last is not None and now.last.applied_at is not None) -> "
            "now is None or now.simulated is None"
        ),
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "return 0",
        "0 -> 1",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        'return _ENDS.get(now.simulated_status or "", 0) | _ENDS.get(now.status, 0)',
        "now.simulated_status or '' -> now.simulated_status",
    ): "no end of a scan is called so",
    (
        "analysis/judge.py",
        'return _ENDS.get(now.simulated_status or "", 0) | _ENDS.get(now.status, 0)',
        "now.simulated_status or '' -> now.simulated_status or '?'",
    ): "no end of a scan is called so",
    (
        "analysis/judge.py",
        'return _ENDS.get(now.simulated_status or "", 0) | _ENDS.get(now.status, 0)',
        "_ENDS.get(now.simulated_status or '', 0) -> _ENDS.get(now.simulated_status or '', 1)",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        'return _ENDS.get(now.simulated_status or "", 0) | _ENDS.get(now.status, 0)',
        "_ENDS.get(now.status, 0) -> _ENDS.get(now.status, 1)",
    ): "only slower: what one look does not settle, the rules judge",
    (
        "analysis/judge.py",
        "return last.removed_at is not None and not last.purged and (last.in_step or last.last is None)",
        "last.in_step or last.last is None -> last.in_step and last.last is None",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        "return last.removed_at is not None and not last.purged and (last.in_step or last.last is None)",
        "last.in_step or last.last is None -> last.last is None",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        "return last.removed_at is not None and not last.purged and (last.in_step or last.last is None)",
        "last.in_step or last.last is None -> last.in_step",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        'return not (story.word.startswith("?") and story.explanation.deliveries)',
        "story.word.startswith('?') and story.explanation.deliveries -> story.word.startswith('?') or story.explanation.deliveries",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        'return not (story.word.startswith("?") and story.explanation.deliveries)',
        "story.word.startswith('?') and story.explanation.deliveries -> story.explanation.deliveries",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        'return not (story.word.startswith("?") and story.explanation.deliveries)',
        "story.word.startswith('?') and story.explanation.deliveries -> story.word.startswith('?')",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        'return not (story.word.startswith("?") and story.explanation.deliveries)',
        "story.word.startswith('?') -> story.word.startswith('')",
    ): "only slower: the rules give none either",
    (
        "analysis/judge.py",
        "if any(offset.odd for offset in scene.offsets):",
        "any((offset.odd for offset in scene.offsets)) -> True",
    ): "only slower: what is settled is well, and is told so one by one",
    (
        "analysis/overwritten.py",
        "return bool(held) and RANK.get(held[-1].status, 0) > RANK.get(now.status, 0)",
        "RANK.get(held[-1].status, 0) -> RANK.get(held[-1].status, 1)",
    ): "what is put has a rank",
    (
        "analysis/overwritten.py",
        (
            "if call is None or call.applied_at is None or told is None or call.applied_at < told or not "
            "older_than_the_store(scene, history, now):"
        ),
        "call.applied_at < told -> call.applied_at <= told",
    ): "a notification is no applied line",
    (
        "analysis/overwritten.py",
        "crossed = whole and first > max(call.at, told.at)",
        "first > max(call.at, told.at) -> first >= max(call.at, told.at)",
    ): "a notification is no applied line",
    (
        "analysis/overwritten.py",
        "if (call.applied_at < told.applied_at and not crossed) or APPLIED[word[first]] != claim.status:",
        "call.applied_at < told.applied_at -> call.applied_at <= told.applied_at",
    ): "two lines do not stand in one row",
    (
        "analysis/overwritten.py",
        "settled = end_of(scene, history) - scene.time(history, second) >= (MARGIN_MS if RANK.get(claim.status, 0) == FINAL else STUCK_MS)",
        "RANK.get(claim.status, 0) -> RANK.get(claim.status, 1)",
    ): "a word without a rank is never final",
    ("analysis/pipeline.py", "asset: int = -1", "-1 -> 1"): "every mark is made with all its fields",
    ("analysis/pipeline.py", "asset: int = -1", "-1 -> 0"): "every mark is made with all its fields",
    (
        "analysis/pipeline.py",
        "CHUNK = 1 << 20",
        "1 << 20 -> 2 << 20",
    ): "however many are looked at together, all are",
    (
        "analysis/pipeline.py",
        "CHUNK = 1 << 20",
        "1 << 20 -> 1 << 21",
    ): "however many are looked at together, all are",
    (
        "analysis/pipeline.py",
        "wanted = np.zeros(self._asset.size + 1, np.bool_)",
        "self._asset.size + 1 -> self._asset.size + 2",
    ): "only the last one stands for no asset, and those between for nothing",
    (
        "analysis/pipeline.py",
        "last = np.zeros((len(self._controllers), 1 + int(self._boot.max(initial=0))), np.int64)",
        "1 + int(self._boot.max(initial=0)) -> 2 + int(self._boot.max(initial=0))",
    ): "any number will do that is large enough",
    (
        "analysis/pipeline.py",
        "last = np.zeros((len(self._controllers), 1 + int(self._boot.max(initial=0))), np.int64)",
        "initial=0 -> initial=1",
    ): "any number will do that is large enough",
    (
        "analysis/pipeline.py",
        "if mark.controller not in self.hangs and done.get((mark.controller, mark.asset), -1) < mark.row:",
        "done.get((mark.controller, mark.asset), -1) < mark.row -> done.get((mark.controller, mark.asset), -1) <= mark.row",
    ): "two lines do not stand in one row",
    (
        "analysis/pipeline.py",
        "if self._controllers[mark.controller].boots[-1].started",
        "self._controllers[mark.controller].boots[-1].started -> True",
    ): "a process whose first line is there has begun",
    (
        "analysis/pipeline.py",
        "return start is None or mark.row >= start.row",
        "mark.row >= start.row -> mark.row > start.row",
    ): "two lines do not stand in one row",
    (
        "analysis/pipeline.py",
        'return {(mark.controller, mark.asset) for mark in self.marks("", "scan.object_missing")}',
        "self.marks('', 'scan.object_missing') -> self.marks('?', 'scan.object_missing')",
    ): "what it says is not looked at",
    (
        "analysis/pipeline.py",
        "again = Counter(mark.word for mark in requests).most_common(1)",
        "Counter((mark.word for mark in requests)).most_common(1) -> Counter((mark.word for mark in requests)).most_common(2)",
    ): "only the first is looked at",
    (
        "analysis/pipeline.py",
        "return {name: (mark, ended.get((mark.controller, name), -1) > mark.row) for name, mark in given.items()}",
        "ended.get((mark.controller, name), -1) > mark.row -> ended.get((mark.controller, name), -1) >= mark.row",
    ): "two lines do not stand in one row",
    (
        "analysis/pipeline.py",
        "return {name: (mark, ended.get((mark.controller, name), -1) > mark.row) for name, mark in given.items()}",
        "ended.get((mark.controller, name), -1) -> ended.get((mark.controller, name), 0)",
    ): "no line stands before the first",
    (
        "analysis/proof.py",
        'return any(one.role in ("wrote", "scan-begun") or one.role.startswith("peer-") for one in step.evidence)',
        (
            "any((one.role in ('wrote', 'scan-begun') or one.role.startswith('peer-') for one in step.evidence)) -> "
            "all((one.role in ('wrote', 'scan-begun') or one.role.startswith('peer-') for one in step.evidence))"
        ),
    ): "lines that one step tells all tell of others, or none does; a step that no line shows counts anyway",
    (
        "analysis/proof.py",
        "lasted = span((finding.until or 0) - (finding.since or 0))",
        "finding.until or 0 -> finding.until",
    ): "a copy that was wrong until its asset was removed was so since some line",
    (
        "analysis/proof.py",
        "lasted = span((finding.until or 0) - (finding.since or 0))",
        "finding.until or 0 -> finding.until or 1",
    ): "a copy that was wrong until its asset was removed was so since some line",
    (
        "analysis/proof.py",
        "lasted = span((finding.until or 0) - (finding.since or 0))",
        "finding.since or 0 -> finding.since",
    ): "a copy that was wrong until its asset was removed was so since some line",
    (
        "analysis/proof.py",
        "lasted = span((finding.until or 0) - (finding.since or 0))",
        "finding.since or 0 -> finding.since or 1",
    ): "a copy that was wrong until its asset was removed was so since some line",
    (
        "analysis/proof.py",
        'more |= {"purged-by-enforcer": {"since": "purged"}, "state-put-failed": {"wrote": "failed"}}.get(finding.signature or "", {})',
        "finding.signature or '' -> finding.signature",
    ): "no such signature has more to tell",
    (
        "analysis/proof.py",
        'more |= {"purged-by-enforcer": {"since": "purged"}, "state-put-failed": {"wrote": "failed"}}.get(finding.signature or "", {})',
        "finding.signature or '' -> finding.signature or '?'",
    ): "no such signature has more to tell",
    (
        "analysis/replay.py",
        "worst = max(becomes, key=lambda verdict: (*WELL, verdict).index(verdict))",
        "max(becomes, key=lambda verdict: (*WELL, verdict).index(verdict)) -> max(becomes)",
    ): "of those that differ for one copy the alphabet has the same order",
    ("analysis/replay.py", "told.sort(key=lambda row: row[:3])", ":3 -> :4"): "one asset has one name",
    (
        "analysis/rules.py",
        "if now.in_step or now.last is None:",
        "now.in_step or now.last is None -> now.in_step",
    ): "a copy out of step has a last word",
    (
        "analysis/rules.py",
        "if now.overwritten_at is not None and now.overwritten is not None:",
        "now.overwritten_at is not None and now.overwritten is not None -> now.overwritten_at is not None or now.overwritten is not None",
    ): "both are set together",
    (
        "analysis/rules.py",
        "if now.overwritten_at is not None and now.overwritten is not None:",
        "now.overwritten_at is not None and now.overwritten is not None -> now.overwritten is not None",
    ): "both are set together",
    (
        "analysis/rules.py",
        "if now.overwritten_at is not None and now.overwritten is not None:",
        "now.overwritten_at is not None and now.overwritten is not None -> now.overwritten_at is not None",
    ): "both are set together",
    (
        "analysis/rules.py",
        'return because(wrong(history, now, "", expected, at, (witness,), certain=True), frozen(scene, controller))',
        (
            "wrong(history, now, '', expected, at, (witness,), certain=True) -> wrong(history, now, '?', "
            "expected, at, (witness,), certain=True)"
        ),
    ): "a hang names itself, and of what is pending no signature is told",
    (
        "analysis/rules.py",
        "under_way = RANK.get(final.status, 0) != FINAL and end - dropped < STUCK_MS",
        "RANK.get(final.status, 0) -> RANK.get(final.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        "if RANK.get(now.status, 0) != FINAL or now.status_at is None:",
        "RANK.get(now.status, 0) != FINAL or now.status_at is None -> RANK.get(now.status, 0) != FINAL",
    ): "a final status was set by a line",
    (
        "analysis/rules.py",
        "if RANK.get(now.status, 0) != FINAL or now.status_at is None:",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        "holds = now.told or RANK.get(now.status, 0) == FINAL",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        "if RANK.get(now.status, 0) != FINAL and (answers := rest_elsewhere(scene, history)):",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        'return because(wrong(history, now, "", claim.status, now.status_at, (claim,), certain=True), frozen(scene, controller))',
        (
            "wrong(history, now, '', claim.status, now.status_at, (claim,), certain=True) -> wrong(history, now, "
            "'?', claim.status, now.status_at, (claim,), certain=True)"
        ),
    ): "a hang names itself, and of what is pending no signature is told",
    (
        "analysis/rules.py",
        "goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS",
        "scene.timeline.controllers[controller].last or 0 -> scene.timeline.controllers[controller].last",
    ): "a copy has a log",
    (
        "analysis/rules.py",
        "goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS",
        "scene.timeline.controllers[controller].last or 0 -> scene.timeline.controllers[controller].last or 1",
    ): "a copy has a log",
    (
        "analysis/rules.py",
        'return wrong(history, now, "", claim.status, now.status_at, (claim,), certain=False)',
        (
            "wrong(history, now, '', claim.status, now.status_at, (claim,), certain=False) -> wrong(history, "
            "now, '?', claim.status, now.status_at, (claim,), certain=False)"
        ),
    ): "a hang names itself, and of what is pending no signature is told",
    (
        "analysis/rules.py",
        "if own is not None and RANK.get(own, 0) == FINAL:",
        "own is not None and RANK.get(own, 0) == FINAL -> RANK.get(own, 0) == FINAL",
    ): "no answer is not final",
    (
        "analysis/rules.py",
        "if own is not None and RANK.get(own, 0) == FINAL:",
        "RANK.get(own, 0) -> RANK.get(own, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        'return wrong(history, now, "", answers[0].status, now.status_at, answers, certain=False)',
        (
            "wrong(history, now, '', answers[0].status, now.status_at, answers, certain=False) -> wrong(history, "
            "now, '?', answers[0].status, now.status_at, answers, certain=False)"
        ),
    ): "a hang names itself, and of what is pending no signature is told",
    (
        "analysis/rules.py",
        "if last.in_step or last.last is None:",
        "last.in_step or last.last is None -> last.in_step",
    ): "a copy out of step has a last word",
    (
        "analysis/rules.py",
        "if final is None or final.status == last.status or not final.settled or RANK.get(final.status, 0) != FINAL:",
        "RANK.get(final.status, 0) -> RANK.get(final.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        "claim = later_claim(scene, history, scene.time(history, last.removed_at or 0) - TOLERANCE_MS, last.status)",
        "last.removed_at or 0 -> last.removed_at",
    ): "a purged copy was removed, and not at its first letter",
    (
        "analysis/rules.py",
        "claim = later_claim(scene, history, scene.time(history, last.removed_at or 0) - TOLERANCE_MS, last.status)",
        "last.removed_at or 0 -> last.removed_at or 1",
    ): "a purged copy was removed, and not at its first letter",
    (
        "analysis/rules.py",
        "ended = claim is not None and claim.status != last.status and RANK.get(claim.status, 0) == FINAL",
        "RANK.get(claim.status, 0) -> RANK.get(claim.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        "expected=claim.status if claim is not None and ended else None,",
        "claim is not None and ended -> ended",
    ): "it has ended by a claim only",
    (
        "analysis/rules.py",
        "witnesses=(claim,) if claim is not None and ended else (),",
        "claim is not None and ended -> ended",
    ): "it has ended by a claim only",
    (
        "analysis/rules.py",
        "ended = now.status_at if RANK.get(now.status, 0) == FINAL else None",
        "RANK.get(now.status, 0) -> RANK.get(now.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        'return because(wrong(history, now, "", final.status, now.last.at, final.witnesses, certain=True), frozen(scene, controller))',
        (
            "wrong(history, now, '', final.status, now.last.at, final.witnesses, certain=True) -> wrong(history, now, '?',"
            " final.status, now.last.at, final.witnesses, certain=True)"
        ),
    ): "the cause has a name",
    (
        "analysis/rules.py",
        'stale = wrong(history, now, "", puts[-1].status, now.status_at, (wrote(scene, puts[-1]),), certain=True)',
        (
            "wrong(history, now, '', puts[-1].status, now.status_at, (wrote(scene, puts[-1]),), certain=True) -> "
            "wrong(history, now, '?', puts[-1].status, now.status_at, (wrote(scene, puts[-1]),), certain=True)"
        ),
    ): "the cause has a name",
    (
        "analysis/rules.py",
        'if RANK.get(_answered_here(scene, history) or "", 0) == FINAL:',
        "_answered_here(scene, history) or '' -> _answered_here(scene, history)",
    ): "no such word has a rank",
    (
        "analysis/rules.py",
        'if RANK.get(_answered_here(scene, history) or "", 0) == FINAL:',
        "_answered_here(scene, history) or '' -> _answered_here(scene, history) or '?'",
    ): "no such word has a rank",
    (
        "analysis/rules.py",
        'if RANK.get(_answered_here(scene, history) or "", 0) == FINAL:',
        "RANK.get(_answered_here(scene, history) or '', 0) -> RANK.get(_answered_here(scene, history) or '', 1)",
    ): "a word without a rank is never final",
    (
        "analysis/silence.py",
        "if log.coverage.debug_first is not None and log.coverage.debug_last is not None",
        (
            "log.coverage.debug_first is not None and log.coverage.debug_last is not None -> "
            "log.coverage.debug_first is not None or log.coverage.debug_last is not None"
        ),
    ): "both are set together",
    (
        "analysis/silence.py",
        "if log.coverage.debug_first is not None and log.coverage.debug_last is not None",
        "log.coverage.debug_first is not None and log.coverage.debug_last is not None -> log.coverage.debug_last is not None",
    ): "both are set together",
    (
        "analysis/silence.py",
        "if log.coverage.debug_first is not None and log.coverage.debug_last is not None",
        "log.coverage.debug_first is not None and log.coverage.debug_last is not None -> log.coverage.debug_first is not None",
    ): "both are set together",
    (
        "analysis/silence.py",
        "within = [np.frombuffer(log.coverage.pauses, np.int64).reshape(-1, 2) for log in logs if log.coverage.pauses]",
        "log.coverage.pauses -> True",
    ): "without pauses there is nothing to read; older numpy refuses to",
    (
        "analysis/silence.py",
        "usual = np.sort(length)[-USUAL] if len(length) >= USUAL else length.max(initial=0)",
        "initial=0 -> initial=1",
    ): "every pause is longer",
    ("analysis/skew.py", "MEASURED = 4_096", "4096 -> 4097"): "one asset more shows nowhere",
    ("analysis/skew.py", "PAIRS = 4_000_000", "4000000 -> 4000001"): "only slower",
    ("analysis/skew.py", "BURSTS = 20", "20 -> 21"): "no watch stands still that often",
    (
        "analysis/skew.py",
        "for history, row in last[: MEASURED * len(controllers)]:",
        "MEASURED * len(controllers) -> MEASURED // len(controllers)",
    ): "only quicker: two thousand images measure a clock as well",
    (
        "analysis/skew.py",
        'images[int(histories.controller[history])][int(histories.asset[history]), ""] = [int(ms[row])]',
        "(int(histories.asset[history]), '') -> (int(histories.asset[history]), '?')",
    ): "called alike on both sides",
    (
        "analysis/skew.py",
        "able = (number for number in range(len(controllers)) if told[number] or images[number] or notified[number])",
        "told[number] or images[number] or notified[number] -> images[number] or notified[number]",
    ): "who was told a status was notified",
    ("analysis/skew.py", "if not ahead:", "not ahead -> False"): "to move by nothing changes nothing",
    (
        "analysis/skew.py",
        "for history in np.flatnonzero(histories.asset < MEASURED).tolist():",
        "histories.asset < MEASURED -> histories.asset <= MEASURED",
    ): "one asset more shows nowhere",
    (
        "analysis/skew.py",
        "best = int(together[apart <= NEAR_MS].max(initial=0))",
        "initial=0 -> initial=1",
    ): "what is near meets at least itself; and where nothing is near, any that meet elsewhere are more than half of none, and of one",
    ("analysis/skew.py", "if np.ptp(lag) == 0:", "np.ptp(lag) == 0 -> False"): "equal lags have no slope",
    (
        "analysis/skew.py",
        "if np.ptp(lag) == 0:",
        "np.ptp(lag) == 0 -> np.ptp(lag) == 1",
    ): "lags that differ by a millisecond have no slope to speak of",
    (
        "analysis/skew.py",
        "slope = np.polyfit(first - first.mean(), lag, 1)[0]",
        "first - first.mean() -> first + first.mean()",
    ): "from where time is counted changes no slope",
    (
        "analysis/skew.py",
        "return bool(slope <= SLOWER and np.corrcoef(first, lag)[0, 1] <= LINEAR)",
        "slope <= SLOWER -> slope < SLOWER",
    ): "no slope is exactly that",
    (
        "analysis/skew.py",
        "return bool(slope <= SLOWER and np.corrcoef(first, lag)[0, 1] <= LINEAR)",
        "np.corrcoef(first, lag)[0, 1] <= LINEAR -> np.corrcoef(first, lag)[0, 1] < LINEAR",
    ): "no correlation is exactly that",
    (
        "analysis/standstill.py",
        "others = (other for other in scene.by_asset.get(int(scene.histories.asset[history]), []) if other != history)",
        "other != history -> True",
    ): "its own status is the one that is asked for",
    (
        "analysis/standstill.py",
        "return len(missed) > 1 and scene.speaks(controller, int(missed[0]) + scene.latest, int(missed[-1]) - APART_MS)",
        "len(missed) > 1 -> len(missed) >= 1",
    ): "between one moment and itself no line stands",
    (
        "analysis/stories.py",
        "boots = 1 + max((boot for _, boot in assumed), default=0)",
        "1 + max((boot for _, boot in assumed), default=0) -> 2 + max((boot for _, boot in assumed), default=0)",
    ): "a place that no boot has is never looked up",
    (
        "analysis/stories.py",
        "boots = 1 + max((boot for _, boot in assumed), default=0)",
        "default=0 -> default=1",
    ): "without any boot there is no history that looks one up",
    (
        "analysis/stories.py",
        "of_boot = np.zeros((1 + max((number for number, _ in assumed), default=0)) * boots, np.int64)",
        "1 + max((number for number, _ in assumed), default=0) -> 2 + max((number for number, _ in assumed), default=0)",
    ): "places that no controller has are never looked up",
    (
        "analysis/stories.py",
        "of_boot = np.zeros((1 + max((number for number, _ in assumed), default=0)) * boots, np.int64)",
        "default=0 -> default=1",
    ): "without any boot there is no history that looks one up",
    (
        "analysis/timing.py",
        "QUEUED, GIVEN, ENDED, LEFT = 1, 2, 3, 4",
        "(1, 2, 3, 4) -> (1, 2, 3, 5)",
    ): "only that they are different counts",
    (
        "analysis/timing.py",
        "code_of = np.full(len(texts) + 1, -1, np.int64)",
        "len(texts) + 1 -> len(texts) + 2",
    ): "the last stands for rows without fields all the same",
    (
        "analysis/timing.py",
        'done = event[rows] == (event.words.index("scan.done") if "scan.done" in event.words else -2)',
        (
            "event.words.index('scan.done') if 'scan.done' in event.words else -2 -> "
            "event.words.index('scan.done') if 'scan.done' in event.words else 2"
        ),
    ): "where no report is applied, all these lines are the ends of scans, or all are none: no pair is made",
    (
        "analysis/timing.py",
        'done = event[rows] == (event.words.index("scan.done") if "scan.done" in event.words else -2)',
        (
            "event.words.index('scan.done') if 'scan.done' in event.words else -2 -> "
            "event.words.index('scan.done') if 'scan.done' in event.words else -1"
        ),
    ): "where no report is applied, all these lines are the ends of scans, or all are none: no pair is made",
    (
        "analysis/timing.py",
        "task = (by[rows] * (int(boot.max(initial=0)) + 1) + boot[rows]) * asset.size + asset[rows]",
        "initial=0 -> initial=1",
    ): "the runs of two controllers are only further apart",
    (
        "analysis/timing.py",
        "task = (by[rows] * (int(boot.max(initial=0)) + 1) + boot[rows]) * asset.size + asset[rows]",
        "int(boot.max(initial=0)) + 1 -> int(boot.max(initial=0)) + 2",
    ): "the runs of two controllers are only further apart",
    (
        "analysis/timing.py",
        "took = np.where(end < 0, -1, np.maximum(at[end] - at[given], 0))",
        "end < 0 -> end <= 0",
    ): "an end has a begin before it",
    (
        "analysis/timing.py",
        "took = np.where(end < 0, -1, np.maximum(at[end] - at[given], 0))",
        "end < 0 -> end < 1",
    ): "an end has a begin before it",
    (
        "analysis/timing.py",
        "failed=((end >= 0) & bad[end])[named],",
        "end >= 0 -> end > 0",
    ): "an end has a begin before it",
    (
        "analysis/timing.py",
        "failed=((end >= 0) & bad[end])[named],",
        "end >= 0 -> end >= 1",
    ): "an end has a begin before it",
    (
        "analysis/timing.py",
        "begin = np.maximum.accumulate(np.where(first, np.arange(len(kept)), -1))",
        "np.where(first, np.arange(len(kept)), -1) -> np.where(first, np.arange(len(kept)), 0)",
    ): "who waits has begun to",
    (
        "analysis/timing.py",
        "back = (behind < len(kept)) & (says[kept[at]] == ENDED) & (task[kept[at]] == task[given])",
        "behind < len(kept) -> behind <= len(kept)",
    ): "the last line gives it, and ends nothing",
    (
        "analysis/timing.py",
        "follows: NDArray[np.bool_] = np.append(False, one[:-1]) & (np.diff(task, prepend=-1) == 0)",
        "np.append(False, one[:-1]) -> np.append(True, one[:-1])",
    ): "the first line follows none",
    (
        "analysis/timing.py",
        "follows: NDArray[np.bool_] = np.append(False, one[:-1]) & (np.diff(task, prepend=-1) == 0)",
        "prepend=-1 -> prepend=1",
    ): "the first line follows none",
    (
        "analysis/timing.py",
        "follows: NDArray[np.bool_] = np.append(False, one[:-1]) & (np.diff(task, prepend=-1) == 0)",
        "prepend=-1 -> prepend=0",
    ): "the first line follows none",
    (
        "analysis/unheard.py",
        "begin = np.where(before > 0, np.maximum(begin, np.append(times, 0)[before - 1]), begin)",
        "np.append(times, 0) -> np.append(times, 1)",
    ): "which number stands behind the last one nobody reads: where there is none before, what was taken is left out",
    (
        "analysis/unheard.py",
        "end = np.where(behind < len(times), np.minimum(end, np.append(times, 0)[behind]), end)",
        "np.append(times, 0) -> np.append(times, 1)",
    ): "which number stands behind the last one nobody reads: where there is none behind, what was taken is left out",
    (
        "analysis/unheard.py",
        "if not len(who):",
        "not len(who) -> True",
    ): "only slower: a sift that leaves out nothing",
    (
        "analysis/unheard.py",
        "sure = times % len(who) == 0",
        "times % len(who) -> times * len(who)",
    ): "only slower: a sift that leaves out nothing",
    (
        "analysis/unheard.py",
        "at_once = np.logical_and.reduce([last - first <= SLACK_MS, *((by == one).any(axis=0) for one in who)])",
        "last - first <= SLACK_MS -> last - first < SLACK_MS",
    ): "only slower: what is told within just that stays, and is heard",
    (
        "analysis/unheard.py",
        "place = all_told.place(put[1], put[2] - SLACK_MS)",
        "put[2] - SLACK_MS -> put[2] + SLACK_MS",
    ): "only slower: what all were told of later than that, and soon, was heard, too",
    (
        "analysis/unheard.py",
        "heard = all_told.at(put[1], place)[0] & (np.append(last, 0)[place] < put[2] + LATE_MS)",
        "np.append(last, 0) -> np.append(last, 1)",
    ): "which number stands behind the last one nobody reads: behind all of them, nothing was told",
    (
        "analysis/unheard.py",
        "heard = all_told.at(put[1], place)[0] & (np.append(last, 0)[place] < put[2] + LATE_MS)",
        "put[2] + LATE_MS -> put[2] - LATE_MS",
    ): "only slower: nothing is told both that late and that soon, so that nothing is left out",
    (
        "analysis/well.py",
        "if fault is None or at is None or scene.covered_until(fault.clues[-1].controller) < scene.time(history, at):",
        (
            "fault is None or at is None or scene.covered_until(fault.clues[-1].controller) < "
            "scene.time(history, at) -> fault is None or scene.covered_until(fault.clues[-1].controller) < "
            "scene.time(history, at)"
        ),
    ): "a copy in step was told or registered at some position",
    (
        "analysis/well.py",
        (
            "told = next((APPLIED[letter] for letter in reversed(scene.word(history)) if "
            'RANK.get(APPLIED.get(letter, ""), 0) == FINAL), None)'
        ),
        "APPLIED.get(letter, '') -> APPLIED.get(letter, '?')",
    ): "no such word has a rank",
    (
        "analysis/well.py",
        (
            "told = next((APPLIED[letter] for letter in reversed(scene.word(history)) if "
            'RANK.get(APPLIED.get(letter, ""), 0) == FINAL), None)'
        ),
        "RANK.get(APPLIED.get(letter, ''), 0) -> RANK.get(APPLIED.get(letter, ''), 1)",
    ): "a word without a rank is never final",
    (
        "analysis/well.py",
        "if asked is None or (now.at is not None and asked.row < scene.row(history, now.at)):",
        "asked.row < scene.row(history, now.at) -> asked.row <= scene.row(history, now.at)",
    ): "two lines do not stand in one row",
    ("analysis/witness.py", "ANY_TIME = -(1 << 62)", "1 << 62 -> 2 << 62"): "earlier than any time, too",
    ("analysis/witness.py", "ANY_TIME = -(1 << 62)", "1 << 62 -> 1 << 63"): "earlier than any time, too",
    (
        "analysis/overwritten.py",
        "settled = end_of(scene, history) - at >= (MARGIN_MS if RANK.get(claim.status, 0) == FINAL else STUCK_MS)",
        "RANK.get(claim.status, 0) -> RANK.get(claim.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        (
            "latest = [one for one in found if one.ms is None or one.ms >= "
            "(newest.ms or 0) - tolerance(scene, one.controller, newest.controller)]"
        ),
        "newest.ms or 0 -> newest.ms",
    ): "where the newest has no time, none has",
    (
        "analysis/witness.py",
        (
            "latest = [one for one in found if one.ms is None or one.ms >= "
            "(newest.ms or 0) - tolerance(scene, one.controller, newest.controller)]"
        ),
        "newest.ms or 0 -> newest.ms or 1",
    ): "where the newest has no time, none has",
    (
        "analysis/witness.py",
        "return self.quiet and RANK.get(status, 0) == FINAL and scene.clocks.tells(self.controller, by, SLACK_MS)",
        "RANK.get(status, 0) -> RANK.get(status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        "until = look.dropped + (SLACK_MS if RANK.get(last.status, 0) == FINAL else MARGIN_MS)",
        "RANK.get(last.status, 0) -> RANK.get(last.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        "open_end = ms < look.dropped or (RANK.get(status, 0) != FINAL and not look.hangs)",
        "RANK.get(status, 0) -> RANK.get(status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        "return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))",
        "witness.ms or 0 -> witness.ms",
    ): "what is compared has a time",
    (
        "analysis/witness.py",
        "return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))",
        "witness.ms or 0 -> witness.ms or 1",
    ): "what is compared has a time",
    (
        "analysis/witness.py",
        "return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))",
        "witness.controller or 0 -> witness.controller and 0",
    ): "peers stand in the order of controllers already",
    (
        "analysis/witness.py",
        "return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))",
        "witness.controller or 0 -> 0",
    ): "peers stand in the order of controllers already",
    (
        "analysis/witness.py",
        "return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))",
        "witness.controller or 0 -> witness.controller",
    ): "peers stand in the order of controllers already",
    (
        "analysis/witness.py",
        "return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))",
        "witness.controller or 0 -> witness.controller or 1",
    ): "peers stand in the order of controllers already",
    (
        "analysis/witness.py",
        'if read is not None and read.applied_at is not None and RANK.get(registration.simulated_status or "", 0) == FINAL:',
        (
            "read is not None and read.applied_at is not None and (RANK.get(registration.simulated_status or '', "
            "0) == FINAL) -> read is not None and RANK.get(registration.simulated_status or '', 0) == FINAL"
        ),
    ): "a call has a status by its applied line",
    (
        "analysis/witness.py",
        'if read is not None and read.applied_at is not None and RANK.get(registration.simulated_status or "", 0) == FINAL:',
        "registration.simulated_status or '' -> registration.simulated_status",
    ): "no such word has a rank",
    (
        "analysis/witness.py",
        'if read is not None and read.applied_at is not None and RANK.get(registration.simulated_status or "", 0) == FINAL:',
        "registration.simulated_status or '' -> registration.simulated_status or '?'",
    ): "no such word has a rank",
    (
        "analysis/witness.py",
        'if read is not None and read.applied_at is not None and RANK.get(registration.simulated_status or "", 0) == FINAL:',
        "RANK.get(registration.simulated_status or '', 0) -> RANK.get(registration.simulated_status or '', 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        "return RANK.get(status, 0) == FINAL or not scene.silence[controller].doubt(begin, end)",
        "RANK.get(status, 0) -> RANK.get(status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        'behind = next((letter for letter in word[applied_at + 1 :] if letter in DONE or letter in APPLIED), "")',
        (
            "next((letter for letter in word[applied_at + 1:] if letter in DONE or letter in APPLIED), '') -> "
            "next((letter for letter in word[applied_at + 1:] if letter in DONE or letter in APPLIED), '?')"
        ),
    ): "neither is a report",
    (
        "analysis/witness.py",
        'if RANK.get(status or "", 0) == FINAL and number != int(scene.histories.controller[history]) and number not in doubtful:',
        "status or '' -> status",
    ): "no such word has a rank",
    (
        "analysis/witness.py",
        'if RANK.get(status or "", 0) == FINAL and number != int(scene.histories.controller[history]) and number not in doubtful:',
        "status or '' -> status or '?'",
    ): "no such word has a rank",
    (
        "analysis/witness.py",
        'if RANK.get(status or "", 0) == FINAL and number != int(scene.histories.controller[history]) and number not in doubtful:',
        "RANK.get(status or '', 0) -> RANK.get(status or '', 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        'if read is None or registration.last_applied_at is not None or RANK.get(registration.simulated_status or "", 0) != FINAL:',
        (
            "read is None or registration.last_applied_at is not None or RANK.get(registration.simulated_status "
            "or '', 0) != FINAL -> registration.last_applied_at is not None or "
            "RANK.get(registration.simulated_status or '', 0) != FINAL"
        ),
    ): "no call has read the end of a scan",
    (
        "analysis/witness.py",
        'if read is None or registration.last_applied_at is not None or RANK.get(registration.simulated_status or "", 0) != FINAL:',
        "registration.simulated_status or '' -> registration.simulated_status",
    ): "no such word has a rank",
    (
        "analysis/witness.py",
        'if read is None or registration.last_applied_at is not None or RANK.get(registration.simulated_status or "", 0) != FINAL:',
        "registration.simulated_status or '' -> registration.simulated_status or '?'",
    ): "no such word has a rank",
    (
        "analysis/witness.py",
        'if read is None or registration.last_applied_at is not None or RANK.get(registration.simulated_status or "", 0) != FINAL:',
        "RANK.get(registration.simulated_status or '', 0) -> RANK.get(registration.simulated_status or '', 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        "if RANK.get(registration.status, 0) != FINAL:",
        "RANK.get(registration.status, 0) -> RANK.get(registration.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/witness.py",
        "if RANK.get(put.status, 0) == RANK.get(newest.status, 0):",
        "RANK.get(put.status, 0) -> RANK.get(put.status, 1)",
    ): "what is put has a rank, and a peer that comes first is the newest itself",
    (
        "analysis/witness.py",
        'begun = (shown(one) for one in seen if one.kind == "peer" and RANK.get(one.status, 0) != FINAL)',
        "RANK.get(one.status, 0) -> RANK.get(one.status, 1)",
    ): "a word without a rank is never final",
    (
        "model/explain.py",
        "says |= {at: (Outcome.UNKNOWN, at == state.calling) for at in (state.waiting, state.calling) if at >= 0}",
        "at >= 0 -> True",
    ): "what is said of a position below zero nobody asks for",
    (
        "model/explain.py",
        "says |= {at: (Outcome.UNKNOWN, at == state.calling) for at in (state.waiting, state.calling) if at >= 0}",
        "at >= 0 -> at > 0",
    ): "a notification at the very beginning that nothing answers has a cheaper account",
    (
        "model/explain.py",
        "says |= {at: (Outcome.UNKNOWN, at == state.calling) for at in (state.waiting, state.calling) if at >= 0}",
        "at >= 0 -> at >= 1",
    ): "a notification at the very beginning that nothing answers has a cheaper account",
    ("model/layers.py", "MOST = 128", "128 -> 129"): "a bound: any other will do as well",
    ("model/layers.py", "if known is None:", "known is None -> True"): "the same turn, worked out anew",
    ("model/layers.py", "if len(ahead) > MOST:", "len(ahead) > MOST -> len(ahead) >= MOST"): "all of them, in another order",
    (
        "analysis/words.py",
        'older = finding.verdict == "stale" and finding.expected == finding.status',
        "finding.verdict == 'stale' and finding.expected == finding.status -> finding.expected == finding.status",
    ): "no other finding expects what is shown",
    ("analysis/lettered.py", "PART = 1 << 18", "1 << 18 -> 2 << 18"): "however many rows are looked at together, the same comes of them",
    ("analysis/lettered.py", "PART = 1 << 18", "1 << 18 -> 1 << 19"): "however many rows are looked at together, the same comes of them",
    (
        "analysis/lettered.py",
        'letters = [letter("handler.skipped", _known(fields, code).get("why", "")) for code in said.tolist()]',
        "_known(fields, code).get('why', '') -> _known(fields, code).get('why', '?')",
    ): "neither is a reason",
    (
        "analysis/lettered.py",
        'if "agent" in known and "host" in known:',
        "'agent' in known and 'host' in known -> True",
    ): "every such line names both",
    (
        "analysis/lettered.py",
        'if "agent" in known and "host" in known:',
        "'agent' in known and 'host' in known -> 'agent' in known or 'host' in known",
    ): "every such line names both",
    (
        "analysis/lettered.py",
        'if "agent" in known and "host" in known:',
        "'agent' in known and 'host' in known -> 'host' in known",
    ): "every such line names both",
    (
        "analysis/lettered.py",
        'if "agent" in known and "host" in known:',
        "'agent' in known and 'host' in known -> 'agent' in known",
    ): "every such line names both",
    (
        "analysis/lettered.py",
        'hosts = [host_of.get(_known(fields, code).get("agent", "")) for code in said.tolist()]',
        "_known(fields, code).get('agent', '') -> _known(fields, code).get('agent', '?')",
    ): "no enforcer is called either",
    (
        "analysis/lettered.py",
        "known: dict[str, str] = json.loads(fields.words[code]) if code >= 0 else {}",
        "code >= 0 -> True",
    ): "every such line has fields",
    (
        "analysis/lettered.py",
        "codes = {one: code for code, one in enumerate(ids) if one in some} if some else {}",
        "some -> True",
    ): "only slower: among none no id is found",
    (
        "analysis/notices.py",
        "self._first = np.full((len(shift), 1 + int(self._boot.max(initial=0))), _NEVER)",
        "initial=0 -> initial=1",
    ): "a process more that was told of nothing",
    ("analysis/notices.py", "latest = 0", "0 -> 1"): "one bit more at most",
    ("analysis/notices.py", "self._who = (2 * len(shift)).bit_length()", "2 * len(shift) -> 3 * len(shift)"): "one bit more at most",
    (
        "analysis/notices.py",
        "if (len(self._kinds) * max(self._asset.size, 1)).bit_length() + self._bits + self._who > 63:",
        (
            "(len(self._kinds) * max(self._asset.size, 1)).bit_length() + self._bits + self._who > 63 -> "
            "(len(self._kinds) * max(self._asset.size, 1)).bit_length() + self._bits + self._who >= 63"
        ),
    ): "times numbered by rank say the same",
    (
        "analysis/notices.py",
        "if (len(self._kinds) * max(self._asset.size, 1)).bit_length() + self._bits + self._who > 63:",
        "max(self._asset.size, 1) -> max(self._asset.size, 2)",
    ): "one bit more at most",
    (
        "analysis/notices.py",
        "behind = 1 + (int(self._keys[begin + PART - 1]) >> bits)",
        "1 + (int(self._keys[begin + PART - 1]) >> bits) -> 2 + (int(self._keys[begin + PART - 1]) >> bits)",
    ): "parts of another size",
    (
        "analysis/notices.py",
        "behind = 1 + (int(self._keys[begin + PART - 1]) >> bits)",
        "begin + PART -> begin - PART",
    ): "parts of another size",
    (
        "analysis/notices.py",
        "behind = 1 + (int(self._keys[begin + PART - 1]) >> bits)",
        "begin + PART - 1 -> begin + PART - 2",
    ): "parts of another size",
    (
        "analysis/otherwise.py",
        "return ()",
        "return () -> return None",
    ): "of lines that are not there it is only asked whether there are any",
    ("analysis/witness.py", "reported: bool = True", "True -> False"): "who is no peer is not asked, and of a peer it is always said",
    (
        "analysis/writes.py",
        'state = np.array([\'"key":"scan/state/\' in text for text in (texts.words if len(refused) else [])] + [False], np.bool_)',
        "len(refused) -> True",
    ): "where nothing was refused no text is looked at",
    (
        "analysis/writes.py",
        "every = 1 + max(int(rows.max(initial=0)), int(behind.max(initial=0)))",
        "1 + max(int(rows.max(initial=0)), int(behind.max(initial=0))) -> 2 + max(int(rows.max(initial=0)), int(behind.max(initial=0)))",
    ): "any number above all rows keeps the pairs apart",
    (
        "analysis/writes.py",
        "every = 1 + max(int(rows.max(initial=0)), int(behind.max(initial=0)))",
        "initial=0 -> initial=1",
    ): "any number above all rows keeps the pairs apart",
    (
        "analysis/writes.py",
        "same = np.append(pairs, -1)[place] == of",
        "np.append(pairs, -1) -> np.append(pairs, 1)",
    ): "what stands there is taken only for -1, which is given either way",
    (
        "analysis/writes.py",
        "same = np.append(pairs, -1)[place] == of",
        "np.append(pairs, -1) -> np.append(pairs, 0)",
    ): "what stands there is taken only for -1, which is given either way",
    (
        "analysis/writes.py",
        "latest = np.full(1 + int(of.max(initial=-1)), np.iinfo(np.int64).min // 2)",
        "1 + int(of.max(initial=-1)) -> 2 + int(of.max(initial=-1))",
    ): "nobody asks for the key that is one too many",
    (
        "analysis/writes.py",
        "latest = np.full(1 + int(of.max(initial=-1)), np.iinfo(np.int64).min // 2)",
        "initial=-1 -> initial=1",
    ): "nobody asks for the keys that are too many",
    (
        "analysis/writes.py",
        "latest = np.full(1 + int(of.max(initial=-1)), np.iinfo(np.int64).min // 2)",
        "initial=-1 -> initial=0",
    ): "nobody asks for the key that is one too many",
    (
        "analysis/writes.py",
        "latest = np.full(1 + int(of.max(initial=-1)), np.iinfo(np.int64).min // 2)",
        "np.iinfo(np.int64).min // 2 -> np.iinfo(np.int64).min // 3",
    ): "earlier than any time, too",
    (
        "analysis/witness.py",
        "ended = max((write.ms for write in writes if RANK.get(write.status, 0) == FINAL and write.ms <= begin), default=begin)",
        "RANK.get(write.status, 0) -> RANK.get(write.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/outcomes.py",
        'for mark in pipeline.marks_at("", put[pipeline.has_status(put, "scheduled")]):',
        (
            "pipeline.marks_at('', put[pipeline.has_status(put, 'scheduled')]) -> "
            "pipeline.marks_at('?', put[pipeline.has_status(put, 'scheduled')])"
        ),
    ): "nobody looks at what these lines say",
    (
        "analysis/outcomes.py",
        'for mark in pipeline.marks_at("", asked)',
        "pipeline.marks_at('', asked) -> pipeline.marks_at('?', asked)",
    ): "nobody looks at what these lines say",
    (
        "analysis/outcomes.py",
        "for mark in pipeline.marks_at(what, pipeline.rows_about(assets, event) if event == _STORED else pipeline.rows(event))",
        "event == _STORED -> False",
    ): "a report of an asset without a bad end is no cause, and none of another stands between a line that names none and its own",
    (
        "analysis/outcomes.py",
        "for mark in pipeline.marks_at(what, pipeline.rows_about(assets, event) if event == _STORED else pipeline.rows(event))",
        "event == _STORED -> True",
    ): "every asset that any of the other lines names is among them, and so is none",
    (
        "analysis/outcomes.py",
        "for mark in pipeline.marks_at(what, pipeline.rows_about(assets, event) if event == _STORED else pipeline.rows(event))",
        "event == _STORED -> event != _STORED",
    ): "it leaves out nothing of either that counts",
    (
        "analysis/outcomes.py",
        "rows = np.concatenate([pipeline.rows(*(event for event in _LINES if event != _STORED)), own])",
        "event != _STORED -> True",
    ): "a report of an asset without a bad end is no cause",
    (
        "analysis/outcomes.py",
        "rows = np.concatenate([pipeline.rows(*(event for event in _LINES if event != _STORED)), own])",
        "event != _STORED -> event == _STORED",
    ): "only reports are chosen by these assets, and so all of them are",
    (
        "analysis/outcomes.py",
        "return np.unique(pipeline.assets(rows))",
        "return np.unique(pipeline.assets(rows)) -> return None",
    ): "None as a place stands for all: all reports are chosen, of which those without a bad end are no cause",
    (
        "analysis/outcomes.py",
        "some = np.zeros(int(asset.max(initial=-1)) + 1, np.int64)",
        "initial=-1 -> initial=1",
    ): "nobody asks for the assets that are too many",
    (
        "analysis/outcomes.py",
        "some = np.zeros(int(asset.max(initial=-1)) + 1, np.int64)",
        "initial=-1 -> initial=0",
    ): "nobody asks for the asset that is one too many",
    (
        "analysis/outcomes.py",
        "some = np.zeros(int(asset.max(initial=-1)) + 1, np.int64)",
        "int(asset.max(initial=-1)) + 1 -> int(asset.max(initial=-1)) + 2",
    ): "nobody asks for the asset that is one too many",
    (
        "analysis/outcomes.py",
        "some[asset] = by",
        "some[asset] = by -> pass",
    ): "of several who put, one is not the first of all controllers; of an asset that one alone puts, none meets another",
    (
        "analysis/outcomes.py",
        "return puts[np.isin(asset, asset[by != some[asset]])]",
        "by != some[asset] -> by == some[asset]",
    ): "which is so for one put of each asset: all are chosen, and of an asset that one alone puts, none meets another",
    (
        "analysis/doubts.py",
        "if not scene.clocks.any_odd:",
        "not scene.clocks.any_odd -> False",
    ): "where no clock is odd any two can be compared: this only spares to look",
    (
        "analysis/writes.py",
        "kinds = 1 + int(found.status.max(initial=0))",
        "1 + int(found.status.max(initial=0)) -> 2 + int(found.status.max(initial=0))",
    ): "any number above all that were put keeps the assets apart",
    (
        "analysis/writes.py",
        "kinds = 1 + int(found.status.max(initial=0))",
        "initial=0 -> initial=1",
    ): "any number above all that were put keeps the assets apart",
    (
        "analysis/writes.py",
        "latest = np.full(1 + int(of.max(initial=-1)), np.iinfo(np.int64).min // 2)",
        "np.iinfo(np.int64).min // 2 -> np.iinfo(np.int64).min * 2",
    ): "earlier than any time, too",
    (
        "analysis/rules.py",
        "if write is None or RANK.get(write.status, 0) == FINAL:",
        "RANK.get(write.status, 0) -> RANK.get(write.status, 1)",
    ): "a word without a rank is never final",
    (
        "analysis/rules.py",
        "if shown < RANK.get(failed.status, 0) or not held or shown == RANK.get(held[-1].status, 0):",
        "RANK.get(failed.status, 0) -> RANK.get(failed.status, 1)",
    ): "what is put has a rank",
    (
        "analysis/rules.py",
        "if shown < RANK.get(failed.status, 0) or not held or shown == RANK.get(held[-1].status, 0):",
        "RANK.get(held[-1].status, 0) -> RANK.get(held[-1].status, 1)",
    ): "what is put has a rank",
}
"""The reason, by file, line of code without its comment, and mutation as `make mutants` prints it."""
