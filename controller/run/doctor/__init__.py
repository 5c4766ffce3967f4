"""The doctor: looks at the machine before a night, and says of each trouble how to mend it. It changes nothing."""
