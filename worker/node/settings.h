/* SPDX-License-Identifier: EUPL-1.2 */
/* node.conf, checked. */
#pragma once

#include "proto/base/conf.h"
#include "worker/node/line.h"
#include "worker/runner/pool.h"

struct lt_settings {
	struct lt_conf conf; /**< owns the texts */
	const char *node, *coordinator, *desk;
	uint32_t slots;
	int64_t web_idle_us; /**< a login lasts so long without a request */
	int64_t down_us_min; /**< the line was down at least so long: the coordinator is told */
	struct lt_pool_capability capabilities[LT_LINE_CAPABILITIES_MAX];
	size_t capabilities_count;
	/** Pages for browsers: where, with which certificate. NULL: none. */
	const char *web, *web_cert, *web_key;
	/** Address of the web server in front, whose word on who asks is believed; NULL: none. */
	const char *web_proxy;
	/** Where citizens look dossiers up, printed on their papers; NULL: nowhere. */
	const char *web_url;
	/** For those who watch it: where, with which certificate. NULL: nobody may. */
	const char *http, *http_cert, *http_key;
	const char *tls_ca, *tls_cert, *tls_key;
	const char *tls_crl;  /**< NULL: nothing is revoked */
	const char *tls_name; /**< NULL: the line is plain tcp */
	const char *sign_key; /**< file of the node's Ed25519 key; NULL: it is not enrolled */
	bool has_coordinator_key;
	uint8_t coordinator_key[LT_SIGN_PUBLIC_BYTES]; /**< who alone may answer its hello */
};

/** Reads <dir>/node.conf. @return 0; LT_E_ABSENT, LT_E_FORMAT, LT_E_USAGE, LT_E_IO; the text says
 *  which line and what to write there. */
int lt_settings_read(const char *dir, struct lt_settings *ret, struct lt_err *err) LT_MUST_USE;
void lt_settings_done(struct lt_settings *settings);
