"""The viewer and its server, once there are some.

It calls `api`, and so whatever `import openiads` gives, and nothing below: what the viewer needs and no
function gives yet, the geometry and layers of maps among it, becomes a function of `api` first.
"""
