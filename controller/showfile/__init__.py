"""Show files: YAML text → model, every mistake at its line and column, all in one run.

``load.check_show`` is the door. Behind it: ``reading`` (YAML text → tree), ``tree`` (nodes with places), ``document``
(the shape, as pydantic models), ``validate`` (tree → document), ``resolve`` (document → ``model.show.Show``).
"""
