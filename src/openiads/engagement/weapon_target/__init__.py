"""Weapon-target assignment as a problem on arrays: kernels that know no battery, no track and no round.

`marginal_return` gives shot by shot, `exchanges` trades shots between targets, `kicks` goes on from there by
chance; `pricing` finds the best salvo at given prices of shots, and `price_steps` betters the prices.  None
of them allocates: whoever calls them lends the arrays.  The chain does not use them yet.
"""
