# worker/node/line.c
# commands whose report got no answer (a cut, a partition, a frozen coordinator) are not sent again
/^static void repeat_all/,/^}/s/lt_outbox_again(line->options.outbox, e->commands\[i\]);/(void)i;/
