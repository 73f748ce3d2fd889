"""What the assistant reads from and writes to, one package a vendor; `memory` holds fakes of all of it."""
