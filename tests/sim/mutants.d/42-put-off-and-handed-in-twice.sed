# worker/node/line.c
# a dossier that there was no room for goes out as it was, and once more under the node's own code
/^static void no_room_for/,/^}/s/lt_outbox_answered(line->options.outbox, c)/lt_outbox_set_aside(line->options.outbox, c)/
