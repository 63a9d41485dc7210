"""The durability harness: `python -m tests.durability --full` runs all of it and prints a table of counts.

work     what a writer does, and what it says it has acknowledged
child    forks a writer per line, so that each can be killed, traced or made to fail
oracle   opens what a writer left behind and says what is wrong with it
strace   attaches to a writer: notes its system calls, or kills or fails it at one of them
model    a file system rebuilt from such notes; what may be left of it after a power cut
faults   ten ways in which an archive could be wrong; the harness must catch each of them
runs     one function per line of the table
"""
