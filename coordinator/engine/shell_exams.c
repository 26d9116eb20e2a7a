/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/engine/shell_own.h"

static void examined(void *owner)
{
	struct lt_shell *shell = owner;
	atomic_store(&shell->examined, true);
	lt_inbox_wake(shell->inbox);
}

int lt_shell_open_exams(struct lt_shell *shell, const struct lt_shell_options *options,
			struct lt_err *err)
{
	struct lt_exams_options exams = {.tests = options->tests, .wake = examined, .owner = shell};
	int r = options->examines ? lt_exams_new(&exams, &shell->exams, err) : 0;
	lt_engine_set_exams(shell->engine, shell->exams);
	return r;
}

void lt_shell_wait(struct lt_shell *shell, struct lt_item *item)
{
	item->next = shell->waiting;
	shell->waiting = item;
}

void lt_shell_ask_again(struct lt_shell *shell)
{
	if (!atomic_exchange(&shell->examined, false))
		return;
	for (struct lt_item *item = shell->waiting, *next; item; item = next) {
		next = item->next;
		item->next = shell->todo;
		shell->todo = item;
	}
	shell->waiting = NULL;
}
