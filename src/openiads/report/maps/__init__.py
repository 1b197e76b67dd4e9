"""The one map stack: geometry, layers, and the canvases on which they are drawn."""
