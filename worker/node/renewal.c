/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/node/renewal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "proto/link/certs.h"
#include "proto/link/hello.h"

#define LOOK_US (12 * LT_US_PER_HOUR)
#define RETRY_US (5 * 60 * LT_US_PER_SECOND)
#define ASK_US (20 * LT_US_PER_SECOND)

enum { ARENA_BYTES = 256 << 10 };

static const char new_key[] = "node-new"; /* .key; until its certificate is there */

struct lt_renewal {
	struct lt_renewal_options options;
	char dir[LT_CERT_PATH_BYTES]; /* of node.pem; "": nothing to renew */
	struct lt_talk *talk;
	struct lt_arena arena;
	struct lt_call *asked; /* by a person; NULL */
	bool under_way;
	int64_t next_us; /* monotonic */
};

/* Is the certificate the one that enrolment wrote? */
static bool find_folder(const struct lt_settings *s, char dir[static LT_CERT_PATH_BYTES])
{
	static const char file[] = "/node.pem";
	size_t n = s->tls_cert ? strlen(s->tls_cert) : 0;
	if (!s->sign_key || !s->tls_key || n < sizeof file || n >= LT_CERT_PATH_BYTES ||
	    strcmp(s->tls_cert, s->tls_key) != 0 ||
	    strcmp(s->tls_cert + n - (sizeof file - 1), file) != 0)
		return false;
	memcpy(dir, s->tls_cert, n - (sizeof file - 1));
	dir[n - (sizeof file - 1)] = 0;
	return true;
}

int lt_renewal_new(const struct lt_renewal_options *options, struct lt_renewal **ret,
		   struct lt_err *err)
{
	struct lt_renewal *r = calloc(1, sizeof *r);
	if (!r)
		return lt_err_set(err, LT_E_NOMEM, "renewal");
	r->options = *options;
	lt_arena_init(&r->arena, ARENA_BYTES);
	r->next_us = INT64_MAX;
	*ret = r;
	if (!find_folder(options->settings, r->dir)) {
		r->dir[0] = 0;
		return 0;
	}
	r->next_us = lt_clock_monotonic(options->clock);
	return lt_talk_new(options->connection->client, &r->talk, err);
}

void lt_renewal_free(struct lt_renewal *renewal)
{
	if (!renewal)
		return;
	lt_talk_free(renewal->talk);
	if (renewal->asked)
		lt_server_drop(renewal->asked);
	lt_arena_done(&renewal->arena);
	free(renewal);
}

void lt_renewal_ask(struct lt_renewal *renewal, struct lt_call *call)
{
	if (!renewal || !renewal->dir[0])
		return lt_server_refuse(call, LT_E_USAGE,
					"máy trạm này chưa ghi danh nên không có chứng thư để gia "
					"hạn; hãy chạy: lienthong enrol");
	if (renewal->asked)
		return lt_server_refuse(call, LT_E_BUSY, "đang gia hạn; hãy chờ");
	renewal->asked = call;
	renewal->next_us = lt_clock_monotonic(renewal->options.clock);
}

/* -- one renewal -- */

static void answer(struct lt_renewal *r, int code, const char *text, const Lt__Reply *reply)
{
	struct lt_call *call = lt_steal(&r->asked);
	if (!call)
		return;
	if (code < 0)
		lt_server_refuse(call, code, text);
	else
		lt_server_reply(call, reply);
}

static void failed(struct lt_renewal *r, int code, const struct lt_err *why)
{
	r->next_us = lt_clock_monotonic(r->options.clock) + RETRY_US;
	lt_log(LT_LOG_ERROR, "line", 0, renewal_failed, "%s: %s", lt_err_name(code), why->text);
	answer(r, code, why->text, NULL);
}

static int start(struct lt_renewal *r, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Renew body = LT__RENEW__INIT;
	struct lt_slice der;
	uint8_t signature[LT_SIGN_BYTES];
	lt_arena_reset(&r->arena);
	int code = lt_certs_ask(r->dir, new_key, r->options.settings->node, &r->arena, &der, err);
	if (code < 0)
		return code;
	lt_sign(r->options.key, LT_HELLO_RENEW_LABEL, der, signature);
	body.request =
		(ProtobufCBinaryData){.len = der.size, .data = (uint8_t *)(uintptr_t)der.data};
	body.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
	request.body_case = LT__REQUEST__BODY_RENEW;
	request.renew = &body;
	return lt_talk_start(r->talk, &request, ASK_US, lt_post_on_done, r->options.post, err);
}

static int use(struct lt_renewal *r, const Lt__Reply *reply, struct lt_err *err)
{
	char path[LT_CERT_PATH_BYTES];
	if (reply->body_case != LT__REPLY__BODY_CERTIFIED)
		return lt_err_set(err, LT_E_FORMAT, "máy chủ trả lời lạ");
	int code = lt_certs_join(r->dir, new_key, reply->certified->certificate, "node", err);
	if (code < 0)
		return code;
	if (lt_certs_path(r->dir, new_key, ".key", path))
		(void)unlink(path);
	lt_connection_reload(r->options.connection);
	return 0;
}

bool lt_renewal_over(struct lt_renewal *renewal, struct lt_talk *talk)
{
	Lt__Reply *reply = NULL;
	struct lt_err why = {0};
	if (!renewal || talk != renewal->talk)
		return false;
	lt_arena_reset(&renewal->arena);
	renewal->under_way = false;
	int code = lt_talk_take(talk, &renewal->arena, &reply, &why);
	if (code == 0)
		code = use(renewal, reply, &why);
	if (code < 0) {
		failed(renewal, code, &why);
		return true;
	}
	renewal->next_us = lt_clock_monotonic(renewal->options.clock) + LOOK_US;
	lt_log(LT_LOG_INFO, "line", 0, certified, "node=%s", renewal->options.settings->node);
	answer(renewal, 0, NULL, reply);
	return true;
}

/* -- is it time? -- */

static bool is_time(struct lt_renewal *r)
{
	struct lt_cert_issued cert;
	struct lt_err why = {0};
	lt_arena_reset(&r->arena);
	if (r->asked)
		return true;
	if (lt_certs_read_file(r->options.settings->tls_cert, &r->arena, &cert, &why) < 0) {
		lt_log(LT_LOG_ERROR, "line", 0, renewal_failed, "%s", why.text);
		return false;
	}
	return cert.expires_us - lt_clock_wall(r->options.clock) < LT_RENEWAL_DAYS * LT_US_PER_DAY;
}

void lt_renewal_step(struct lt_renewal *renewal, bool bound)
{
	struct lt_err why = {0};
	int64_t now_us = lt_clock_monotonic(renewal->options.clock);
	if (renewal->under_way || now_us < renewal->next_us)
		return;
	if (!bound && renewal->asked) {
		why.code = lt_err_set(&why, LT_E_LINE, "mất đường truyền tới máy chủ; hãy thử lại");
		return failed(renewal, LT_E_LINE, &why);
	}
	if (!bound) {
		renewal->next_us = now_us + LT_US_PER_SECOND;
		return;
	}
	if (!is_time(renewal)) {
		renewal->next_us = now_us + LOOK_US;
		return;
	}
	int code = start(renewal, &why);
	if (code < 0)
		return failed(renewal, code, &why);
	renewal->under_way = true;
}

int64_t lt_renewal_next_us(const struct lt_renewal *renewal)
{
	return renewal->under_way ? INT64_MAX : renewal->next_us;
}
