"""Handing a project over as one file: out of one Huddleboard, and anew into another, all of it or nothing."""
