/* SPDX-License-Identifier: EUPL-1.2 */
/* Printed forms in a trace: what would come out of the printer now is what a file says. */
#pragma once

#include "tests/scenario/deed.h"

/** "A form 06 is FILE", "A form 02 nth=1 is FILE"; "A form 03 is none": it must be refused.
 *  With LT_WRITE_FORMS set the file is written instead: to be read before it is believed. */
bool lt_paper_form(struct lt_deed *deed, struct lt_played *ret);
/** "book UNIT MONTH is FILE": form 07. */
bool lt_paper_book(struct lt_deed *deed, struct lt_played *ret);
/** "A attach DOC by OFFICER@UNIT content=WORDS": the hash is that of the words; without any, none.
 */
bool lt_paper_attach(struct lt_deed *deed, struct lt_played *ret);
