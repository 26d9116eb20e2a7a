# coordinator/engine/engine.c
# a clock that steps back takes the stamps along
s/: engine->records.state.meta.stamp_us;/: wall_us;/
