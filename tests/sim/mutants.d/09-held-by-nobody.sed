# procedures/core/decide_act.c
# what one officer holds another may do
s/else if (\*t->officer && strcmp(t->officer, a->id) != 0)/else if (!t->officer)/
