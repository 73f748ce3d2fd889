"""Setting up: the questions, the accounts and the configuration file, for the terminal and the page alike."""
