"""The assignment of rounds alone, once it is studied: what a rule of fire gives away against the best.

It may import `study.design`, `study.campaign` and the rooms of the chain, not another study on its floor.
"""
