# worker/node/outbox.c
# what a node kept before it was killed is not sent after it
s/if (r == 0 \&\& o->keep)/if (r == 0 \&\& o->keep \&\& !o->keep)/
