# records/records.c
# recovery stops one batch early
s/while (r == 0 \&\& records->state.meta.batch < last) {/while (r == 0 \&\& records->state.meta.batch + 1 < last) {/
