# procedures/core/decide_submit.c
# handing in again under the same code makes another dossier
s/if (!w->error \&\& known) {/if (!w->error \&\& known \&\& !known->code) {/
