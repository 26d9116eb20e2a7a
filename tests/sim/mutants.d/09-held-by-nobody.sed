# procedures/core/decide.c
# what one officer holds another may do
s/bool free = !\*holder || strcmp(holder, a->id) == 0;/bool free = holder != NULL;/
