#!/usr/bin/env python3
"""Run commands one after the other and say what they cost.

    meter.py < SPECIFICATION > RESULT

The specification is one JSON object: `commands` (a list of argument lists), `stdin` and `stdout` (paths; default the
null device; `stdout` holds what all commands wrote, in order), `stderr` likewise, `deadline` (seconds for each command;
0: none). The result is one JSON object: `cpu` (user and system seconds of the commands and of every process they
waited for), `clock` (seconds), `peak_kib` (the largest resident memory of any one process among these) and `codes` (the
exit code of each command; negative: killed by that signal).

This is a program of its own because the operating system counts the memory of the process that starts a command as
memory of the command: a small starter keeps that below what any engine needs.
"""
import json
import os
import signal
import sys
import time


def opened(path, flags):
    return os.open(path or os.devnull, flags | os.O_CREAT, 0o644)


def start(command, streams, deadline):
    """The process id of the command, which gets an alarm that outlives its start and ends it."""
    child = os.fork()
    if child:
        return child
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        signal.alarm(int(deadline))
        os.execvp(command[0], command)
    except OSError:
        os._exit(127)


def main():
    spec = json.load(sys.stdin)
    write = os.O_WRONLY | os.O_APPEND
    streams = [opened(spec.get("stdin"), os.O_RDONLY), opened(spec.get("stdout"), write), opened(spec.get("stderr"), write)]
    cpu, peak, codes, began = 0.0, 0, [], time.monotonic()
    for command in spec["commands"]:
        _, status, usage = os.wait4(start(command, streams, spec.get("deadline", 0)), 0)
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss)
        codes.append(os.waitstatus_to_exitcode(status))
    json.dump({"cpu": cpu, "clock": time.monotonic() - began, "peak_kib": peak, "codes": codes}, sys.stdout)


if __name__ == "__main__":
    main()
