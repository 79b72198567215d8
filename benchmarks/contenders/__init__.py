"""The peers that khabar is measured beside: how each is installed, fed and run."""
