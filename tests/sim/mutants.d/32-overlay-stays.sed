# worker/node/replica.c
# what a node decided alone stays in its copy when the coordinator's word comes
/^int lt_replica_take/,/^}/s/lift(replica);/(void)lift;/
