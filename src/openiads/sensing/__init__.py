"""From truth to plots: looks, detection, measurement error, jamming, false plots."""
