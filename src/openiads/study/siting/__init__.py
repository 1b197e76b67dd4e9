"""Where to put what: places of radars and batteries that are searched for, not given.

`cover_problem`, `solve` and `best_few` choose sites by what they cover, on arrays alone; `merged_cover`,
`swaps`, `lagrangian` and `branching` are the parts of it, from what all need to what proves.

It may import `study.design`, `study.coverage`, `study.experiment` and `study.compare`: a site is judged by
the maps that it gives and by the runs that it plays.
"""
