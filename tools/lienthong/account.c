/* SPDX-License-Identifier: EUPL-1.2 */
/* account: who may log in to a node's pages. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "worker/web/accounts.h"
#include "worker/web/orders.h"

static int invite(struct lt_tool *tool, const char *name, bool admin, struct lt_err *err)
{
	char word[LT_INVITATION_TEXT_BYTES];
	struct lt_clock clock = lt_clock_system();
	int r = lt_order_invite(lt_session_folder(tool), name, admin, lt_clock_wall(&clock), word,
				err);
	if (r < 0)
		return r;
	(void)fprintf(tool->out,
		      "Mật khẩu dùng một lần của %s, trong 24 giờ: %s\n"
		      "Người đó đăng nhập bằng mật khẩu này rồi tự chọn mật khẩu riêng.\n",
		      name, word);
	return 0;
}

static int shut(struct lt_tool *tool, const char *name, struct lt_err *err)
{
	int r = lt_order_shut(lt_session_folder(tool), name, err);
	if (r == 0)
		(void)fprintf(tool->out, "Đã đóng tài khoản %s: không đăng nhập được nữa.\n", name);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	bool admin = false;
	const struct lt_arg args[] = {{"--admin", LT_ARG_FLAG, &admin}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, 1, argc, argv, 2, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "invite hoặc shut", rest.count ? rest.items[0] : NULL, err);
	if (r == 0)
		r = lt_args_need(tool, "MÃ-CÁN-BỘ", rest.count > 1 ? rest.items[1] : NULL, err);
	if (r < 0)
		return r;
	if (strcmp(rest.items[0], "invite") == 0)
		return invite(tool, rest.items[1], admin, err);
	if (strcmp(rest.items[0], "shut") == 0)
		return shut(tool, rest.items[1], err);
	return lt_err_set(err, LT_E_USAGE, "'%s' không phải invite hay shut", rest.items[0]);
}

static const char help[] =
	"lienthong account: người dùng trang web của máy trạm (who may log in)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] account invite MÃ-CÁN-BỘ [--admin]\n"
	"  lienthong [-C THƯ-MỤC] account shut MÃ-CÁN-BỘ\n"
	"\n"
	"invite cấp mật khẩu dùng một lần trong 24 giờ, cho người mới hoặc người quên mật khẩu;\n"
	"mật khẩu và phiên làm việc cũ của người đó hết hiệu lực. MÃ-CÁN-BỘ như trong danh bạ:\n"
	"được làm gì là do danh bạ. shut đóng tài khoản.\n"
	"\n"
	"  --admin   người quản trị máy trạm: không xem, không xử lý hồ sơ\n"
	"\n"
	"Chạy trên máy trạm, lúc nó chạy hay dừng đều được.\n"
	"Ví dụ: lienthong -C /var/lib/lienthong account invite hoang.hoa\n";

const struct lt_subcommand lt_tool_account = {
	.name = "account",
	.summary = "cấp mật khẩu, đóng tài khoản trang web của máy trạm (account)",
	.run = run,
	.help = help,
};
