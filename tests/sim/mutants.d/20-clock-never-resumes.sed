# procedures/core/clock.c
# a pause that ended goes on
s/if (standing \&\& ((!token \&\& !hold) || reason != standing->reason))/if (standing \&\& (token || hold) \&\& reason != standing->reason)/
