"""The six-state Kalman filter of one track, in ECEF, with full covariance.

Nearly constant velocity with white acceleration noise; ballistic tracks fall freely besides.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 6.2.2 (discretised continuous white-noise acceleration).
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU
from openiads.ground.scalar import log
from openiads.state.planes import Plot, Track
from openiads.state.world import Floats
from openiads.tracking.range_rate import (
    Square,
    Symmetric,
    Vector,
    dot,
    learn_rate,
    rate_surprise,
    times,
    velocity_block,
)

GATE = 18.47
"""Largest squared distance that may belong together: 99.9 % of chi-square, four degrees of freedom."""
LOG_TWO_PI_FOURTH = 7.351508265637381  # 4 log(2 pi)


@kernel
def fall(f: Floats, m: int) -> tuple[float, float, float]:
    """Gravity at track `m` [m/s2]: a central field, which is within 0.3 % of the true one."""
    x, y, z = f[Track.X, m], f[Track.Y, m], f[Track.Z, m]
    square = x * x + y * y + z * z
    pull = -MU / (square * math.sqrt(square))
    return pull * x, pull * y, pull * z


@kernel
def place(f: Floats, m: int, lag: float, ballistic: bool) -> tuple[float, float, float]:
    """Where track `m` expects its target `lag` seconds after its time [m]."""
    x = f[Track.X, m] + lag * f[Track.VX, m]
    y = f[Track.Y, m] + lag * f[Track.VY, m]
    z = f[Track.Z, m] + lag * f[Track.VZ, m]
    if ballistic:
        gx, gy, gz = fall(f, m)
        half = 0.5 * lag * lag
        x += half * gx
        y += half * gy
        z += half * gz
    return x, y, z


@kernel
def spread(f: Floats, m: int, lag: float, noise: float) -> tuple[float, float, float, float, float, float]:
    """Covariance of place (xx, xy, xz, yy, yz, zz) [m2] of track `m` after `lag` [s] of `noise` [m2/s3]."""
    square = lag * lag
    noise = noise * abs(lag) * square / 3.0
    xx = f[Track.PXX, m] + 2.0 * lag * f[Track.CXX, m] + square * f[Track.VXX, m] + noise
    xy = f[Track.PXY, m] + lag * (f[Track.CXY, m] + f[Track.CYX, m]) + square * f[Track.VXY, m]
    xz = f[Track.PXZ, m] + lag * (f[Track.CXZ, m] + f[Track.CZX, m]) + square * f[Track.VXZ, m]
    yy = f[Track.PYY, m] + 2.0 * lag * f[Track.CYY, m] + square * f[Track.VYY, m] + noise
    yz = f[Track.PYZ, m] + lag * (f[Track.CYZ, m] + f[Track.CZY, m]) + square * f[Track.VYZ, m]
    zz = f[Track.PZZ, m] + 2.0 * lag * f[Track.CZZ, m] + square * f[Track.VZZ, m] + noise
    return xx, xy, xz, yy, yz, zz


@kernel
def invert(
    xx: float, xy: float, xz: float, yy: float, yz: float, zz: float
) -> tuple[float, float, float, float, float, float, float]:
    """Inverse (same six) and determinant of a symmetric 3 by 3 matrix."""
    cxx = yy * zz - yz * yz
    cxy = xz * yz - xy * zz
    cxz = xy * yz - xz * yy
    determinant = xx * cxx + xy * cxy + xz * cxz
    one = 1.0 / determinant
    cyy = (xx * zz - xz * xz) * one
    cyz = (xy * xz - xx * yz) * one
    czz = (xx * yy - xy * xy) * one
    return cxx * one, cxy * one, cxz * one, cyy, cyz, czz, determinant


@kernel
def distance(
    f: Floats, m: int, ballistic: bool, plots: Floats, i: int, radar: Floats, s: int, noise: float
) -> tuple[float, float]:
    """Squared statistical distance [1] of plot `i` of radar `s` to track `m`, and its log determinant.

    In place and range rate; a plot whose place alone lies beyond the gate is not asked for its rate.
    """
    lag = plots[Plot.TIME, i] - f[Track.TIME, m]
    x, y, z = place(f, m, lag, ballistic)
    dx, dy, dz = plots[Plot.X, i] - x, plots[Plot.Y, i] - y, plots[Plot.Z, i] - z
    pp = spread(f, m, lag, noise)
    wxx, wxy, wxz, wyy, wyz, wzz, determinant = invert(
        pp[0] + plots[Plot.CXX, i], pp[1] + plots[Plot.CXY, i], pp[2] + plots[Plot.CXZ, i],
        pp[3] + plots[Plot.CYY, i], pp[4] + plots[Plot.CYZ, i], pp[5] + plots[Plot.CZZ, i],
    )  # fmt: skip
    weight = (wxx, wxy, wxz, wyy, wyz, wzz)
    pull = times(weight, (dx, dy, dz))
    square = dot(pull, (dx, dy, dz))
    if square > GATE:
        return square, 0.0
    pv, vv = carried(f, m, lag, noise)
    surprise, variance = rate_surprise(
        radar, s, plots[Plot.RATE, i], (x, y, z), course(f, m, lag, ballistic), pp, pv, vv, weight, pull
    )
    return square + surprise * surprise / variance, log(determinant * variance)


@kernel
def course(f: Floats, m: int, lag: float, ballistic: bool) -> Vector:
    """How track `m` expects its target to move `lag` seconds after its time [m/s]."""
    vx, vy, vz = f[Track.VX, m], f[Track.VY, m], f[Track.VZ, m]
    if not ballistic:
        return vx, vy, vz
    gx, gy, gz = fall(f, m)
    return vx + lag * gx, vy + lag * gy, vz + lag * gz


@kernel
def carried(f: Floats, m: int, lag: float, noise: float) -> tuple[Square, Symmetric]:
    """Covariance of place with velocity [m2/s], and of velocity [m2/s2], of track `m` after `lag` [s]."""
    xx, xy, xz, yy, yz, zz = velocity_block(f, m)
    rate = noise * abs(lag)
    noise = 0.5 * noise * lag * abs(lag)
    cross = (
        f[Track.CXX, m] + lag * xx + noise, f[Track.CXY, m] + lag * xy, f[Track.CXZ, m] + lag * xz,
        f[Track.CYX, m] + lag * xy, f[Track.CYY, m] + lag * yy + noise, f[Track.CYZ, m] + lag * yz,
        f[Track.CZX, m] + lag * xz, f[Track.CZY, m] + lag * yz, f[Track.CZZ, m] + lag * zz + noise,
    )  # fmt: skip
    return cross, (xx + rate, xy, xz, yy + rate, yz, zz + rate)


@kernel
def predict(f: Floats, m: int, time: float, ballistic: bool, noise: float) -> None:
    """Carry track `m` to `time` [s] through `noise` [m2/s3]; backwards too, for plots that come late."""
    lag = time - f[Track.TIME, m]
    xx, xy, xz, yy, yz, zz = spread(f, m, lag, noise)
    x, y, z = place(f, m, lag, ballistic)
    f[Track.VX, m], f[Track.VY, m], f[Track.VZ, m] = course(f, m, lag, ballistic)
    f[Track.X, m], f[Track.Y, m], f[Track.Z, m] = x, y, z
    f[Track.PXX, m], f[Track.PXY, m], f[Track.PXZ, m] = xx, xy, xz
    f[Track.PYY, m], f[Track.PYZ, m], f[Track.PZZ, m] = yy, yz, zz
    cross, velocity = carried(f, m, lag, noise)
    for entry in range(9):
        f[Track.CXX + entry, m] = cross[entry]
    for entry in range(6):
        f[Track.VXX + entry, m] = velocity[entry]
    f[Track.TIME, m] = time


@kernel
def update(f: Floats, m: int, plots: Floats, i: int, radar: Floats, s: int) -> None:
    """Fold plot `i` of radar `s`, its place and its rate, into track `m`, which must stand at its time."""
    learn_place(f, m, plots, i)
    learn_rate(f, m, plots, i, radar, s)
    measure_spread(f, m)


@kernel
def learn_place(f: Floats, m: int, plots: Floats, i: int) -> None:
    """Fold the place [m] of plot `i` into track `m`."""
    dx, dy, dz = (
        plots[Plot.X, i] - f[Track.X, m],
        plots[Plot.Y, i] - f[Track.Y, m],
        plots[Plot.Z, i] - f[Track.Z, m],
    )
    pxx, pxy, pxz = f[Track.PXX, m], f[Track.PXY, m], f[Track.PXZ, m]
    pyy, pyz, pzz = f[Track.PYY, m], f[Track.PYZ, m], f[Track.PZZ, m]
    wxx, wxy, wxz, wyy, wyz, wzz, _ = invert(
        pxx + plots[Plot.CXX, i], pxy + plots[Plot.CXY, i], pxz + plots[Plot.CXZ, i],
        pyy + plots[Plot.CYY, i], pyz + plots[Plot.CYZ, i], pzz + plots[Plot.CZZ, i],
    )  # fmt: skip
    for row in range(3):
        kx, ky, kz = gain_row(f, m, row, wxx, wxy, wxz, wyy, wyz, wzz)
        f[Track.VX + row, m] += kx * dx + ky * dy + kz * dz
    velocity_update(f, m, wxx, wxy, wxz, wyy, wyz, wzz)
    axx, axy, axz = (
        pxx * wxx + pxy * wxy + pxz * wxz,
        pxx * wxy + pxy * wyy + pxz * wyz,
        pxx * wxz + pxy * wyz + pxz * wzz,
    )
    ayx, ayy, ayz = (
        pxy * wxx + pyy * wxy + pyz * wxz,
        pxy * wxy + pyy * wyy + pyz * wyz,
        pxy * wxz + pyy * wyz + pyz * wzz,
    )
    azx, azy, azz = (
        pxz * wxx + pyz * wxy + pzz * wxz,
        pxz * wxy + pyz * wyy + pzz * wyz,
        pxz * wxz + pyz * wyz + pzz * wzz,
    )
    f[Track.X, m] += axx * dx + axy * dy + axz * dz
    f[Track.Y, m] += ayx * dx + ayy * dy + ayz * dz
    f[Track.Z, m] += azx * dx + azy * dy + azz * dz
    f[Track.PXX, m] = pxx - (axx * pxx + axy * pxy + axz * pxz)
    f[Track.PXY, m] = pxy - (axx * pxy + axy * pyy + axz * pyz)
    f[Track.PXZ, m] = pxz - (axx * pxz + axy * pyz + axz * pzz)
    f[Track.PYY, m] = pyy - (ayx * pxy + ayy * pyy + ayz * pyz)
    f[Track.PYZ, m] = pyz - (ayx * pxz + ayy * pyz + ayz * pzz)
    f[Track.PZZ, m] = pzz - (azx * pxz + azy * pyz + azz * pzz)
    for column in range(3):
        cx, cy, cz = f[Track.CXX + column, m], f[Track.CYX + column, m], f[Track.CZX + column, m]
        f[Track.CXX + column, m] = cx - (axx * cx + axy * cy + axz * cz)
        f[Track.CYX + column, m] = cy - (ayx * cx + ayy * cy + ayz * cz)
        f[Track.CZX + column, m] = cz - (azx * cx + azy * cy + azz * cz)


@kernel
def gain_row(
    f: Floats, m: int, row: int, wxx: float, wxy: float, wxz: float, wyy: float, wyz: float, wzz: float
) -> tuple[float, float, float]:
    """Row `row` of the velocity gain: transposed cross block times the inverse innovation covariance."""
    cx, cy, cz = f[Track.CXX + row, m], f[Track.CYX + row, m], f[Track.CZX + row, m]
    kx = cx * wxx + cy * wxy + cz * wxz
    ky = cx * wxy + cy * wyy + cz * wyz
    kz = cx * wxz + cy * wyz + cz * wzz
    return kx, ky, kz


@kernel
def velocity_update(
    f: Floats, m: int, wxx: float, wxy: float, wxz: float, wyy: float, wyz: float, wzz: float
) -> None:
    """Shrink the velocity block by gain times cross block, upper triangle in storage order."""
    entry = Track.VXX.value
    for row in range(3):
        kx, ky, kz = gain_row(f, m, row, wxx, wxy, wxz, wyy, wyz, wzz)
        for column in range(row, 3):
            cx, cy, cz = f[Track.CXX + column, m], f[Track.CYX + column, m], f[Track.CZX + column, m]
            f[entry, m] -= kx * cx + ky * cy + kz * cz
            entry += 1


@kernel
def measure_spread(f: Floats, m: int) -> None:
    """Keep the roots of both traces, which bound the gate from outside."""
    f[Track.SPREAD, m] = math.sqrt(f[Track.PXX, m] + f[Track.PYY, m] + f[Track.PZZ, m])
    f[Track.SPREAD_RATE, m] = math.sqrt(f[Track.VXX, m] + f[Track.VYY, m] + f[Track.VZZ, m])
