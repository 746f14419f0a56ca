"""The benchmark: the service beside its peers, each section one table. Run it with ``python -m scripts.bench``."""
