"""How much one account may do in a while; what networks do is counted by `contributions.limits`."""
