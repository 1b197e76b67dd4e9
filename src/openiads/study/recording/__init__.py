"""One replicate written down as it is played: where everything was, what pictures believed, what was left."""
