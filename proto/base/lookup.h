/* SPDX-License-Identifier: EUPL-1.2 */
/* The look-up characters of a dossier: what a citizen knows beside its code, which is easy to
 * guess.
 *
 * 8 characters of Crockford's base 32 (no I, L, O, U), 40 bits drawn at random by whoever takes the
 * dossier from the person; whoever tries to guess them is slowed down where they are asked for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	LT_LOOKUP_RANDOM_BYTES = 5,
	LT_LOOKUP_CHARACTERS = 8,
	LT_LOOKUP_BYTES = LT_LOOKUP_CHARACTERS + 1,	   /**< "K7WM3Q9D" */
	LT_LOOKUP_PRINTED_BYTES = LT_LOOKUP_CHARACTERS + 2 /**< "K7WM-3Q9D" */
};

/** Of 40 bits. @return @p ret. */
char *lt_lookup_of(const uint8_t bits[static LT_LOOKUP_RANDOM_BYTES],
		   char ret[static LT_LOOKUP_BYTES]);
/** Drawn at random. @return @p ret. */
char *lt_lookup_draw(char ret[static LT_LOOKUP_BYTES]);
/** Exactly as lt_lookup_of writes them? */
bool lt_lookup_valid(const char *check);
/** In two groups, as printed. @p check  valid @return @p ret. */
char *lt_lookup_print(const char *check, char ret[static LT_LOOKUP_PRINTED_BYTES]);
/** As a person types it: small letters, blanks and dashes, o for 0, i and l for 1.
 *  @return false: these are no look-up characters. */
bool lt_lookup_read(const char *typed, char ret[static LT_LOOKUP_BYTES]);
/** Are they these? Takes the same time wherever they differ. Nothing equals a check that is not
 *  valid, not even itself. */
bool lt_lookup_same(const char *check, const char *told);
