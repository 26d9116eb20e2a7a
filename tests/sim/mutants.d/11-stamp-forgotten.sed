# records/state.c
# after a restart the last stamp is not known
s/state->meta.stamp_us = (int64_t)lt_get_u64(at + 8);/state->meta.stamp_us = 0;/
