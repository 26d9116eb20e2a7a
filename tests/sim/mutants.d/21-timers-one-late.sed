# coordinator/engine/jobs.c
# the first due timer is passed over
s/int r = first_timer(engine, started ? &from : NULL, &at, err);/int r = first_timer(engine, started ? \&from : NULL, \&at, err); if (r == 0 \&\& !started) { from = at; behind(\&from); started = true; continue; }/
