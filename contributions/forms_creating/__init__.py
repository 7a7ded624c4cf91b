"""The boxes of the screens on which an offer is added, with why each thing is asked."""
