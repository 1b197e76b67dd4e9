"""Who plays the jobs of a study: this thread, threads, processes, or the workers of a Dask cluster."""
