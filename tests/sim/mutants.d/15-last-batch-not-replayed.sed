# coordinator/engine/recover.c
# recovery stops one batch early
s/while (r == 0 \&\& engine->state.meta.batch < last) {/while (r == 0 \&\& engine->state.meta.batch + 1 < last) {/
