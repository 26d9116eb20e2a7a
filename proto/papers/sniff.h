/* SPDX-License-Identifier: EUPL-1.2 */
/* What kind of file a scan is, by its first bytes. Names and extensions are the sender's word only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "proto/base/slice.h"

/* name, media type, endings of names */
#define LT_PAPER_TYPES(X)                                                                          \
	X(PDF, "application/pdf", ".pdf")                                                          \
	X(JPEG, "image/jpeg", ".jpg.jpeg")                                                         \
	X(PNG, "image/png", ".png")                                                                \
	X(TIFF, "image/tiff", ".tif.tiff")                                                         \
	X(XML, "application/xml", ".xml")                                                          \
	X(P7S, "application/pkcs7-signature", ".p7s.p7m")                                          \
	X(DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",         \
	  ".docx")                                                                                 \
	X(XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")

/** Types that are taken: LT_PAPER_PDF ... */
enum lt_paper_type {
	LT_PAPER_UNKNOWN = 0,
#define X(name, media, endings) LT_PAPER_##name,
	LT_PAPER_TYPES(X)
#undef X
		LT_PAPER_ZIP, /**< DOCX or XLSX, or nothing that is taken: its list of parts says */
};

/** So many first bytes are enough to tell any type that is taken. */
enum { LT_SNIFF_BYTES = 64 };

/** The type of a file that begins with these bytes (all of it, if it is shorter than
 *  LT_SNIFF_BYTES). Pure. */
enum lt_paper_type lt_sniff(struct lt_slice first);
/** "application/pdf"; "" for LT_PAPER_UNKNOWN and LT_PAPER_ZIP. */
const char *lt_paper_media(enum lt_paper_type type);
/** ".jpg" for LT_PAPER_JPEG: the ending of a name that it is given. "" for none. */
const char *lt_paper_ending(enum lt_paper_type type);
/** Does the name end as names of this type do? Whatever its case. */
bool lt_paper_named_so(const char *name, enum lt_paper_type type);
/** The type of a media type; LT_PAPER_UNKNOWN. */
enum lt_paper_type lt_paper_of_media(const char *media);
/** "PDF, JPEG, ...": what is taken, for refusals. */
const char *lt_paper_types_words(void);
