# worker/node/outbox_kept.c
# after a restart a node gives numbers that it gave before
s/o->people.low = o->people.next = o->settled = next;/o->people.low = o->people.next = o->settled = 1;/
