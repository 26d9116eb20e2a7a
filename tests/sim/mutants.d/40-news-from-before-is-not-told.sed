# coordinator/engine/shell.c
# a node that asks for news is not told of what happened before it asked
/^static void park/,/^}/s/last > poll->cursors\[i\].n/last > UINT64_MAX - 1 - poll->cursors[i].n/
