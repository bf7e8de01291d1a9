"""The command `huddleboard spc`: any series of numbers on any chart."""
