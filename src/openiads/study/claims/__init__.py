"""Claims, once there are some: a sentence about a defence, the study that tests it, and what was found.

It stands above all other studies and may import any of them; none imports it.
"""
