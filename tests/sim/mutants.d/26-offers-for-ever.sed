# procedures/core/evolve.c
# offers that nobody accepted in time are not counted
s/t->unanswered += e->unanswered;/(void)e->unanswered;/
