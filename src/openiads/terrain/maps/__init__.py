"""Maps in memory: their cells, grids and projections, borders, and what the kernels read of them."""
