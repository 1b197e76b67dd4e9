"""Statistical checks of the engine against theory: `python -m verification`."""
