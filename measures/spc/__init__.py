"""Statistical process control: a series in, a judged chart out."""

from measures.spc.advise import Advice, advise
from measures.spc.analyse import analyse, analyse_series
from measures.spc.bernoulli_cusum import BernoulliCusum, bernoulli_cusum
from measures.spc.chart import Chart, Signal
from measures.spc.funnel import Funnel, funnel
from measures.spc.icons import Icons
from measures.spc.many import analyse_many
from measures.spc.pareto import pareto
from measures.spc.suggest_phases import parts_of, suggest_phases

__all__ = [
    "Advice",
    "BernoulliCusum",
    "Chart",
    "Funnel",
    "Icons",
    "Signal",
    "advise",
    "analyse",
    "analyse_many",
    "analyse_series",
    "bernoulli_cusum",
    "funnel",
    "pareto",
    "parts_of",
    "suggest_phases",
]
