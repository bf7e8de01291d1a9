"""Did it work, and is it too soon to tell: the estimate beside the chart and the gauge of what could show."""
