# procedures/core/decide_act.c
# whoever is at the desk, in whatever role
s/else if (!lt_directory_may(w->env->directory, a->id, a->unit, t->role, w->at_us))/else if (!a->id)/
