"""Who leads and owns the shop in tests of danger."""

LEAD, OTHER_LEAD, OWNER = 515151, 515152, 515153
