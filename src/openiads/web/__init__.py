"""The viewer and its server, once there are some.

It may import everything below `cli`; it draws from the geometry and the layers that the report's maps have.
"""
