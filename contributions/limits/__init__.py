"""What a connection to the Internet does in a while: counted in the cache, kept nowhere else."""
