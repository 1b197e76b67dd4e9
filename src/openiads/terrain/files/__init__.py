"""Maps on the disk: rasters and folders of tiles read into grids, and grids written."""
