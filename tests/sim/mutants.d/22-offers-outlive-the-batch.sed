# coordinator/engine/shell_batch.c
# jobs of a batch that was given up are told to nodes
s/lt_polls_undo(shell->polls);//
