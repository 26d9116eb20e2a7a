# worker/node/reads.c
# who was told that an act is done does not see it in the next read
s/reads->expected = lt_follow_hurry(reads->options.follow);/reads->expected = 0;/
