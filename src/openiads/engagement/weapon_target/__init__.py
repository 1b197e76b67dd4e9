"""Weapon-target assignment as a problem on arrays: kernels that know no battery, no track and no round.

`marginal_return` gives shot by shot, `exchanges` trades shots between targets of a `shot_plan`, `kicks` goes
on from there by chance; `pricing` finds the best salvos at given prices of shots, by `salvo_search`, and
`price_steps` betters the prices.  They are parts, which cannot allocate, each with a door for Python: whoever
calls them lends the arrays.  The chain does not use them yet.
"""
