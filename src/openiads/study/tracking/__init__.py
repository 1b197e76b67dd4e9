"""The tracker alone, once it is studied: measures of tracks against the truth, and trackers side by side.

It may import `study.design`, `study.campaign` and the rooms of the chain, not another study on its floor.
"""
