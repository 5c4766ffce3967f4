"""A night without hardware: scenario files, the run on a simulated clock, the judgement at the far end, the report."""
