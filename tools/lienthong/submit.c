/* SPDX-License-Identifier: EUPL-1.2 */
/* submit: a citizen hands in a dossier; the receipt says when to come back. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/waiting.h"
#include "procedures/forms/words.h"
#include "proto/base/lookup.h"

enum { SETS_MAX = 1000 };

struct form {
	const char *procedure, *unit, *code, *channel, *as;
	const char *name, *id_number, *phone, *email, *address;
	const char *for_name, *for_id_number, *for_phone; /* who hands in for the applicant */
	int64_t sets;
	struct lt_texts fields, papers;
	const char *paid;
	int64_t submitted_us;
	bool citizen, verified, population;
};

static int channel_of(const char *text, Lt__Channel *ret, struct lt_err *err)
{
	static const char *const names[] = {"direct", "online", "post"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(text, names[i]) == 0) {
			*ret = (Lt__Channel)(i + 1);
			return 0;
		}
	return lt_err_set(err, LT_E_USAGE, "--channel '%s': chỉ nhận direct, online hoặc post",
			  text);
}

static int read_form(struct lt_tool *tool, int argc, char **argv, struct form *f,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--procedure", LT_ARG_TEXT, &f->procedure},
		{"--unit", LT_ARG_TEXT, &f->unit},
		{"--code", LT_ARG_TEXT, &f->code},
		{"--channel", LT_ARG_TEXT, &f->channel},
		{"--applicant", LT_ARG_TEXT, &f->name},
		{"--id-number", LT_ARG_TEXT, &f->id_number},
		{"--phone", LT_ARG_TEXT, &f->phone},
		{"--email", LT_ARG_TEXT, &f->email},
		{"--address", LT_ARG_TEXT, &f->address},
		{"--authorised", LT_ARG_TEXT, &f->for_name},
		{"--authorised-id", LT_ARG_TEXT, &f->for_id_number},
		{"--authorised-phone", LT_ARG_TEXT, &f->for_phone},
		{"--sets", LT_ARG_NUMBER, &f->sets},
		{"--field", LT_ARG_LIST, &f->fields},
		{"--paper", LT_ARG_LIST, &f->papers},
		{"--as", LT_ARG_TEXT, &f->as},
		{"--submitted", LT_ARG_TIME, &f->submitted_us},
		{"--citizen", LT_ARG_FLAG, &f->citizen},
		{"--paid", LT_ARG_TEXT, &f->paid},
		{"--verified", LT_ARG_FLAG, &f->verified},
		{"--population", LT_ARG_FLAG, &f->population},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "--procedure MÃ-THỦ-TỤC", f->procedure, err);
	if (r == 0)
		r = lt_args_need(tool, "--applicant HỌ-TÊN", f->name, err);
	if (r == 0 && !f->as && !f->citizen)
		r = lt_err_set(
			err, LT_E_USAGE,
			"thiếu người nộp vào hệ thống: --as CÁN-BỘ (nhận tại quầy) hoặc --citizen");
	if (r == 0 && f->sets > SETS_MAX)
		r = lt_err_set(err, LT_E_USAGE, "--sets: nhiều nhất %d bộ", SETS_MAX);
	return r;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static int fill(struct lt_tool *tool, const struct form *f, Lt__SubmitDossier *submit,
		Lt__Applicant *applicant, struct lt_err *err)
{
	lt__submit_dossier__init(submit);
	lt__applicant__init(applicant);
	applicant->name = f->name;
	applicant->id_number = or_empty(f->id_number);
	applicant->phone = or_empty(f->phone);
	applicant->email = or_empty(f->email);
	applicant->address = or_empty(f->address);
	applicant->authorised_name = or_empty(f->for_name);
	applicant->authorised_id_number = or_empty(f->for_id_number);
	applicant->authorised_phone = or_empty(f->for_phone);
	applicant->account_verified = f->verified;
	applicant->population_data = f->population;
	submit->procedure = f->procedure;
	submit->code = or_empty(f->code);
	submit->applicant = applicant;
	submit->submitted_us = f->submitted_us;
	submit->sets = (uint32_t)f->sets;
	submit->channel = f->citizen ? LT__CHANNEL__CHANNEL_ONLINE : LT__CHANNEL__CHANNEL_DIRECT;
	int r = f->channel ? channel_of(f->channel, &submit->channel, err) : 0;
	if (r == 0)
		r = lt_args_payment(f->paid, &submit->payment, err);
	if (r == 0)
		r = lt_args_fields(tool, &f->fields, &submit->fields, &submit->n_fields, err);
	if (r == 0)
		r = lt_args_papers(tool, &f->papers, &submit->papers, &submit->n_papers, err);
	return r;
}

static int print_receipt(struct lt_tool *tool, const Lt__CommandReply *reply, struct lt_err *err)
{
	char text[LT_TIME_TEXT_BYTES], money[LT_MONEY_TEXT_BYTES];
	if (tool->json)
		return lt_json_print(tool, lt_json_message(&reply->base), err);
	lt_print_line(tool, "Mã hồ sơ", "%s", reply->code);
	lt_print_line(tool, "Tiếp nhận", "%s", lt_due_text(reply->received_us, text));
	lt_print_line(tool, "Hẹn trả", "%s", lt_due_text(reply->due_us, text));
	lt_print_line(tool, "Phí, lệ phí", "%s", lt_money_text(reply->fee_vnd, money));
	for (size_t i = 0; i < reply->n_open_steps; i++)
		lt_print_line(tool, i ? "" : "Đang chờ", "%s", reply->open_steps[i]);
	lt_waiting_note(tool, reply);
	return 0;
}

static int submit(struct lt_session *s, const struct form *f, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__SubmitDossier body;
	Lt__Applicant applicant;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	char check[LT_LOOKUP_BYTES];
	int r = fill(s->tool, f, &body, &applicant, err);
	if (r == 0)
		r = lt_session_actor(s, f->as, f->citizen, f->unit, &actor, err);
	if (r < 0)
		return r;
	body.unit = actor.unit;
	body.check = lt_lookup_draw(check);
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &body;
	r = lt_session_command(s, &command, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "hồ sơ của %s", f->name);
	return reply->refusal ? lt_session_refused("chưa tiếp nhận hồ sơ", reply, err)
			      : print_receipt(s->tool, reply, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct form f = {0};
	int r = read_form(tool, argc, argv, &f, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	return r < 0 ? r : submit(&s, &f, err);
}

static const char help[] =
	"lienthong submit: nộp, tiếp nhận hồ sơ (hand in a dossier)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] submit --procedure MÃ --unit ĐƠN-VỊ --applicant HỌ-TÊN\n"
	"      --as CÁN-BỘ | --citizen  [tùy chọn]\n"
	"\n"
	"  --procedure   mã thủ tục, ví dụ 1.004873\n"
	"  --unit        mã đơn vị tiếp nhận; bỏ qua được nếu máy trạm chỉ phục vụ một đơn vị\n"
	"  --as          cán bộ tiếp nhận; --citizen: công dân tự nộp\n"
	"  --channel     direct (trực tiếp), online (trực tuyến), post (bưu chính)\n"
	"  --id-number, --phone, --email, --address   của người nộp\n"
	"  --authorised, --authorised-id, --authorised-phone   người được ủy quyền nộp thay\n"
	"  --sets N      số bộ hồ sơ giấy đã nộp\n"
	"  --field T=V   một trường; true/false/có/không, số, chuỗi; T:text=V: luôn là chuỗi\n"
	"  --paper ID    giấy tờ có nộp; ID:original, ID:copy, ID:electronic; ID=TỆP: bản quét;\n"
	"                thêm :digitised (số hóa), :reused (tái sử dụng), :store (từ kho dữ liệu)\n"
	"  --paid        phí đã trả: portal, gateway (trực tuyến), counter\n"
	"  --verified    tài khoản xác thực VNeID;  --population  dùng dữ liệu dân cư\n"
	"  --code        mã hồ sơ đã có; mặc định: cấp mã mới. Nộp lại cùng mã thì không trùng\n"
	"  --submitted   lúc công dân nộp, ví dụ '16:20 01/07/2025'; mặc định: bây giờ\n"
	"  --json        kết quả dạng JSON\n"
	"\n"
	"In ra (receipt): mã hồ sơ, lúc nhận, ngày hẹn trả, phí, đang chờ bước nào.\n";

const struct lt_subcommand lt_tool_submit = {
	.name = "submit",
	.summary = "nộp, tiếp nhận hồ sơ; in giấy biên nhận (hand in)",
	.run = run,
	.help = help,
};
