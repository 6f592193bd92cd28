"""Sets Cairn up on a machine: the environment, a private PostgreSQL, the processes, the tests.

Standard library only, so that `dev.py` can use it before anything is installed. Two modules,
`roles` and `cluster`, use psycopg inside their functions; they run inside the virtual environment.
Nothing here is part of the program in production, where `DATABASE_URL` names a real server.
"""
