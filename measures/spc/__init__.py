"""Statistical process control: a series in, a judged chart out."""

from measures.spc.analyse import analyse, analyse_series
from measures.spc.chart import Chart, Signal

__all__ = ["Chart", "Signal", "analyse", "analyse_series"]
