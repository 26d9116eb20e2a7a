# records/feeds.c
# news of the registry are noted again and again, beyond their table
s/uint64_t round = slot->used ? slot->round : 0;/uint64_t round = 0;/
