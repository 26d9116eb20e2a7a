/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's side of an enrolment. */
#pragma once

#include "tools/lienthong/tool.h"

/** What the person at the machine was given. */
struct lt_enrol_plan {
	const char *coordinator; /**< "dieuphoi.tinh.vn:7444" */
	const char *token;
	const char *fingerprint; /**< of the CA, hex; NULL: the token's own is enough */
};

/** Makes keys in the folder, shows the token, writes certificate and settings. May be repeated with
 *  the same token until it has succeeded once. @return 0; LT_E_USAGE (the token, the folder);
 *  LT_E_LINE (nobody there, or not whom the token was made by); LT_E_DENIED (the token does not
 *  hold); LT_E_IO. */
int lt_enrol_node(struct lt_tool *tool, const struct lt_enrol_plan *plan,
		  struct lt_err *err) LT_MUST_USE;
