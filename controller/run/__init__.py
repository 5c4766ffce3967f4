"""The only room with a clock, tasks and disk: the loop, the journal, the engine and where things lie."""
