"""Event tables: what their columns mean, their rows, and the quads of each row."""
