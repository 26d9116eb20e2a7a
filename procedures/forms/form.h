/* SPDX-License-Identifier: EUPL-1.2 */
/* The seven forms of a one-stop office, made from what was recorded and never typed: TT
 * 03/2025/TT-VPCP, Phụ lục I, Mẫu số 01 to 07.
 *
 * Pure: a dossier with its history goes in, a page comes out; lt_page_html and lt_page_text show
 * it. What the record does not hold stays a dotted line for the pen. */
#pragma once

#include "dossier.pb-c.h"
#include "link.pb-c.h"

#include "procedures/forms/page.h"

/** One dossier as a reader is given it: as FetchReply of SHOW. Borrowed. */
struct lt_form_input {
	const Lt__Dossier *dossier;
	const ProtobufCBinaryData *events; /**< bytes of Event, from the first */
	size_t events_count;
	Lt__Label *const *labels; /**< words for codes; a code without one is printed itself */
	size_t labels_count;
	const char *procedure_name;
	const char *unit_name;	       /**< that received it */
	const char *lead_name;	       /**< that decides; "": not known */
	const char *place;	       /**< area of the receiving unit */
	const Lt__ApologyDraft *draft; /**< of form 04, as computed now; NULL: none is needed */
	const char *web_url;	       /**< where citizens look dossiers up; NULL, "": nowhere */
	int64_t as_of_us;
};

/** What a SHOW was answered with, as input. */
struct lt_form_input lt_form_input_of(const Lt__FetchReply *reply);

enum { LT_FORMS_OF_DOSSIER = 6 };

/** Whether one of forms 01 to 06 can be made of a dossier. */
struct lt_form_offer {
	const char *number; /**< "02" */
	const char *title;  /**< as printed */
	unsigned times;	    /**< how often: two requests are two papers; 0: it does not apply */
	const char *why;    /**< Vietnamese: what it is about, or why there is none */
};

/** @return 0; LT_E_FORMAT, LT_E_VERSION (the history cannot be read); LT_E_NOMEM. */
int lt_form_offers(const struct lt_form_input *input, struct lt_arena *arena,
		   struct lt_form_offer ret[static LT_FORMS_OF_DOSSIER],
		   struct lt_err *err) LT_MUST_USE;

/**
 * Makes one form.
 * @param number  "01" to "06"
 * @param nth     which of several, from 1; 0: the last; of apologies that for the dossier itself
 * @param arena   holds the page
 * @return 0; LT_E_REFUSED: it does not apply, the text says why and which ones do; LT_E_USAGE: no
 *         such form; otherwise as lt_form_offers.
 */
int lt_form_make(const struct lt_form_input *input, const char *number, unsigned nth,
		 struct lt_arena *arena, struct lt_page *ret, struct lt_err *err) LT_MUST_USE;

/** A unit's dossiers of a month. Borrowed. */
struct lt_book_input {
	const char *unit_name, *place;
	int32_t year, month;
	Lt__BookRow *const *rows; /**< in the order they were received */
	size_t rows_count;
	int64_t as_of_us;
};

/** Form 07, the tracking book. @return 0; LT_E_NOMEM. */
int lt_form_book(const struct lt_book_input *input, struct lt_arena *arena, struct lt_page *ret,
		 struct lt_err *err) LT_MUST_USE;
