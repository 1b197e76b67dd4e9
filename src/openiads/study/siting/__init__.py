"""Where to put what, once it is there: places of radars and batteries that are searched for, not given.

It may import `study.design`, `study.campaign` and `study.coverage`: a site is judged by the maps that it
gives and by the runs that it plays.
"""
