"""Who publishes at an address, so that a publisher known by name and by address is one."""

from functools import cache

from analytics.corpus.links import host_of
from analytics.resources import data_path


def publisher_of(url: str) -> str:
    """The name of the publisher at this address, else its host; empty when there is none."""
    host, names = host_of(url), _names()
    labels = host.split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((names[domain] for domain in domains if domain in names), host)


@cache
def _names() -> dict[str, str]:
    lines = data_path("publishers.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))
