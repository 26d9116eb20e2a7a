/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of the refusals. */
#include "procedures/core/verdict.h"

#include <stddef.h>

struct row {
	const char *name, *english, *vietnamese;
};

static const struct row *row_of(uint32_t refusal)
{
	static const struct row rows[] = {[LT_REFUSAL_NONE] = {"NONE", "accepted", "đã nhận"},
#define X(name, number, english, vietnamese) [number] = {#name, english, vietnamese},
					  LT_REFUSALS(X)
#undef X
	};
	return refusal < sizeof rows / sizeof *rows && rows[refusal].name ? &rows[refusal]
									  : &rows[0];
}

const char *lt_refusal_name(uint32_t refusal)
{
	return row_of(refusal)->name;
}

const char *lt_refusal_english(uint32_t refusal)
{
	return row_of(refusal)->english;
}

const char *lt_refusal_vietnamese(uint32_t refusal)
{
	return row_of(refusal)->vietnamese;
}
