"""HiGHS, as the protection uses it: one thread, no clock that changes an answer, and whole numbers when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.leaves import Ints

Floats = npt.NDArray[np.float64]
INFINITE: Final = float(highspy.kHighsInf)


@dataclass(slots=True)
class Rows:
    """A sparse matrix by rows, with the bounds of each row's sum."""

    start: Ints
    column: Ints
    value: Floats
    low: Floats
    high: Floats


class Program:
    """A linear program: minimise ``cost`` · x within bounds. Bounds and costs may be changed between solutions."""

    def __init__(self, cost: Floats, low: Floats, high: Floats, rows: Rows, gap: float = 0.02) -> None:
        self.columns, self._low, self._high = len(cost), low, high
        self._solver = highspy.Highs()
        self._solver.silent()
        for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off"), ("mip_rel_gap", gap)):
            self._solver.setOptionValue(name, value)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self.columns, len(rows.low)
        program.col_cost_, program.col_lower_, program.col_upper_ = cost, low, high
        program.row_lower_, program.row_upper_ = rows.low, rows.high
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = rows.start.astype(np.int32)
        program.a_matrix_.index_ = rows.column.astype(np.int32)
        program.a_matrix_.value_ = rows.value
        self._solver.passModel(program)

    def bounds(self, column: int) -> tuple[float, float]:
        """The bounds of one column."""
        return float(self._low[column]), float(self._high[column])

    def bound_column(self, column: int, low: float, high: float) -> None:
        """Change the bounds of one column; ``bounds`` goes on to tell the first ones."""
        self._solver.changeColBounds(column, low, high)

    def bound_row(self, row: int, low: float, high: float) -> None:
        """Change the bounds of one row."""
        self._solver.changeRowBounds(row, float(low), float(high))

    def set_cost(self, column: int, cost: float) -> None:
        """Change the cost of one column."""
        self._solver.changeColCost(column, cost)

    def set_costs(self, cost: Floats) -> None:
        """Change all costs."""
        self._solver.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), cost)

    def seconds(self, limit: float) -> None:
        """No single solution takes longer than this; one that would counts as none."""
        self._solver.setOptionValue("time_limit", float(self._solver.getRunTime() + max(limit, 0.01)))

    def solve(self) -> Floats | None:
        """The best x, or None when there is none (or it was not found)."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().col_value)

    def duals(self) -> Floats | None:
        """What each row's bound costs, from inside all best answers (not one of their corners); None if not found."""
        for name, value in (("solver", "ipm"), ("run_crossover", "off")):
            self._solver.setOptionValue(name, value)
        self._solver.run()
        duals = np.array(self._solver.getSolution().row_dual)
        for name, value in (("solver", "choose"), ("run_crossover", "on")):
            self._solver.setOptionValue(name, value)
        return duals if len(duals) and np.isfinite(duals).all() else None

    @property
    def is_unbounded(self) -> bool:
        """True when the last solution could be improved without end."""
        status = self._solver.getModelStatus()
        return status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)

    def best_whole(self, columns: Ints, nodes: int) -> float | None:
        """What no x whose ``columns`` are whole numbers can cost less than, or None when that was not found out."""
        self._whole(columns, nodes)
        bound = float(self._solver.getInfo().mip_dual_bound)
        self._fractions(columns)
        return bound if np.isfinite(bound) and abs(bound) < INFINITE else None

    def solve_whole(self, columns: Ints, nodes: int) -> Floats | None:
        """A good x whose ``columns`` are whole numbers, or None. The search stops after a number of ``nodes``."""
        self._whole(columns, nodes)
        found = self._solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        answer = np.array(self._solver.getSolution().col_value) if found else None
        self._fractions(columns)
        return answer

    def _whole(self, columns: Ints, nodes: int) -> None:
        self._solver.setOptionValue("mip_max_nodes", nodes)
        self._kind(columns, highspy.HighsVarType.kInteger)
        self._solver.run()

    def _fractions(self, columns: Ints) -> None:
        self._kind(columns, highspy.HighsVarType.kContinuous)

    def _kind(self, columns: Ints, kind: highspy.HighsVarType) -> None:
        index = columns.astype(np.int32)
        self._solver.changeColsIntegrality(len(index), index, np.full(len(index), int(kind), np.uint8))
