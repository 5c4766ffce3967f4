"""The compiled passes of the extra ``fast``: what compiles them beside a show, and takes them over between two frames.

forms     all of them, as every show calls them: compiled, or asked for
leaving   gives the memory of the compiler back once they are loaded
mending   forgets what numba keeps if it is damaged
process   compiles them with what is left of the processor
taking    lets a show that plays have them as soon as they are there
"""
