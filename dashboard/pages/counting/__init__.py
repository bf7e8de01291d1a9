"""How every number is made: the manual of this practice."""
