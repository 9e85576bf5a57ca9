# Runs a program in a pseudo-terminal, as a person would, and answers the question that it asks on it.
# ask.py ANSWER PROGRAM ARGUMENT…; what the terminal shows goes to standard output, the program's to the file in $STDOUT, if set.
# $QUESTION: what the question begins with, unless it asks for a passphrase.
import os, pty, select, sys

answer, command = sys.argv[1].encode().decode('unicode_escape').encode(), sys.argv[2:]
question = os.environ.get('QUESTION', 'Passphrase of').encode()
child, terminal = pty.fork()
if child == 0:
    if 'STDOUT' in os.environ:
        os.dup2(os.open(os.environ['STDOUT'], os.O_WRONLY | os.O_CREAT, 0o600), 1)
    os.execvp(command[0], command)
shown = b''
while select.select([terminal], [], [], 60)[0]:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
    if answer and question in shown:
        os.write(terminal, answer)
        answer = b''
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
