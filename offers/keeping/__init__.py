"""Who keeps the pages of a structure: claims, members, invitations, structures left alone."""
