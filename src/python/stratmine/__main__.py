"""The whole program: ``python -m stratmine``."""

import os
import signal
import sys

from . import _core


def main() -> int:
    # The program is no Python code that could answer Ctrl-C, so the system does.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return _core.run([sys.executable, "-m", "stratmine"], sys.argv[1:])


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Threads of the program may still wait for nothing; the interpreter has nothing to tidy up.
    os._exit(code)
