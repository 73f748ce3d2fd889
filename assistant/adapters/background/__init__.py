"""What starts the agent when the user signs in: systemd on Linux, launchd on macOS, the Task Scheduler on Windows."""
