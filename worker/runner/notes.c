/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of notes.h. */
#include "worker/runner/notes.h"

const char *lt_runner_note(enum lt_runner_note note)
{
	static const char *const vietnamese_of[] = {
#define X(name, vietnamese, english) vietnamese,
		LT_RUNNER_NOTES(X)
#undef X
	};
	return vietnamese_of[note];
}
