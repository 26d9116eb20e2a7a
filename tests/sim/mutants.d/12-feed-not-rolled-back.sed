# records/state.c
# feed numbers of a batch that was given up stay used
/^int lt_state_rollback/,/^}/s/lt_feeds_forget(state->feeds);//
