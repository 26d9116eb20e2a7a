/* SPDX-License-Identifier: EUPL-1.2 */
/* A machine becomes a node: keys are made here and stay here.
 *
 * The new keys lie beside the old ones (node-new.key, node-new.sign) until everything else is in
 * place, so that the same command, after a lost answer or a power cut, goes on with them. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "procedures/forms/light.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "proto/codec/sign.h"
#include "proto/link/certs.h"
#include "proto/link/front.h"
#include "proto/link/hello.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/enrol.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/settingsfile.h"
#include "tools/lienthong/token.h"
#include "tools/lienthong/writefile.h"

#define ASK_US (20 * LT_US_PER_SECOND)

struct enrolment {
	struct lt_tool *tool;
	const struct lt_enrol_plan *plan;
	struct lt_token token;
	const char *dir; /* absolute */
	struct lt_sign_key key;
	struct lt_front *front;
	struct lt_client *client;
	struct lt_talk *talk;
	Lt__CertifiedReply *reply;
};

static const char new_key[] = "node-new";

static const char *in_folder(const struct enrolment *e, const char *name)
{
	return lt_arena_printf(&e->tool->arena, "%s/%s", e->dir, name);
}

/* -- before anything is sent -- */

static int check_fingerprint(const struct enrolment *e, struct lt_err *err)
{
	uint8_t wanted[LT_CERT_FINGERPRINT_BYTES];
	if (!e->plan->fingerprint)
		return 0;
	if (!lt_unhex(e->plan->fingerprint, wanted, sizeof wanted))
		return lt_err_set(err, LT_E_USAGE, "--ca-fingerprint: phải là %zu chữ số hex",
				  2 * sizeof wanted);
	if (memcmp(wanted, e->token.pin, sizeof wanted) != 0)
		return lt_err_set(
			err, LT_E_DENIED,
			"dấu vân tay CA khác với dấu trong mã: mã này không do máy chủ của "
			"tỉnh cấp; đừng dùng, hãy hỏi lại quản trị tỉnh");
	return 0;
}

static int find_folder(struct enrolment *e, struct lt_err *err)
{
	const char *folder = lt_session_folder(e->tool);
	char path[4096];
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "không tạo được thư mục %s: %s", folder,
				  strerror(errno));
	if (!realpath(folder, path))
		return lt_err_set(err, LT_E_IO, "%s: %s", folder, strerror(errno));
	e->dir = lt_arena_str(&e->tool->arena, path);
	const char *other = e->dir ? in_folder(e, "coordinator.conf") : NULL;
	if (!other)
		return LT_E_NOMEM;
	return access(other, F_OK) == 0
		       ? lt_err_set(err, LT_E_USAGE,
				    "%s là thư mục của máy chủ điều phối; hãy chỉ thư mục của máy "
				    "trạm bằng -C",
				    folder)
		       : 0;
}

/* A folder that is another node's already stays that. */
static int check_settings(const struct enrolment *e, struct lt_err *err)
{
	const char *path = in_folder(e, "node.conf"), *node;
	if (!path)
		return LT_E_NOMEM;
	int r = lt_settingsfile_get(e->tool, path, "node", &node, err);
	if (r < 0)
		return r;
	if (node && strcmp(node, e->token.node) != 0)
		return lt_err_set(err, LT_E_USAGE,
				  "mã này cấp cho máy trạm '%s', còn %s là của máy trạm '%s'; hãy "
				  "dùng đúng mã hoặc đúng thư mục",
				  e->token.node, path, node);
	return 0;
}

static int own_key(struct enrolment *e, struct lt_err *err)
{
	const char *path = in_folder(e, "node-new.sign");
	if (!path)
		return LT_E_NOMEM;
	int r = lt_sign_load(path, &e->key, err);
	if (r != LT_E_ABSENT)
		return r;
	lt_sign_make(&e->key);
	return lt_sign_save(&e->key, path, err);
}

/* -- the exchange -- */

static int dial(struct enrolment *e, struct lt_err *err)
{
	struct lt_front_client_options front = {.address = e->plan->coordinator,
						.files = {.pin = e->token.pin}};
	struct lt_client_options client = {.reconnect_ms_max = 1000};
	int r = lt_front_client_start(&front, &e->front, err);
	client.front = e->front;
	if (r == 0)
		r = lt_client_start(&client, &e->client, err);
	return r < 0 ? r : lt_talk_new(e->client, &e->talk, err);
}

static int no_line(const struct enrolment *e, struct lt_err *err)
{
	char problem[LT_ERR_TEXT_BYTES];
	lt_front_problem(e->front, problem);
	if (strncmp(problem, "certificate", 11) == 0)
		return lt_err_set(
			err, LT_E_DENIED,
			"máy ở %s không phải máy chủ đã cấp mã này (%s); có thể sai địa chỉ, "
			"hoặc có kẻ chen giữa đường truyền: chưa gửi gì đi; hãy kiểm tra địa "
			"chỉ rồi hỏi quản trị tỉnh",
			e->plan->coordinator, problem);
	return lt_err_set(
		err, LT_E_LINE,
		"không nối được cổng ghi danh %s (%s); hãy kiểm tra địa chỉ, tường lửa, và "
		"máy chủ có đang chạy với tls.enrol không; mã vẫn còn dùng được",
		e->plan->coordinator, *problem ? problem : "không trả lời");
}

static int ask(struct enrolment *e, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Enrol body = LT__ENROL__INIT;
	Lt__Reply *reply;
	struct lt_slice der;
	uint8_t signature[LT_SIGN_BYTES];
	int r = lt_certs_ask(e->dir, new_key, e->token.node, &e->tool->arena, &der, err);
	if (r < 0)
		return r;
	lt_sign(&e->key, LT_HELLO_ENROL_LABEL, der, signature);
	body.node = e->token.node;
	body.token = (ProtobufCBinaryData){.len = sizeof e->token.secret, .data = e->token.secret};
	body.request =
		(ProtobufCBinaryData){.len = der.size, .data = (uint8_t *)(uintptr_t)der.data};
	body.public_key =
		(ProtobufCBinaryData){.len = sizeof e->key.public_half, .data = e->key.public_half};
	body.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
	request.body_case = LT__REQUEST__BODY_ENROL;
	request.enrol = &body;
	r = lt_talk_ask(e->talk, &request, ASK_US, &e->tool->arena, &reply, err);
	if (r == LT_E_LINE || r == LT_E_TIMEOUT)
		return no_line(e, err);
	if (r < 0)
		return lt_err_wrap(err, r, "máy chủ không ghi danh %s", e->token.node);
	if (reply->body_case != LT__REPLY__BODY_CERTIFIED)
		return lt_err_set(err, LT_E_VERSION,
				  "máy chủ trả lời lạ; hãy xem phiên bản phần mềm");
	e->reply = reply->certified;
	return 0;
}

/* -- what is kept -- */

static int check_reply(const struct enrolment *e, struct lt_err *err)
{
	struct lt_cert_issued ca;
	int r = lt_certs_parse(e->reply->ca, &e->tool->arena, &ca, err);
	if (r == 0 &&
	    (memcmp(ca.fingerprint, e->token.pin, sizeof ca.fingerprint) != 0 ||
	     e->reply->public_key.len != LT_SIGN_PUBLIC_BYTES || !lt_name_valid(e->reply->name)))
		r = lt_err_set(err, LT_E_DENIED,
			       "máy chủ gửi chứng thư CA khác với mã; chưa ghi gì");
	return r;
}

static const char *line_address(const struct enrolment *e)
{
	const char *colon = strrchr(e->plan->coordinator, ':');
	return lt_arena_printf(&e->tool->arena, "%.*s:%u", (int)(colon - e->plan->coordinator),
			       e->plan->coordinator, e->reply->port);
}

static int write_settings(const struct enrolment *e, struct lt_err *err)
{
	char key[2 * LT_SIGN_PUBLIC_BYTES + 1];
	const char *pem = in_folder(e, "node.pem"), *ca = in_folder(e, "ca.crt");
	const char *sign = in_folder(e, "node.sign"), *conf = in_folder(e, "node.conf");
	const struct lt_setting settings[] = {
		{"node", e->token.node},
		{"coordinator", line_address(e)},
		{"tls.name", e->reply->name},
		{"tls.ca", ca},
		{"tls.cert", pem},
		{"tls.key", pem},
		{"sign.key", sign},
		{"sign.coordinator",
		 lt_hex(lt_slice(e->reply->public_key.data, LT_SIGN_PUBLIC_BYTES), key)},
	};
	if (!pem || !ca || !sign || !conf || !settings[1].value)
		return LT_E_NOMEM;
	int r = lt_writefile(ca, lt_slice_str(e->reply->ca), err);
	return r < 0 ? r
		     : lt_settingsfile_put(e->tool, conf, settings,
					   sizeof settings / sizeof *settings, err);
}

/* The key of the last step: until it is renamed, the same command can be given again. */
static int keep(const struct enrolment *e, struct lt_err *err)
{
	const char *fresh = in_folder(e, "node-new.sign"), *sign = in_folder(e, "node.sign");
	const char *tls = in_folder(e, "node-new.key");
	if (!fresh || !sign || !tls)
		return LT_E_NOMEM;
	int r = lt_certs_join(e->dir, new_key, e->reply->certificate, "node", err);
	if (r == 0)
		r = write_settings(e, err);
	if (r == 0 && rename(fresh, sign) < 0)
		r = lt_err_set(err, LT_E_IO, "%s: %s", sign, strerror(errno));
	if (r == 0)
		(void)unlink(tls);
	return r;
}

static void tell(const struct enrolment *e)
{
	char until[LT_TIME_TEXT_BYTES], key[LT_SIGN_FINGERPRINT_BYTES];
	(void)fprintf(e->tool->out,
		      "Đã ghi danh máy trạm %s trong %s.\n"
		      "  dấu vân tay khóa:  %s\n"
		      "  chứng thư đến:     %s, máy trạm tự gia hạn\n"
		      "Tiếp theo:\n"
		      "  lienthong-worker --dir %s\n",
		      e->token.node, e->dir, lt_sign_fingerprint(e->key.public_half, key),
		      lt_due_text(e->reply->expires_us, until), e->dir);
}

int lt_enrol_node(struct lt_tool *tool, const struct lt_enrol_plan *plan, struct lt_err *err)
{
	struct enrolment e = {.tool = tool, .plan = plan};
	int r = lt_token_parse(plan->token, &e.token, err);
	if (r == 0)
		r = check_fingerprint(&e, err);
	if (r == 0)
		r = find_folder(&e, err);
	if (r == 0)
		r = check_settings(&e, err);
	if (r == 0)
		r = own_key(&e, err);
	if (r == 0)
		r = dial(&e, err);
	if (r == 0)
		r = ask(&e, err);
	if (r == 0)
		r = check_reply(&e, err);
	if (r == 0)
		r = keep(&e, err);
	if (r == 0)
		tell(&e);
	lt_talk_free(e.talk);
	lt_client_free(e.client);
	lt_front_free(e.front);
	lt_sign_wipe(&e.key);
	sodium_memzero(&e.token, sizeof e.token);
	return r;
}
