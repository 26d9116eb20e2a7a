# procedures/core/decide.c
# whoever is at the desk, in whatever role
/^bool lt_work_may(/,/^}/s/lt_directory_may(w->env->directory, a->id, a->unit, role, w->at_us)/*a->id/
