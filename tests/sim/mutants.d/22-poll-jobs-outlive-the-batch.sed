# coordinator/engine/engine.c
# an offer is told though its batch was given up
/^int lt_engine_abort/,/^}/s/engine->entries_count = 0;//
