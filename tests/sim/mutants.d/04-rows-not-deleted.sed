# records/state.c
# rows of what is no more stay
s/r = del_row(state, &before->items\[b++\], err);/b++;/
