# worker/node/desk.c
# what is refused after somebody was told that it is kept is on nobody's list
s/int r = command->told ? lt_outbox_dispute/int r = command->told \&\& !reply ? lt_outbox_dispute/
