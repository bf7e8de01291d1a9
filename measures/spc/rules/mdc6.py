"""The rules of NHS Making Data Count with shifts and trends of 6 points, the shorter of the two choices."""

from measures.spc.rules.mdc import rule_set

RULES = rule_set(6)
