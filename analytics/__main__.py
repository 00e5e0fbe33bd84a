"""`python -m analytics` is the `analytics` command."""

from analytics.cli import main

main()
