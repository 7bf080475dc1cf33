"""The fixtures on disk, read once into frozen values: every endpoint, reply, scenario and seed row of every vendor."""
