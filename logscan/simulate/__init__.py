"""A NeuVector cluster in a box: it prints the logs that its controllers would print, and knows the truth about them.

    engine       a virtual clock; processes that wait, and wake each other
    kv           the key-value store, and what a watch makes of its changes
    names        who is in the cluster: controllers, nodes, containers; all invented
    controller   one controller process: two watches, the scan map, the handler, the registration
    scanning     the lead's side: queue, scanners, reports, requeues
    cluster      all of them together, and what happens to them
    printer      lines as the formatter writes them, on a clock that is never quite right
    noise        what else stands in such a log
    damage       what happens to a log on its way to the ticket
    truth        what was really so, and whether the logs can still show it
    scenario     parameters, from `scenarios.toml`
    run          one seed in, files and truth out

It is the oracle of the tests, so it states the rules of DOMAIN 3 on its own: nothing here may import `parse`, `model` or `analysis`.
"""
