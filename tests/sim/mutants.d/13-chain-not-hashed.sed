# procedures/core/evolve.c
# the head of a history says nothing of it
s/lt_hash(bytes, head);/lt_hash(bytes, head), memset(head, 0, LT_HASH_BYTES);/
