# records/state.c
# a timer outlives what it was for
s/r = del_row(state, &before->items\[b++\], err);/r = before->items[b].table == LT_TABLE_timer ? (b++, 0) : del_row(state, \&before->items[b++], err);/
