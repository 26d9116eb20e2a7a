# procedures/core/decide_act.c
# whoever has the role, at whatever desk
s/else if (!at_desk(w->d, t, a->unit))/else if (!at_desk(w->d, t, a->unit) \&\& !a->unit)/
