"""What if a token visits its devices one after another, and the batch crosses each link whole?

The chain of transfers by which seed 004 counts communication, hop by hop, beside the collectives of `network`. It adds
nothing where no hops are stated.
"""


def chain_hops(pipeline_stages):
    """Transfers along a chain of devices.

        devices - 1

    Unit: hops
    Source: definition; seed 004, line 164 counts 20 for 20 devices
    """
    return pipeline_stages - 1


def scale_up_hop_seconds(batch, hidden_dim, bytes_per_value_moved, scale_up_bandwidth):
    """Time to move the activations of the whole batch over one link inside a server.

        batch * hidden * bytes / bandwidth

    Unit: s
    Source: seed 004, lines 153-156
    """
    return batch * hidden_dim * bytes_per_value_moved / scale_up_bandwidth


def scale_out_hop_seconds(batch, hidden_dim, bytes_per_value_moved, scale_out_bandwidth):
    """Time to move the activations of the whole batch over one link between servers.

        batch * hidden * bytes / bandwidth

    Unit: s
    Source: seed 004, lines 158-160
    """
    return batch * hidden_dim * bytes_per_value_moved / scale_out_bandwidth


def chain_seconds(scale_up_hops, scale_up_hop_seconds, scale_out_hops, scale_out_hop_seconds):
    """Communication of a token that visits its devices one after another.

        hops inside * time + hops between * time

    Unit: s
    Source: seed 004, lines 162-166
    """
    return scale_up_hops * scale_up_hop_seconds + scale_out_hops * scale_out_hop_seconds
