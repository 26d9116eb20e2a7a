# coordinator/engine/engine.c
# a clock that steps back takes the stamps along
s/wall_us > engine->state.meta.stamp_us ? wall_us : engine->state.meta.stamp_us;/wall_us;/
