"""What can be read: one source, one module.

Every source yields the same records; one mapping turns records into quads.
"""
