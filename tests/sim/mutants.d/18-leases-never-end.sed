# coordinator/engine/jobs.c
# a job given to a dead node is its for ever
s/int r = run_leases(engine, err);/int r = engine->broken ? run_leases(engine, err) : 0;/
