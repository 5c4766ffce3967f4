"""In front of station 0: a peer that floods is turned away by the system, before its datagrams cost us anything."""
