"""Two estimates of one target whose errors have an unknown part in common: covariance intersection.

References
----------
.. [1] S. J. Julier, J. K. Uhlmann, A non-divergent estimation algorithm in the presence of unknown
   correlations, Proceedings of the American Control Conference (1997) 2369-2373: the intersection.
.. [2] M. B. Hurley, An information theoretic justification for covariance intersection and its
   generalization, Proceedings of the 5th International Conference on Information Fusion (2002) 505-511: the
   weight at which the determinant is least, which asks for no scale between place and velocity.
.. [3] G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 3.2.11: inverse and
   determinant of a matrix in blocks, by the complement of Schur.
.. [4] J. Kiefer, Sequential minimax search for a maximum, Proceedings of the American Mathematical Society 4
   (1953) 502-506: search by golden sections.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.matrices import (
    Square,
    Symmetric,
    Vector,
    add,
    columns_of,
    columns_times,
    full,
    invert,
    less,
    plus,
    product,
    product_transposed,
    rows_times,
    square_sum,
    symmetric_part,
    times,
)
from openiads.tracking.estimates import Estimate

GOLDEN = 0.6180339887498949
"""What a golden section leaves of an interval."""
SECTIONS = 30
"""Of the search for the weight: it is known to a millionth then."""


class Blocks(NamedTuple):
    """A symmetric matrix (6, 6) of place and velocity: a covariance, or its inverse, the information."""

    place_block: Symmetric
    cross_block: Square  # of place (row) with velocity (column)
    velocity_block: Symmetric


@kernel
def transposed(matrix: Square) -> Square:
    """The transpose of a matrix (3, 3)."""
    first, second, third = columns_of(matrix)
    return (
        first[0], first[1], first[2],
        second[0], second[1], second[2],
        third[0], third[1], third[2],
    )  # fmt: skip


@kernel
def scaled(matrix: Symmetric, factor: float) -> Symmetric:
    """A symmetric matrix (3, 3) times a number [1]."""
    xx, xy, xz, yy, yz, zz = matrix
    return xx * factor, xy * factor, xz * factor, yy * factor, yz * factor, zz * factor


@kernel
def scaled_square(matrix: Square, factor: float) -> Square:
    """A matrix (3, 3) times a number [1]."""
    xx, xy, xz, yx, yy, yz, zx, zy, zz = matrix
    return (
        xx * factor, xy * factor, xz * factor,
        yx * factor, yy * factor, yz * factor,
        zx * factor, zy * factor, zz * factor,
    )  # fmt: skip


@kernel
def inverse_of(matrix: Blocks) -> tuple[Blocks, float]:
    """Inverse of a symmetric matrix (6, 6), and its determinant.

    Source: [3]_.
    """
    inner, determinant = invert(matrix.place_block)
    slope = product(full(inner), matrix.cross_block)
    shared = symmetric_part(product_transposed(transposed(matrix.cross_block), transposed(slope)))
    velocity_block, rest = invert(plus(matrix.velocity_block, scaled(shared, -1.0)))
    cross_block = product(slope, full(velocity_block))
    place_block = plus(inner, symmetric_part(product_transposed(cross_block, slope)))
    return Blocks(place_block, scaled_square(cross_block, -1.0), velocity_block), determinant * rest


@kernel
def mixed(one: Blocks, other: Blocks, weight: float) -> Blocks:
    """The mean of two matrices (6, 6), the first by a weight [1]."""
    rest = 1.0 - weight
    return Blocks(
        plus(scaled(one.place_block, weight), scaled(other.place_block, rest)),
        square_sum(scaled_square(one.cross_block, weight), scaled_square(other.cross_block, rest)),
        plus(scaled(one.velocity_block, weight), scaled(other.velocity_block, rest)),
    )


@kernel
def information_at(one: Blocks, other: Blocks, weight: float) -> float:
    """Determinant of the mean of two informations (6, 6): what it has at most, the covariance has at least.

    Source: [2]_.
    """
    return inverse_of(mixed(one, other, weight))[1]


@kernel
def best_weight(one: Blocks, other: Blocks) -> float:
    """Weight [1] of the first of two informations (6, 6) at which the determinant of their mean is largest.

    Its logarithm is concave, so sections find the only top there is [4]_.
    """
    low, high = 0.0, 1.0
    left, right = 1.0 - GOLDEN, GOLDEN
    at_left, at_right = information_at(one, other, left), information_at(one, other, right)
    for _ in range(SECTIONS):
        if at_left > at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = information_at(one, other, left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = information_at(one, other, right)
    weight, most = 0.5 * (low + high), max(at_left, at_right)
    if information_at(one, other, 1.0) >= most:
        return 1.0
    return 0.0 if information_at(one, other, 0.0) >= most else weight


@kernel
def times_blocks(matrix: Blocks, place: Vector, velocity: Vector) -> tuple[Vector, Vector]:
    """A symmetric matrix (6, 6) times a vector (6,) of a place and a velocity."""
    first = add(times(matrix.place_block, place), rows_times(matrix.cross_block, velocity))
    return first, add(columns_times(matrix.cross_block, place), times(matrix.velocity_block, velocity))


@kernel
def intersection(one: Estimate, other: Estimate) -> Estimate:
    """The intersection [1]_ of two estimates [m, m/s] of one target at one time.

    Whatever their errors have in common, it claims no more than it knows, if they do not.
    """
    mine, _ = inverse_of(Blocks(one.place_block, one.cross_block, one.velocity_block))
    theirs, _ = inverse_of(Blocks(other.place_block, other.cross_block, other.velocity_block))
    weight = best_weight(mine, theirs)
    if weight == 1.0:
        return one
    if weight == 0.0:
        return other
    covariance, _ = inverse_of(mixed(mine, theirs, weight))
    pull, turn = times_blocks(theirs, less(other.place, one.place), less(other.velocity, one.velocity))
    place, velocity = times_blocks(covariance, pull, turn)
    rest = 1.0 - weight
    return Estimate(
        one.time,
        add(one.place, (rest * place[0], rest * place[1], rest * place[2])),
        add(one.velocity, (rest * velocity[0], rest * velocity[1], rest * velocity[2])),
        covariance.place_block,
        covariance.cross_block,
        covariance.velocity_block,
    )
