"""Looking ahead while a show plays: in a process of its own, so that no frame waits for it.

process    runs a show ahead on what it is sent; ``python -m controller.run.ahead.process NIGHT``
asking     starts it when somebody asks, sends it where the show stands, and gives its answer
"""
