"""The page of the tests of change: PDSA cycles planned, predicted, done, studied and decided on."""
