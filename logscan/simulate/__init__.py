"""A NeuVector cluster in a box: it prints the logs that its controllers would print, and knows the truth about them.

    engine       a virtual clock; processes that wait, and wake each other
    kv           the key-value store, and what a watch makes of its changes
    names        who is in the cluster: controllers, nodes, containers; all invented
    controller   one controller process: two watches, the scan map, the handler, the registration
    scanning     the lead's side: queue, scanners, reports, requeues
    slots        which scanners are free, as a scheduler believes
    registry     registries and their images, and how their states are written
    catalogue    a controller's copy of those
    imagescan    the lead's side of them
    cluster      all of them together, and their life
    faults       what goes wrong with them at one moment
    printer      lines as the formatter writes them, on a clock that is never quite right
    noise        what else stands in such a log
    damage       what happens to a log on its way to the ticket
    truth        what was really so, asset by asset on every controller; of registries and images in `imagetruth`
    provable     whether the logs can still show it
    scenario     parameters, from `scenarios.toml`
    run          one seed in, files and truth out

It is the oracle of the tests, so it states the rules of DOMAIN 3 on its own: nothing here may import `parse`, `model` or `analysis`.
"""
