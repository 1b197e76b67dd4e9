"""The assignment of shots to targets alone: who shoots at what so that least is left, and how sure that is.

On arrays, for whoever has values and kill probabilities; no battery, no track, no time.  `solve` answers;
`merged_problem`, `lent_arrays`, `price_bound`, `trading` and `near_salvos` are its parts, from what all need
to what proves.  The kernels are in `engagement.weapon_target`.

It may import `study.design`, `study.campaign` and the rooms of the chain, not another study on its floor.
"""
