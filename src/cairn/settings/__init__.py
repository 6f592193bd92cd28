"""Settings: ``base`` is shared; ``staff``, ``public`` and ``test`` each add what only they need."""
