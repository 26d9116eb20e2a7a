# coordinator/engine/engine.c
# a node speaks for units it does not serve
s/!lt_directory_serves(env->directory, origin->node, unit_of(c))/& \&\& !env/
