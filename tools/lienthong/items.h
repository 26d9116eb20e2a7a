/* SPDX-License-Identifier: EUPL-1.2 */
/* Work items of a reply: the table of list, search and incidents. */
#pragma once

#include "link.pb-c.h"

#include "tools/lienthong/print.h"

/** One line an item: due, late or not, code, step, holder, applicant, procedure. LT_E_NOMEM. */
int lt_items_print(struct lt_tool *tool, const Lt__FetchReply *reply) LT_MUST_USE;
/** {"items": [...], "next", "unit_name", "as_of"} */
json_t *lt_items_json(const Lt__FetchReply *reply);
