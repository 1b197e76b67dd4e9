"""Who does the work: one job after another, threads, processes or a Dask cluster; results are the same."""
