/* SPDX-License-Identifier: EUPL-1.2 */
/* ca: the province's certificate authority, in the coordinator's folder, and its certificate. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "procedures/forms/light.h"
#include "proto/base/ids.h"
#include "proto/codec/sign.h"
#include "proto/link/certs.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/settingsfile.h"

struct plan {
	struct lt_texts hosts;
	const char *listen, *enrol, *province;
	bool new_sign;
	const char *folder; /**< of the coordinator, absolute */
	const char *dir;    /**< of the CA */
	const char **names; /**< in the certificate; NULL-terminated */
};

static const char new_key[] = "coordinator-new", own[] = "coordinator";

static int find_folder(struct lt_tool *tool, struct plan *p, struct lt_err *err)
{
	const char *folder = lt_session_folder(tool);
	char path[4096];
	const char *conf = lt_arena_printf(&tool->arena, "%s/coordinator.conf", folder);
	if (!conf || access(conf, F_OK) < 0)
		return lt_err_set(
			err, LT_E_ABSENT,
			"thư mục %s không phải của máy chủ điều phối (không có "
			"coordinator.conf); hãy chỉ thư mục bằng -C, hoặc tạo: lienthong init",
			folder);
	if (!realpath(folder, path))
		return lt_err_set(err, LT_E_IO, "%s: %s", folder, strerror(errno));
	p->folder = lt_arena_str(&tool->arena, path);
	p->dir = lt_arena_printf(&tool->arena, "%s/ca", path);
	return p->folder && p->dir ? 0 : LT_E_NOMEM;
}

static int name_hosts(struct lt_tool *tool, struct plan *p)
{
	p->names = lt_arena_zalloc(&tool->arena, p->hosts.count + 3, sizeof *p->names);
	if (!p->names)
		return LT_E_NOMEM;
	for (size_t i = 0; i < p->hosts.count; i++)
		p->names[i] = p->hosts.items[i];
	p->names[p->hosts.count] = "localhost";
	p->names[p->hosts.count + 1] = "127.0.0.1";
	return 0;
}

/* @param ret_new  it was not there before */
static int make_ca(const struct plan *p, bool *ret_new, struct lt_err *err)
{
	if (mkdir(p->dir, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", p->dir, strerror(errno));
	int r = lt_certs_make_ca(p->dir, p->province, err);
	*ret_new = r == 0;
	return r == LT_E_EXISTS ? 0 : r;
}

/* The key never leaves this folder, and the certificate takes the old one's place whole. */
static int certify(struct lt_tool *tool, const struct plan *p, struct lt_cert_issued *ret,
		   struct lt_err *err)
{
	struct lt_cert_request what = {.name = own, .server = true, .hosts = p->names};
	struct lt_slice request;
	char path[LT_CERT_PATH_BYTES];
	int r = lt_certs_ask(p->dir, new_key, own, &tool->arena, &request, err);
	if (r == 0)
		r = lt_certs_sign(p->dir, &what, request, &tool->arena, ret, err);
	if (r == 0)
		r = lt_certs_join(p->dir, new_key, ret->pem, own, err);
	if (r == 0 && lt_certs_path(p->dir, new_key, ".key", path))
		(void)unlink(path);
	return r;
}

static int write_settings(struct lt_tool *tool, const struct plan *p, struct lt_err *err)
{
	const char *conf = lt_arena_printf(&tool->arena, "%s/coordinator.conf", p->folder);
	const char *pem = lt_arena_printf(&tool->arena, "%s/coordinator.pem", p->dir);
	const char *ca = lt_arena_printf(&tool->arena, "%s/ca.crt", p->dir);
	const char *crl = lt_arena_printf(&tool->arena, "%s/ca.crl", p->dir);
	const struct lt_setting settings[] = {{"tls.host", p->hosts.items[0]},
					      {"tls.listen", p->listen},
					      {"tls.enrol", p->enrol},
					      {"tls.ca", ca},
					      {"tls.crl", crl},
					      {"tls.cert", pem},
					      {"tls.key", pem}};
	if (!conf || !pem || !ca || !crl)
		return LT_E_NOMEM;
	return lt_settingsfile_put(tool, conf, settings, sizeof settings / sizeof *settings, err);
}

static int tell(struct lt_tool *tool, const struct plan *p, bool is_new,
		const struct lt_cert_issued *own_cert, struct lt_err *err)
{
	struct lt_cert_issued ca;
	char text[2 * LT_CERT_FINGERPRINT_BYTES + 1], until[LT_TIME_TEXT_BYTES];
	int r = lt_certs_read(p->dir, "ca", ".crt", &tool->arena, &ca, err);
	if (r < 0)
		return r;
	(void)fprintf(tool->out,
		      "%s\n"
		      "  dấu vân tay CA:  %s\n"
		      "  máy chủ:         %s, chứng thư đến %s\n"
		      "Khóa CA ở %s/ca.key: ai có khóa này thì cấp được chứng thư; hãy sao lưu nơi "
		      "kín.\n"
		      "Tiếp theo:\n"
		      "  khởi động lại máy chủ (lần đầu), hoặc gửi SIGHUP để nó đọc chứng thư mới\n"
		      "  lienthong -C %s enrol --node MÃ-MÁY-TRẠM\n",
		      is_new ? "Đã lập cơ quan cấp chứng thư (CA) của tỉnh."
			     : "CA đã có, giữ nguyên; đã cấp chứng thư mới cho máy chủ.",
		      lt_hex(lt_slice(ca.fingerprint, sizeof ca.fingerprint), text),
		      p->hosts.items[0], lt_due_text(own_cert->expires_us, until), p->dir,
		      p->folder);
	return 0;
}

/* In place of one that is lost for good; one that is there is not written over. */
static int make_sign(struct lt_tool *tool, const struct plan *p, struct lt_err *err)
{
	LT_AUTO(sign_key) struct lt_sign_key key = {0};
	const char *path = lt_arena_printf(&tool->arena, "%s/coordinator.sign", p->folder);
	if (!path)
		return LT_E_NOMEM;
	lt_sign_make(&key);
	int r = lt_sign_save(&key, path, err);
	if (r == 0)
		(void)fprintf(tool->out,
			      "Đã tạo khóa ký mới của máy chủ: %s\n"
			      "Tiếp theo: khởi động máy chủ, rồi ghi danh lại từng máy trạm\n"
			      "  lienthong -C %s enrol --node MÃ-MÁY-TRẠM\n",
			      path, p->folder);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct plan p = {
		.listen = "0.0.0.0:7443", .enrol = "0.0.0.0:7444", .province = "Liên Thông CA"};
	const struct lt_arg args[] = {{"--host", LT_ARG_LIST, &p.hosts},
				      {"--listen", LT_ARG_TEXT, &p.listen},
				      {"--enrol", LT_ARG_TEXT, &p.enrol},
				      {"--province", LT_ARG_TEXT, &p.province},
				      {"--new-sign", LT_ARG_FLAG, &p.new_sign}};
	struct lt_texts rest;
	struct lt_cert_issued cert;
	bool is_new = false;
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0 && p.new_sign)
		r = find_folder(tool, &p, err);
	if (r < 0 || p.new_sign)
		return r < 0 ? r : make_sign(tool, &p, err);
	if (r == 0)
		r = lt_args_need(tool, "--host TÊN-MÁY-CHỦ",
				 p.hosts.count ? p.hosts.items[0] : NULL, err);
	if (r == 0)
		r = find_folder(tool, &p, err);
	if (r == 0)
		r = name_hosts(tool, &p);
	if (r == 0)
		r = make_ca(&p, &is_new, err);
	if (r == 0)
		r = certify(tool, &p, &cert, err);
	if (r == 0)
		r = write_settings(tool, &p, err);
	return r < 0 ? r : tell(tool, &p, is_new, &cert, err);
}

static const char help[] =
	"lienthong ca: lập cơ quan cấp chứng thư (CA) của tỉnh (ca)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] ca --host TÊN-MÁY-CHỦ [--host TÊN-KHÁC]...\n"
	"                            [--listen ĐỊA-CHỈ:CỔNG] [--enrol ĐỊA-CHỈ:CỔNG]\n"
	"\n"
	"Chạy một lần ở thư mục của máy chủ điều phối: tạo khóa CA (thư mục con ca, quyền 0600),\n"
	"cấp chứng thư cho chính máy chủ, ghi các dòng tls.* vào coordinator.conf. Chạy lại thì\n"
	"CA giữ nguyên, chỉ chứng thư của máy chủ được cấp mới (đổi tên máy, sắp hết hạn).\n"
	"\n"
	"  --host      tên hoặc địa chỉ mà máy trạm dùng để gọi máy chủ; tên đầu in trong lệnh\n"
	"              ghi danh\n"
	"  --listen    nơi nhận máy trạm, mặc định 0.0.0.0:7443\n"
	"  --enrol     nơi nhận ghi danh, mặc định 0.0.0.0:7444; ở đây không cần chứng thư\n"
	"  --province  tên ghi trong chứng thư CA\n"
	"  --new-sign  chỉ tạo lại coordinator.sign đã mất hẳn; rồi ghi danh lại mọi máy trạm\n"
	"\n"
	"Ví dụ:\n"
	"  lienthong -C /var/lib/lienthong ca --host dieuphoi.caobang.gov.vn\n";

const struct lt_subcommand lt_tool_ca = {
	.name = "ca",
	.summary = "lập cơ quan cấp chứng thư của tỉnh (certificate authority)",
	.run = run,
	.help = help,
};
