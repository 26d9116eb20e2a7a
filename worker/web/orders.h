/* SPDX-License-Identifier: EUPL-1.2 */
/* What whoever runs the node orders about accounts: a file for each in the folder `accounts`,
 * written by the tool whether the node runs or not, taken by the node when the person next
 * comes.
 *
 * Who may write in the node's folder may do this: no other secret guards it. */
#pragma once

#include "proto/base/err.h"
#include "proto/base/ids.h"

enum { LT_INVITATION_TEXT_BYTES = 20 /**< "k7wm-3q9d-xtp2-hv6r" */ };

/** An order about one account. */
struct lt_order {
	bool shut; /**< no login any more; otherwise an invitation: */
	bool admin;
	uint8_t hash[LT_HASH_BYTES]; /**< of the one-time password */
	int64_t until_us;
};

/** A one-time password of 24 hours opens the account, new or not; its old password
 *  ends, and whoever is logged in with it is out. @return 0; LT_E_USAGE (no officer can have that
 * name); LT_E_IO. */
int lt_order_invite(const char *dir, const char *name, bool admin, int64_t now_us,
		    char ret_invitation[static LT_INVITATION_TEXT_BYTES],
		    struct lt_err *err) LT_MUST_USE;
/** Shuts an account. @return as lt_order_invite. */
int lt_order_shut(const char *dir, const char *name, struct lt_err *err) LT_MUST_USE;

/** The order that waits for an account. @return 0; LT_E_ABSENT; LT_E_FORMAT. */
int lt_order_read(const char *dir, const char *name, struct lt_order *ret,
		  struct lt_err *err) LT_MUST_USE;
/** It was carried out. */
void lt_order_done(const char *dir, const char *name);
