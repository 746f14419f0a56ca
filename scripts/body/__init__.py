"""Train and measure the body model: ``python -m scripts.body``."""
