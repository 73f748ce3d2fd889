"""What the assistant reads from and writes to, one package a vendor; `memory` holds fakes of all of it.

The one thing that an import does here is to keep the vendors' libraries from logging what they see, so that it holds
for whoever uses an adapter by itself, too.
"""

from assistant.adapters.quiet import hush

hush()
