"""Designs of an experiment: which variants of a scenario are played, at which settings of what is not known.

Arms are variants with names, coordinates the uncertain figures that they use, points settings of all of them;
point 0 is the nominal.  A design comes from a study file or from Python, is complete, and has a hash.
"""
