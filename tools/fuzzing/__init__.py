"""Broken files and odd texts by the thousand, each one repeatable from (seed, kind, number)."""
