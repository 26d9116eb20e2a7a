# records/state.c
# in a node's copy nobody is found by name; all else is there
/^static int write_fixed/,/^}/s/r = put_row(state, &fixed.items\[i\], err);/r = state->copied \&\& fixed.items[i].table == LT_TABLE_search ? 0 : put_row(state, \&fixed.items[i], err);/
