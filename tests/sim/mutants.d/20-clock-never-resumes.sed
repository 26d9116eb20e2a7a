# procedures/core/clock.c
# a pause that ended goes on
s/if (standing \&\& (!token || token->pause != standing->reason))/if (standing \&\& token \&\& token->pause != standing->reason)/
