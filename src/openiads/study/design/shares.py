"""Whole things in given shares: rounds over batteries, rounds over types, types over canister positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openiads.study.design.loads import positions_of

Load = Mapping[str, int]


def in_shares(total: int, weights: Sequence[float], most: Sequence[int]) -> list[int]:
    """A number of things over several, in proportion and as far as each holds them.

    One after the other goes to whoever is farthest below its share (Sainte-Lague), the first of equals.
    """
    given = [0] * len(weights)
    for _ in range(min(total, sum(most))):
        open_ = [i for i, most_here in enumerate(most) if given[i] < most_here]
        index = max(open_, key=lambda i: (weights[i] / (2 * given[i] + 1), -i))
        given[index] += 1
    return given


def load_of(total: int, positions: int, mix: Load, per_position: Load) -> dict[str, int]:
    """So many rounds in the shares of a mix, or as many as the positions hold.

    A position holds rounds of one type; so the last rounds may be of a type that still has room.
    """
    load = dict.fromkeys(mix, 0)
    for _ in range(total):
        fitting = [
            slug
            for slug in mix
            if mix[slug] and positions_of({**load, slug: load[slug] + 1}, per_position) <= positions
        ]
        if not fitting:
            break
        slug = max(fitting, key=lambda slug: (mix[slug] / (2 * load[slug] + 1), -list(mix).index(slug)))
        load[slug] += 1
    return load


def load_in(positions: int, mix: Load, per_position: Load) -> dict[str, int]:
    """All positions filled, in the shares that the types of a mix have of them."""
    taken = [-(-count // per_position[slug]) for slug, count in mix.items()]
    shares = in_shares(positions, taken, [positions] * len(taken))
    return {slug: share * per_position[slug] for slug, share in zip(mix, shares, strict=True)}
