"""Which documented failures a run has met and which never: counted, merged over processes and runs, and shown to people."""
