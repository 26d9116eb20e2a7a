/* SPDX-License-Identifier: EUPL-1.2 */
/* attach: the scan of a document goes with its dossier.
 *
 * At a node's desk the file is kept there first, synced, and only then named to the dossier; the
 * node sends it on when the line allows. At a coordinator it goes where it belongs at once. */
#include "procedures/forms/words.h"
#include "proto/base/ids.h"
#include "proto/papers/papers.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/deliver.h"
#include "tools/lienthong/print.h"

struct scan {
	const char *code, *path, *document, *as, *unit;
	uint8_t hash[LT_HASH_BYTES];
	struct lt_paper_file file;
};

static int read_scan(struct lt_tool *tool, int argc, char **argv, struct scan *s,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--doc", LT_ARG_TEXT, &s->document},
		{"--as", LT_ARG_TEXT, &s->as},
		{"--unit", LT_ARG_TEXT, &s->unit},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 2, &rest, err);
	s->code = rest.count ? rest.items[0] : NULL;
	s->path = rest.count > 1 ? rest.items[1] : NULL;
	if (r == 0)
		r = lt_args_need(tool, "MÃ-HỒ-SƠ", s->code, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", s->path, err);
	if (r == 0)
		r = lt_args_need(tool, "--doc", s->document, err);
	return r < 0 ? r : lt_paper_look(s->path, s->hash, &s->file, err);
}

/* -- its name in the dossier -- */

static int name(struct lt_session *session, struct scan *s, Lt__CommandReply **ret,
		struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__AttachPaper attach = LT__ATTACH_PAPER__INIT;
	Lt__Paper paper = LT__PAPER__INIT;
	Lt__Actor actor;
	int r = lt_session_actor(session, s->as, false, s->unit, &actor, err);
	if (r < 0)
		return r;
	paper.id = s->document;
	paper.hash = (ProtobufCBinaryData){.len = sizeof s->hash, .data = s->hash};
	paper.bytes = s->file.size;
	paper.media = lt_paper_media(s->file.type);
	attach.paper = &paper;
	command.code = s->code;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_ATTACH;
	command.attach = &attach;
	r = lt_session_command(session, &command, ret, err);
	if (r < 0)
		return lt_err_wrap(err, r, "hồ sơ %s", s->code);
	return (*ret)->refusal ? lt_session_refused(s->code, *ret, err) : 0;
}

static int attach(struct lt_session *session, struct scan *s, struct lt_err *err)
{
	Lt__CommandReply *reply;
	char hash[2 * LT_HASH_BYTES + 1];
	bool desk = session->side == LT_SESSION_OFFICER;
	int r = lt_deliver_note(session->tool, s->path, s->hash);
	if (r == 0)
		r = name(session, s, &reply, err);
	if (r < 0)
		return r;
	if (session->tool->json)
		return lt_json_print(session->tool, lt_json_message(&reply->base), err);
	lt_print_line(session->tool, "Đã ghi", "%s, giấy tờ %s", s->code, s->document);
	lt_print_line(session->tool, "Tệp", "%s, %llu byte",
		      lt_word_media(lt_paper_media(s->file.type)),
		      (unsigned long long)s->file.size);
	lt_print_line(session->tool, "Mã băm", "%s",
		      lt_hex(lt_slice(s->hash, sizeof s->hash), hash));
	lt_print_line(session->tool, "Nơi giữ", "%s",
		      desk ? "máy trạm; tự gửi về máy chủ khi đường truyền cho phép "
			     "(xem: lienthong paper --waiting)"
			   : "máy chủ điều phối");
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session session = {0};
	struct scan s = {.file = {.fd = -1}};
	int r = read_scan(tool, argc, argv, &s, err);
	if (r == 0)
		r = lt_session_open(tool, &session, err);
	if (r == 0)
		r = attach(&session, &s, err);
	lt_paper_file_close(&s.file);
	return r;
}

static const char help[] =
	"lienthong attach: đính kèm bản quét của một giấy tờ (attach a scan)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] attach MÃ TỆP --doc GIẤY-TỜ --as CÁN-BỘ --unit ĐƠN-VỊ\n"
	"\n"
	"  --doc GIẤY-TỜ   mã giấy tờ trong hồ sơ, như lệnh show liệt kê\n"
	"  --json          kết quả dạng JSON\n"
	"\n"
	"Nhận PDF, JPEG, PNG, TIFF, XML, P7S, DOCX, XLSX (biết bằng nội dung, không bằng tên),\n"
	"mỗi tệp nhiều nhất 50 MB. Ở máy trạm: tệp được ghi chắc trên đĩa máy trạm trước,\n"
	"rồi gửi về máy chủ từng mảnh nhỏ qua một kết nối riêng, đứt thì gửi tiếp từ chỗ dở,\n"
	"không làm chậm việc khác. Gửi tới đâu: lienthong paper --waiting\n"
	"\n"
	"Ví dụ: lienthong attach H14.1-250701-000001 to_khai.pdf --doc to_khai --as hoa \\\n"
	"           --unit H14.1.1\n";

const struct lt_subcommand lt_tool_attach = {
	.name = "attach",
	.summary = "đính kèm bản quét của một giấy tờ (attach a scan)",
	.run = run,
	.help = help,
};
