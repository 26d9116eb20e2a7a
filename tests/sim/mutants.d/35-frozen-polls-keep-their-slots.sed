# worker/node/follow.c
# a signal that ended without an answer (a cut, a frozen coordinator) is not parked again
/^static void signal_over/,/^}/s/pause_longer(follow); \/\* also.*/follow->signalling = true;/
