# coordinator/engine/engine.c
# a repeated request is decided again
s/if (!asked->node_key)/if (asked)/
