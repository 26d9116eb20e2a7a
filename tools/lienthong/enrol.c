/* SPDX-License-Identifier: EUPL-1.2 */
/* enrol: at the coordinator, a token for one node; at the node's machine, keys and a certificate
 * for it (enrol_node.c). */
#include "tools/lienthong/enrol.h"

#include <sodium.h>
#include <string.h>

#include "proto/base/conf.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "proto/link/certs.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/token.h"

enum { HOURS_MAX = 24, PORT_BYTES_MAX = 16 };

/* -- at the coordinator -- */

static int read_pin(struct lt_tool *tool, struct lt_cert_issued *ret, struct lt_err *err)
{
	const char *dir = lt_arena_printf(&tool->arena, "%s/ca", lt_session_folder(tool));
	int r = dir ? lt_certs_read(dir, "ca", ".crt", &tool->arena, ret, err) : LT_E_NOMEM;
	return r == LT_E_ABSENT
		       ? lt_err_set(err, r,
				    "thư mục %s chưa có CA; hãy chạy: lienthong -C %s ca --host "
				    "TÊN-MÁY-CHỦ, rồi khởi động lại máy chủ",
				    lt_session_folder(tool), lt_session_folder(tool))
		       : r;
}

static int offer(struct lt_session *s, const struct lt_token *token, int64_t until_us,
		 struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__OfferEnrolment body = LT__OFFER_ENROLMENT__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	uint8_t hash[LT_HASH_BYTES];
	lt_hash(lt_slice(token->secret, sizeof token->secret), hash);
	body.node = token->node;
	body.token_hash = (ProtobufCBinaryData){.len = sizeof hash, .data = hash};
	body.until_us = until_us;
	command.body_case = LT__COMMAND__BODY_OFFER_ENROLMENT;
	command.offer_enrolment = &body;
	int r = lt_session_actor(s, NULL, false, NULL, &actor, err);
	command.actor = &actor;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	return r == 0 && reply->refusal ? lt_session_refused(token->node, reply, err) : r;
}

static const char *chosen_port(struct lt_tool *tool)
{
	struct lt_slice content;
	struct lt_err why = {0};
	const char *path =
		lt_arena_printf(&tool->arena, "%s/coordinator.enrol.port", lt_session_folder(tool));
	if (!path || lt_args_file(tool, path, PORT_BYTES_MAX, &content, &why) < 0)
		return "7444";
	return lt_arena_printf(&tool->arena, "%.*s", (int)strcspn((const char *)content.data, "\n"),
			       (const char *)content.data);
}

/* Where a node reaches the door for enrolment: "dieuphoi.tinh.vn:7444". */
static const char *door(struct lt_tool *tool)
{
	LT_AUTO(conf) struct lt_conf conf = {0};
	const char *path =
		lt_arena_printf(&tool->arena, "%s/coordinator.conf", lt_session_folder(tool));
	struct lt_err why = {0};
	if (!path || lt_conf_read(path, lt_coordinator_settings, &conf, &why) < 0)
		return "MÁY-CHỦ:7444";
	const char *colon = strrchr(lt_conf_text(&conf, "tls.enrol", ":7444"), ':');
	const char *port = colon ? colon + 1 : "7444";
	if (strcmp(port, "0") == 0) /* any: the coordinator wrote which */
		port = chosen_port(tool);
	return lt_arena_printf(&tool->arena, "%s:%s", lt_conf_text(&conf, "tls.host", "MÁY-CHỦ"),
			       port);
}

static int tell(struct lt_tool *tool, const char *node, const char *text, int64_t until_us,
		struct lt_err *err)
{
	char until[LT_TIME_TEXT_BYTES];
	if (!text)
		return LT_E_NOMEM;
	if (tool->json)
		return lt_json_print(tool,
				     json_pack("{s:s, s:s, s:s}", "node", node, "token", text,
					       "until", lt_time_iso(until_us, until)),
				     err);
	(void)fprintf(tool->out,
		      "Mã ghi danh của máy trạm %s, dùng một lần, đến %s:\n\n"
		      "  %s\n\n"
		      "Ở máy trạm, chạy:\n"
		      "  lienthong -C THƯ-MỤC enrol --coordinator %s \\\n"
		      "    --token %s\n",
		      node, lt_time_vietnamese(until_us, until), text, door(tool), text);
	return 0;
}

static int give_token(struct lt_tool *tool, const char *node, int64_t hours, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct lt_cert_issued ca;
	struct lt_token token = {0};
	if (hours < 1 || hours > HOURS_MAX)
		return lt_err_set(err, LT_E_USAGE, "--hours: từ 1 đến %d giờ", HOURS_MAX);
	if (!lt_name_valid(node))
		return lt_err_set(err, LT_E_USAGE, "--node '%s': không phải mã máy trạm", node);
	int r = read_pin(tool, &ca, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0 && s.side != LT_SESSION_OPERATOR)
		r = lt_err_set(err, LT_E_USAGE,
			       "mã ghi danh chỉ cấp được ở thư mục của máy chủ điều phối");
	if (r < 0)
		return r;
	int64_t until_us = s.hello->now_us + hours * LT_US_PER_HOUR;
	lt_token_make(node, ca.fingerprint, &token);
	r = offer(&s, &token, until_us, err);
	if (r == 0)
		r = tell(tool, node, lt_token_text(&token, &tool->arena), until_us, err);
	sodium_memzero(&token, sizeof token);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *node = NULL;
	int64_t hours = HOURS_MAX;
	struct lt_enrol_plan plan = {0};
	const struct lt_arg args[] = {{"--node", LT_ARG_TEXT, &node},
				      {"--hours", LT_ARG_NUMBER, &hours},
				      {"--coordinator", LT_ARG_TEXT, &plan.coordinator},
				      {"--token", LT_ARG_TEXT, &plan.token},
				      {"--ca-fingerprint", LT_ARG_TEXT, &plan.fingerprint}};
	struct lt_texts rest;
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r < 0)
		return r;
	if (sodium_init() < 0)
		return lt_err_set(err, LT_E_IO, "máy không cho số ngẫu nhiên an toàn");
	if (node && (plan.token || plan.coordinator))
		return lt_err_set(
			err, LT_E_USAGE,
			"--node là để cấp mã ở máy chủ; --coordinator và --token là để ghi "
			"danh ở máy trạm: dùng một trong hai");
	if (node)
		return give_token(tool, node, hours, err);
	r = lt_args_need(tool, "--coordinator MÁY-CHỦ:CỔNG", plan.coordinator, err);
	if (r == 0)
		r = lt_args_need(tool, "--token MÃ", plan.token, err);
	return r < 0 ? r : lt_enrol_node(tool, &plan, err);
}

static const char help[] =
	"lienthong enrol: ghi danh máy trạm (enrol a node)\n"
	"\n"
	"Ở máy chủ: cấp mã dùng một lần cho một máy trạm của danh bạ\n"
	"  lienthong [-C THƯ-MỤC] enrol --node MÁY-TRẠM [--hours GIỜ]\n"
	"\n"
	"Ở máy trạm: tạo khóa, xin chứng thư, ghi node.conf\n"
	"  lienthong [-C THƯ-MỤC] enrol --coordinator MÁY-CHỦ:CỔNG --token MÃ\n"
	"                               [--ca-fingerprint DẤU-VÂN-TAY]\n"
	"\n"
	"  --hours            mã còn dùng được bao lâu, 1 đến 24 giờ, mặc định 24\n"
	"  --coordinator      cổng ghi danh của máy chủ (tls.enrol), mặc định 7444\n"
	"  --ca-fingerprint   đối chiếu thêm với dấu vân tay CA đọc qua điện thoại; trong mã đã\n"
	"                     có dấu này nên máy chủ giả bị nhận ra ngay lần nối đầu\n"
	"\n"
	"Khóa được tạo tại chỗ, không bao giờ gửi đi. Mã chỉ dùng một lần, cho đúng máy trạm ghi\n"
	"trong mã; mất đường truyền giữa chừng thì chạy lại đúng lệnh ấy. Ghi danh lại thì khóa\n"
	"và chứng thư cũ hết giá trị. Hướng dẫn từng bước: docs/nodes.md.\n";

const struct lt_subcommand lt_tool_enrol = {
	.name = "enrol",
	.summary = "ghi danh máy trạm: cấp mã ở máy chủ, nhận chứng thư ở máy trạm (enrol)",
	.run = run,
	.help = help,
};
