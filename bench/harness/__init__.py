"""Measures Claviger beside a peer and beside what the machine could do at best. Standard library only."""
