/* SPDX-License-Identifier: EUPL-1.2 */
/* init: makes the folder of a coordinator or of a node. Nothing that exists is ever overwritten. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "proto/base/whole.h"
#include "tools/lienthong/args.h"

enum { TOKEN_BYTES = 32 };

struct plan {
	const char *folder, *node, *coordinator, *listen;
	int64_t practice_us; /**< 0: the real clock */
	struct lt_texts adapters;
};

static int make_folder(const char *folder, struct lt_err *err)
{
	if (mkdir(folder, 0700) == 0 || errno == EEXIST)
		return 0;
	return lt_err_set(err, LT_E_IO, "không tạo được thư mục %s: %s", folder, strerror(errno));
}

static int refuse_existing(struct lt_tool *tool, const char *folder, struct lt_err *err)
{
	static const char *const names[] = {"coordinator.conf", "node.conf", "operator.token",
					    "journal.mdb", "state.mdb"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = lt_arena_printf(&tool->arena, "%s/%s", folder, names[i]);
		if (!path)
			return LT_E_NOMEM;
		if (access(path, F_OK) == 0)
			return lt_err_set(
				err, LT_E_EXISTS,
				"%s đã có; hãy chọn thư mục khác, hoặc tự xóa nếu chắc chắn", path);
	}
	return 0;
}

static int create(struct lt_tool *tool, const char *folder, const char *name, mode_t mode,
		  const char *text, struct lt_err *err)
{
	const char *path = lt_arena_printf(&tool->arena, "%s/%s", folder, name);
	if (!path || !text)
		return LT_E_NOMEM;
	LT_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return lt_err_set(err, errno == EEXIST ? LT_E_EXISTS : LT_E_IO,
				  "không tạo được %s: %s", path,
				  errno == EEXIST ? "đã có sẵn" : strerror(errno));
	if (!lt_write_whole(fd, text, strlen(text)) || fsync(fd) < 0)
		return lt_err_set(err, LT_E_IO, "không ghi được %s: %s", path, strerror(errno));
	return 0;
}

/* -- a coordinator -- */

static const char *secret(struct lt_tool *tool)
{
	uint8_t bytes[TOKEN_BYTES];
	char text[2 * TOKEN_BYTES + 1];
	randombytes_buf(bytes, sizeof bytes);
	const char *line =
		lt_arena_printf(&tool->arena, "%s\n", lt_hex(lt_slice(bytes, sizeof bytes), text));
	sodium_memzero(bytes, sizeof bytes);
	sodium_memzero(text, sizeof text);
	return line;
}

static const char *practice_text(struct lt_tool *tool, const struct plan *p)
{
	char start[LT_TIME_TEXT_BYTES];
	if (!p->practice_us)
		return "";
	return lt_arena_printf(&tool->arena,
			       "# Giờ luyện tập: đứng yên tới khi lệnh practice dời đi.\n"
			       "practice = %s\n",
			       lt_time_iso(p->practice_us, start));
}

static int init_coordinator(struct lt_tool *tool, const struct plan *p, struct lt_err *err)
{
	const char *practice = practice_text(tool, p);
	const char *conf =
		lt_arena_printf(&tool->arena,
				"# Máy chủ điều phối (coordinator). Mỗi dòng: tên = giá trị.\n"
				"listen = %s\n"
				"%s"
				"\n"
				"# Đường truyền mã hóa cho các máy trạm ở xa (TLS):\n"
				"# tls.listen = 0.0.0.0:7443\n"
				"# tls.ca = /đường/dẫn/ca.pem\n"
				"# tls.cert = /đường/dẫn/may-chu.pem\n"
				"# tls.key = /đường/dẫn/may-chu.key\n",
				p->listen, practice ? practice : "");
	int r = create(tool, p->folder, "operator.token", 0600, secret(tool), err);
	if (r == 0)
		r = create(tool, p->folder, "coordinator.conf", 0640, conf, err);
	if (r < 0)
		return r;
	(void)fprintf(tool->out,
		      "Đã tạo máy chủ điều phối trong %s (nghe tại %s).\n"
		      "Tiếp theo:\n"
		      "  lienthong-coordinator --dir %s\n"
		      "  lienthong -C %s publish LỊCH DANH-BẠ THỦ-TỤC...\n",
		      p->folder, p->listen, p->folder, p->folder);
	return 0;
}

/* -- a node -- */

static int adapters_text(struct lt_tool *tool, const struct plan *p, const char **ret,
			 struct lt_err *err)
{
	const char *text = "";
	for (size_t i = 0; i < p->adapters.count; i++) {
		const char *adapter = p->adapters.items[i], *equals = strchr(adapter, '=');
		char name[80];
		(void)snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - adapter) : 0,
			       adapter);
		if (!equals || !lt_name_valid(name) || !equals[1])
			return lt_err_set(err, LT_E_USAGE,
					  "--adapter '%s': phải có dạng tên=builtin:pass hoặc "
					  "tên=exec:/đường/dẫn/chương-trình",
					  adapter);
		text = lt_arena_printf(&tool->arena, "%sadapter.%s = %s\n", text, name, equals + 1);
		if (!text)
			return LT_E_NOMEM;
	}
	*ret = text;
	return 0;
}

static int init_node(struct lt_tool *tool, const struct plan *p, const char *adapters,
		     struct lt_err *err)
{
	const char *conf =
		lt_arena_printf(&tool->arena,
				"# Máy trạm (node) của một đơn vị. Mỗi dòng: tên = giá trị.\n"
				"node = %s\n"
				"coordinator = %s\n"
				"%s",
				p->node, p->coordinator, adapters);
	int r = create(tool, p->folder, "node.conf", 0640, conf, err);
	if (r < 0)
		return r;
	(void)fprintf(tool->out,
		      "Đã tạo máy trạm %s trong %s.\n"
		      "Tiếp theo:\n"
		      "  lienthong-worker --dir %s\n"
		      "  lienthong -C %s list --unit MÃ-ĐƠN-VỊ\n",
		      p->node, p->folder, p->folder, p->folder);
	return 0;
}

static int check(struct lt_tool *tool, const struct plan *p, struct lt_err *err)
{
	int r = lt_args_need(tool, "THƯ-MỤC", p->folder, err);
	if (r < 0)
		return r;
	if (!p->node && (p->coordinator || p->adapters.count))
		return lt_err_set(
			err, LT_E_USAGE,
			"--coordinator và --adapter chỉ dùng cho máy trạm, cùng với --node MÃ");
	if (p->node && !lt_name_valid(p->node))
		return lt_err_set(err, LT_E_USAGE,
				  "--node '%s': mã máy trạm gồm a-z 0-9 _ . -, bắt đầu bằng chữ",
				  p->node);
	return p->node ? lt_args_need(tool, "--coordinator ĐỊA-CHỈ:CỔNG", p->coordinator, err) : 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct plan p = {.listen = "127.0.0.1:7400"};
	const char *adapters = "";
	const struct lt_arg args[] = {{"--node", LT_ARG_TEXT, &p.node},
				      {"--coordinator", LT_ARG_TEXT, &p.coordinator},
				      {"--adapter", LT_ARG_LIST, &p.adapters},
				      {"--listen", LT_ARG_TEXT, &p.listen},
				      {"--practice", LT_ARG_TIME, &p.practice_us}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, 5, argc, argv, 1, &rest, err);
	p.folder = r == 0 && rest.count ? rest.items[0] : NULL;
	if (r == 0)
		r = check(tool, &p, err);
	if (r == 0)
		r = adapters_text(tool, &p, &adapters, err);
	if (r == 0)
		r = make_folder(p.folder, err);
	if (r == 0)
		r = refuse_existing(tool, p.folder, err);
	if (r < 0)
		return r;
	if (sodium_init() < 0)
		return lt_err_set(err, LT_E_IO, "máy không cho số ngẫu nhiên an toàn");
	return p.node ? init_node(tool, &p, adapters, err) : init_coordinator(tool, &p, err);
}

static const char help[] =
	"lienthong init: tạo thư mục làm việc (init)\n"
	"\n"
	"Máy chủ điều phối (coordinator):\n"
	"  lienthong init THƯ-MỤC [--listen ĐỊA-CHỈ:CỔNG] [--practice LÚC]\n"
	"\n"
	"Máy trạm của một đơn vị (node):\n"
	"  lienthong init THƯ-MỤC --node MÃ --coordinator ĐỊA-CHỈ:CỔNG [--adapter TÊN=CÁCH]...\n"
	"\n"
	"  --listen        nơi máy chủ nghe; mặc định 127.0.0.1:7400, cổng 0: cổng bất kỳ\n"
	"  --practice      để tập: giờ bắt đầu ở LÚC, đứng yên tới khi lệnh practice dời đi\n"
	"  --node          mã máy trạm, như trong danh bạ (directory)\n"
	"  --coordinator   nơi máy chủ điều phối nghe\n"
	"  --adapter       việc tự động máy trạm làm được, ví dụ dan_cu.tra_cuu=builtin:pass\n"
	"\n"
	"Thư mục đã có dữ liệu thì không bị ghi đè. Tệp operator.token là chìa khóa của người\n"
	"quản trị: ai đọc được tệp này thì có quyền quản trị.\n";

const struct lt_subcommand lt_tool_init = {
	.name = "init",
	.summary = "tạo thư mục của máy chủ điều phối hoặc máy trạm (new folder)",
	.run = run,
	.help = help,
};
