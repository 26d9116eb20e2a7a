# procedures/core/pauses.c
# time is paused twice
s/ended_us = items\[kept++\].to_us;/kept++;/
