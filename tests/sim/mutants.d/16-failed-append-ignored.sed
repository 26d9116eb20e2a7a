# coordinator/engine/engine.c
# an append that was refused counts as done
/^int lt_engine_commit/,/^}/s/if (r < 0) {/if (r < 0 \&\& r != LT_E_REFUSED) {/
