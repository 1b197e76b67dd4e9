"""What a defence costs, and what for: prices with their boxes, spending by class of raider, loans.

Prices are ignorance: a low and a high between which sources lie.  What is spent in a raid is chance too: a
mean over replicates with its interval.  Both are told, and never mixed.
"""
