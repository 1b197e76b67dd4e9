"""What must be true: at which value of a figure, or of two, a measure crosses a threshold."""
