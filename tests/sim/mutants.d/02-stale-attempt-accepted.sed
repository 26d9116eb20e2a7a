# procedures/core/decide_job.c
# an answer of an attempt that was given up is taken
s/t->attempt != attempt) {/false) {/
