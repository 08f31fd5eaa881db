"""The three outcomes that the merge is for, per grid (S-024). Counts come from above; here is what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in one grid in one period."""

    orders: int = 0
    orders_joint: int = 0
    services: int = 0
    services_done_in_grid: int = 0
    hazards: int = 0
    hazards_handled_in_grid: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One indicator: `permille` None when nothing happened that could be counted."""

    key: str
    text: Text
    definition: Text
    part: int
    whole: int

    @property
    def permille(self) -> int | None:
        """Return part / whole in per mille, rounded down."""
        return self.part * 1000 // self.whole if self.whole else None


def outcomes(counts: Counts) -> tuple[Outcome, Outcome, Outcome]:
    """Return the three indicators of a grid page. Source: S-024 (力量协同、服务落地、隐患处置在网格)."""
    return (
        Outcome(
            "forces",
            Text("力量协同在网格", "Forces co-operate in the grid"),
            Text(
                "本网格工单中由两个以上单位联办的占比",
                "Share of the grid's orders handled jointly by two units or more",
            ),
            counts.orders_joint,
            counts.orders,
        ),
        Outcome(
            "services",
            Text("服务落地在网格", "Services land in the grid"),
            Text("本网格服务事项中在网格内办结的占比", "Share of the grid's services finished inside the grid"),
            counts.services_done_in_grid,
            counts.services,
        ),
        Outcome(
            "hazards",
            Text("隐患处置在网格", "Hazards are handled in the grid"),
            Text("本网格隐患中未上交、在网格内处置的占比", "Share of the grid's hazards settled without going up"),
            counts.hazards_handled_in_grid,
            counts.hazards,
        ),
    )
