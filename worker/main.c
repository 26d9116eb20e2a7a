/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong-worker: the node of one unit. As `--runner` it is one of that node's own children. */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "worker/node/folder.h"
#include "worker/node/node.h"
#include "worker/runner/child.h"

#define STEP_WAIT_US (60 * LT_US_PER_SECOND)

static const char help[] =
	"lienthong-worker: máy trạm của một đơn vị (the node of a unit)\n"
	"\n"
	"  lienthong-worker --dir THƯ_MỤC\n"
	"\n"
	"  --dir THƯ_MỤC   thư mục có tệp node.conf (folder with node.conf)\n"
	"  --help          trang này (this page)\n"
	"  --version       phiên bản (version)\n"
	"\n"
	"node.conf:\n"
	"  node = tram-phuong-1                 tên trong danh bạ (id in the directory)\n"
	"  coordinator = dieuphoi.tinh.vn:7400  máy chủ điều phối (coordinator)\n"
	"  desk = 127.0.0.1:0                   nơi cán bộ kết nối; cổng ghi vào desk.port,\n"
	"                                       mã bí mật trong desk.token (for the unit's "
	"people)\n"
	"  slots = 16                           việc tự động chạy cùng lúc, mỗi năng lực (jobs at "
	"once)\n"
	"  adapter.<năng lực> = builtin:pass | exec:/đường/dẫn tham số   (what does a capability)\n"
	"  timeout.<năng lực> = 60              giây cho một việc (seconds a job)\n"
	"  workers.<năng lực> = 1               số tiến trình con (child processes)\n"
	"  tls.name, tls.ca, tls.cert, tls.key, tls.crl   đường truyền mã hóa (TLS)\n"
	"  web = 127.0.0.1:7480, web.cert, web.key        trang web cho cán bộ (pages)\n"
	"  web.url = https://...         nơi công dân tra cứu, in trên giấy (on papers)\n"
	"  http.listen, http.cert, http.key               theo dõi: /readyz, /metrics (health)\n"
	"\n"
	"Dừng êm bằng SIGTERM; SIGHUP đọc lại chứng thư. (SIGTERM stops, SIGHUP reloads "
	"certificates.)\n";

static int watch_signals(struct lt_err *err)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread is made */
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? lt_err_set(err, LT_E_IO, "signals: %s", strerror(errno)) : fd;
}

static void take_signals(struct lt_node *node, int fd)
{
	struct signalfd_siginfo signal;
	while (read(fd, &signal, sizeof signal) == sizeof signal) {
		if (signal.ssi_signo == SIGHUP)
			lt_node_reload(node);
		else
			lt_node_stop(node);
	}
}

static int run(const struct lt_node_options *options, int signals, struct lt_err *err)
{
	struct lt_node *node = NULL;
	int r = lt_node_new(options, &node, err);
	if (r < 0)
		return r;
	while (!lt_node_stopped(node))
		if (lt_node_step(node, STEP_WAIT_US, signals))
			take_signals(node, signals);
	lt_node_free(node);
	return 0;
}

static int serve(const char *dir, struct lt_err *err)
{
	struct lt_settings settings = {0};
	struct lt_clock clock = lt_clock_system();
	char token[LT_FOLDER_TOKEN_BYTES];
	struct lt_node_options options = {.settings = &settings,
					  .dir = dir,
					  .token = token,
					  .software = LT_WORKER_VERSION,
					  .clock = &clock};
	LT_AUTO(fd) int lock = -1;
	LT_AUTO(fd) int signals = watch_signals(err);
	int r = signals < 0 ? signals : lt_settings_read(dir, &settings, err);
	if (r == 0 && sodium_init() < 0)
		r = lt_err_set(err, LT_E_IO, "libsodium");
	if (r == 0)
		r = lt_folder_lock(dir, &lock, err);
	if (r == 0)
		r = lt_folder_token(dir, token, err);
	if (r == 0)
		r = lt_folder_boot(dir, &options.boot, err);
	if (r == 0)
		r = run(&options, signals, err);
	sodium_memzero(token, sizeof token);
	lt_settings_done(&settings);
	return r;
}

int main(int argc, char **argv)
{
	struct lt_err err = {0};
	if (argc == 5 && strcmp(argv[1], "--runner") == 0)
		return lt_runner_main(argv[2], argv[3], argv[4]);
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(help, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts(LT_WORKER_VERSION) < 0;
	int r = LT_E_USAGE;
	if (argc == 3 && strcmp(argv[1], "--dir") == 0)
		r = serve(argv[2], &err);
	else
		(void)fputs(help, stderr);
	if (err.text[0])
		lt_log(LT_LOG_ERROR, "node", 0, fatal, "%s: %s", lt_err_name(r), err.text);
	return lt_err_exit(r);
}
