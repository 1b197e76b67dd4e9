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
from openiads.state.planes import Plot, Track
from openiads.state.world import Floats

PROCESS_NOISE = 300.0
"""Power density of the acceleration noise [m2/s3]: manoeuvres of about 1 g over a scan of 6 s."""
GATE = 16.27
"""Largest squared distance that may belong together: 99.9 % of chi-square, three degrees of freedom."""
LOG_TWO_PI_CUBED = 5.513631199228036  # 3 log(2 pi)


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
def spread(f: Floats, m: int, lag: float) -> tuple[float, float, float, float, float, float]:
    """Position covariance (xx, xy, xz, yy, yz, zz) of track `m` after `lag` seconds [m2]."""
    square = lag * lag
    noise = PROCESS_NOISE * abs(lag) * square / 3.0
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
def distance(f: Floats, m: int, ballistic: bool, plots: Floats, i: int) -> tuple[float, float]:
    """Squared statistical distance of plot `i` to track `m` [1], and determinant of its covariance [m6]."""
    lag = plots[Plot.TIME, i] - f[Track.TIME, m]
    x, y, z = place(f, m, lag, ballistic)
    dx, dy, dz = plots[Plot.X, i] - x, plots[Plot.Y, i] - y, plots[Plot.Z, i] - z
    xx, xy, xz, yy, yz, zz = spread(f, m, lag)
    xx += plots[Plot.CXX, i]
    xy += plots[Plot.CXY, i]
    xz += plots[Plot.CXZ, i]
    yy += plots[Plot.CYY, i]
    yz += plots[Plot.CYZ, i]
    zz += plots[Plot.CZZ, i]
    wxx, wxy, wxz, wyy, wyz, wzz, determinant = invert(xx, xy, xz, yy, yz, zz)
    square = dx * (wxx * dx + 2.0 * (wxy * dy + wxz * dz)) + dy * (wyy * dy + 2.0 * wyz * dz) + wzz * dz * dz
    return square, determinant


@kernel
def predict(f: Floats, m: int, time: float, ballistic: bool) -> None:
    """Carry track `m` to `time` [s]; backwards too, for plots that come late by a part of a step."""
    lag = time - f[Track.TIME, m]
    xx, xy, xz, yy, yz, zz = spread(f, m, lag)
    x, y, z = place(f, m, lag, ballistic)
    if ballistic:
        gx, gy, gz = fall(f, m)
        f[Track.VX, m] += lag * gx
        f[Track.VY, m] += lag * gy
        f[Track.VZ, m] += lag * gz
    f[Track.X, m], f[Track.Y, m], f[Track.Z, m] = x, y, z
    f[Track.PXX, m], f[Track.PXY, m], f[Track.PXZ, m] = xx, xy, xz
    f[Track.PYY, m], f[Track.PYZ, m], f[Track.PZZ, m] = yy, yz, zz
    noise = 0.5 * PROCESS_NOISE * lag * abs(lag)
    vxx, vxy, vxz = f[Track.VXX, m], f[Track.VXY, m], f[Track.VXZ, m]
    vyy, vyz, vzz = f[Track.VYY, m], f[Track.VYZ, m], f[Track.VZZ, m]
    f[Track.CXX, m] += lag * vxx + noise
    f[Track.CXY, m] += lag * vxy
    f[Track.CXZ, m] += lag * vxz
    f[Track.CYX, m] += lag * vxy
    f[Track.CYY, m] += lag * vyy + noise
    f[Track.CYZ, m] += lag * vyz
    f[Track.CZX, m] += lag * vxz
    f[Track.CZY, m] += lag * vyz
    f[Track.CZZ, m] += lag * vzz + noise
    rate = PROCESS_NOISE * abs(lag)
    f[Track.VXX, m] = vxx + rate
    f[Track.VYY, m] = vyy + rate
    f[Track.VZZ, m] = vzz + rate
    f[Track.TIME, m] = time


@kernel
def update(f: Floats, m: int, plots: Floats, i: int) -> None:
    """Fold plot `i` into track `m`, which must stand at the plot's time."""
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
    measure_spread(f, m)


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
