/* SPDX-License-Identifier: EUPL-1.2 */
/* What kind of file a scan is, by its first bytes. Names and extensions are the sender's word only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "proto/base/slice.h"

/* name, media type */
#define LT_PAPER_TYPES(X)                                                                          \
	X(PDF, "application/pdf")                                                                  \
	X(JPEG, "image/jpeg")                                                                      \
	X(PNG, "image/png")                                                                        \
	X(TIFF, "image/tiff")                                                                      \
	X(XML, "application/xml")                                                                  \
	X(P7S, "application/pkcs7-signature")

/** Types that are taken: LT_PAPER_PDF ... */
enum lt_paper_type {
	LT_PAPER_UNKNOWN = 0,
#define X(name, media) LT_PAPER_##name,
	LT_PAPER_TYPES(X)
#undef X
};

/** So many first bytes are enough to tell any type that is taken. */
enum { LT_SNIFF_BYTES = 64 };

/** The type of a file that begins with these bytes (all of it, if it is shorter than
 *  LT_SNIFF_BYTES). Pure. */
enum lt_paper_type lt_sniff(struct lt_slice first);
/** "application/pdf"; "" for LT_PAPER_UNKNOWN. */
const char *lt_paper_media(enum lt_paper_type type);
/** "PDF, JPEG, ...": what is taken, for refusals. */
const char *lt_paper_types_words(void);
