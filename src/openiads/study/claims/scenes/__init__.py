"""What claims play: places, raids, networks and dates that several of them share."""
