"""Vectors and 3 by 3 matrices as tuples, for kernels: sums are taken in the order in which they are written.

References
----------
.. [1] G. Strang, Introduction to Linear Algebra, 5th ed., 2016, section 5.3: the inverse as cofactors over
   the determinant.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel

Vector = tuple[float, float, float]
Symmetric = tuple[float, float, float, float, float, float]
"""Upper triangle of a symmetric 3 by 3 matrix: xx, xy, xz, yy, yz, zz."""
Square = tuple[float, float, float, float, float, float, float, float, float]
"""A 3 by 3 matrix, row by row."""

Floats = npt.NDArray[np.float64]

ZERO_SQUARE: Square = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@kernel
def dot(one: Vector, other: Vector) -> float:
    """Product of two vectors (3,)."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


@kernel
def add(one: Vector, other: Vector) -> Vector:
    """Sum of two vectors (3,)."""
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


@kernel
def less(one: Vector, other: Vector) -> Vector:
    """Difference of two vectors (3,)."""
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


@kernel
def times(matrix: Symmetric, vector: Vector) -> Vector:
    """A symmetric matrix (3, 3) times a vector."""
    x, y, z = vector
    return (
        matrix[0] * x + matrix[1] * y + matrix[2] * z,
        matrix[1] * x + matrix[3] * y + matrix[4] * z,
        matrix[2] * x + matrix[4] * y + matrix[5] * z,
    )


@kernel
def quadratic(matrix: Symmetric, vector: Vector) -> float:
    """Quadratic form of a vector (3,) in a symmetric matrix (3, 3)."""
    xx, xy, xz, yy, yz, zz = matrix
    x, y, z = vector
    return x * x * xx + y * y * yy + z * z * zz + 2.0 * (x * y * xy + x * z * xz + y * z * yz)


@kernel
def plus(one: Symmetric, other: Symmetric) -> Symmetric:
    """Sum of two symmetric matrices (3, 3)."""
    return (
        one[0] + other[0], one[1] + other[1], one[2] + other[2],
        one[3] + other[3], one[4] + other[4], one[5] + other[5],
    )  # fmt: skip


@kernel
def isotropic(variance: float) -> Symmetric:
    """The covariance (3, 3) of an error that is the same in every direction."""
    return variance, 0.0, 0.0, variance, 0.0, variance


@kernel
def trace(matrix: Symmetric) -> float:
    """Sum of the diagonal of a symmetric matrix (3, 3)."""
    return matrix[0] + matrix[3] + matrix[5]


@kernel
def rows_of(matrix: Symmetric) -> tuple[Vector, Vector, Vector]:
    """The rows of a symmetric matrix (3, 3), which are its columns too."""
    xx, xy, xz, yy, yz, zz = matrix
    return (xx, xy, xz), (xy, yy, yz), (xz, yz, zz)


@kernel
def columns_of(matrix: Square) -> tuple[Vector, Vector, Vector]:
    """The columns of a matrix (3, 3)."""
    return (
        (matrix[0], matrix[3], matrix[6]),
        (matrix[1], matrix[4], matrix[7]),
        (matrix[2], matrix[5], matrix[8]),
    )


@kernel
def full(matrix: Symmetric) -> Square:
    """A symmetric matrix (3, 3) as any other."""
    xx, xy, xz, yy, yz, zz = matrix
    return xx, xy, xz, xy, yy, yz, xz, yz, zz


@kernel
def symmetric_part(matrix: Square) -> Symmetric:
    """The mean of a matrix (3, 3) and its transpose."""
    xx, xy, xz, yx, yy, yz, zx, zy, zz = matrix
    return xx, 0.5 * (xy + yx), 0.5 * (xz + zx), yy, 0.5 * (yz + zy), zz


@kernel
def scaled_unit(factor: float) -> Square:
    """A number times the unit matrix (3, 3)."""
    return factor, 0.0, 0.0, 0.0, factor, 0.0, 0.0, 0.0, factor


@kernel
def square_sum(one: Square, other: Square) -> Square:
    """Sum of two matrices (3, 3)."""
    return (
        one[0] + other[0], one[1] + other[1], one[2] + other[2],
        one[3] + other[3], one[4] + other[4], one[5] + other[5],
        one[6] + other[6], one[7] + other[7], one[8] + other[8],
    )  # fmt: skip


@kernel
def product_transposed(one: Square, other: Square) -> Square:
    """A matrix (3, 3) times the transpose of another: products of rows."""
    ax, ay, az = (one[0], one[1], one[2]), (one[3], one[4], one[5]), (one[6], one[7], one[8])
    bx, by, bz = (
        (other[0], other[1], other[2]),
        (other[3], other[4], other[5]),
        (other[6], other[7], other[8]),
    )
    return (
        dot(ax, bx), dot(ax, by), dot(ax, bz),
        dot(ay, bx), dot(ay, by), dot(ay, bz),
        dot(az, bx), dot(az, by), dot(az, bz),
    )  # fmt: skip


@kernel
def product(one: Square, other: Square) -> Square:
    """Product of two matrices (3, 3)."""
    a, b, c = columns_of(other)
    return product_transposed(one, (a[0], a[1], a[2], b[0], b[1], b[2], c[0], c[1], c[2]))


@kernel
def rows_times(matrix: Square, vector: Vector) -> Vector:
    """A matrix (3, 3) times a vector."""
    x, y, z = vector
    return (
        matrix[0] * x + matrix[1] * y + matrix[2] * z,
        matrix[3] * x + matrix[4] * y + matrix[5] * z,
        matrix[6] * x + matrix[7] * y + matrix[8] * z,
    )


@kernel
def columns_times(matrix: Square, vector: Vector) -> Vector:
    """The transpose of a matrix (3, 3) times a vector."""
    x, y, z = vector
    return (
        matrix[0] * x + matrix[3] * y + matrix[6] * z,
        matrix[1] * x + matrix[4] * y + matrix[7] * z,
        matrix[2] * x + matrix[5] * y + matrix[8] * z,
    )


@kernel
def invert(matrix: Symmetric) -> tuple[Symmetric, float]:
    """Inverse of a symmetric matrix (3, 3) by its cofactors [1]_, and its determinant."""
    xx, xy, xz, yy, yz, zz = matrix
    cxx = yy * zz - yz * yz
    cxy = xz * yz - xy * zz
    cxz = xy * yz - xz * yy
    determinant = xx * cxx + xy * cxy + xz * cxz
    one = 1.0 / determinant
    cyy = (xx * zz - xz * xz) * one
    cyz = (xy * xz - xx * yz) * one
    czz = (xx * yy - xy * xy) * one
    return (cxx * one, cxy * one, cxz * one, cyy, cyz, czz), determinant


@kernel
def vector_at(planes: Floats, column: int, first: int) -> Vector:
    """A vector (3,) from the three planes that begin with `first`."""
    return planes[first, column], planes[first + 1, column], planes[first + 2, column]


@kernel
def symmetric_at(planes: Floats, column: int, first: int) -> Symmetric:
    """A symmetric matrix (3, 3) from the six planes that begin with `first`."""
    return (
        planes[first, column], planes[first + 1, column], planes[first + 2, column],
        planes[first + 3, column], planes[first + 4, column], planes[first + 5, column],
    )  # fmt: skip


@kernel
def square_at(planes: Floats, column: int, first: int) -> Square:
    """A matrix (3, 3) from the nine planes that begin with `first`."""
    return (
        planes[first, column], planes[first + 1, column], planes[first + 2, column],
        planes[first + 3, column], planes[first + 4, column], planes[first + 5, column],
        planes[first + 6, column], planes[first + 7, column], planes[first + 8, column],
    )  # fmt: skip
