# worker/node/follow.c
# a line that is bound again is taken to have missed nothing
/^void lt_follow_bound/,/^}/s/follow->wanted = true;/follow->wanted = follow->in_round;/
