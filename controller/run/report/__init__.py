"""The morning after: a night's journal, told so that people can read it. It only looks, and it paints next to nothing.

account      what is told: facts of one night
times        ticks → the clock on the wall
people       who did it, in words; visitors stay nameless
retelling    journal → what happened at each tick, without light
gathering    what happened → the account
nothing      why no recovery came of an incident
crowds       very much of one sort → a few lines
sections     the account → headings, sentences and tables
markdown     sections → text
page         sections → one HTML file that needs nothing else
"""
