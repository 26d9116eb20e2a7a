# procedures/core/pauses.c
# time is paused twice
s/ended_us = list\[i\].to_us;/(void)ended_us;/
