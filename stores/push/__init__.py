"""Push the named graphs of a store to a server: what is sent, in which order, and whether it arrived."""
