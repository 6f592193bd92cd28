"""The tables of the peers: the same row four times, each kept by another library, one by none."""
