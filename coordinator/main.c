/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong-coordinator: one engine thread on one folder, a receive thread before it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "coordinator/authority.h"
#include "coordinator/fault.h"
#include "coordinator/scans.h"
#include "coordinator/survey.h"
#include "coordinator/engine/shell.h"
#include "coordinator/http/watch.h"
#include "coordinator/trial/admit.h"
#include "proto/base/version.h"
#include "proto/codec/sign.h"
#include "proto/base/conf.h"
#include "proto/base/log.h"
#include "proto/base/smallfile.h"
#include "proto/link/front.h"
#include "records/figures.h"
#include "records/nodes.h"

enum { STEP_WAIT_US = 1000000, TOKEN_BYTES_MAX = 128 };

struct coordinator {
	const char *dir;
	struct lt_conf conf;
	struct lt_clock clock;
	char token[TOKEN_BYTES_MAX];
	int lock_fd;
	struct lt_engine *engine;
	struct lt_shell *shell;
	struct lt_server *server;
	struct lt_front *front; /* NULL: no TLS */
	struct lt_scans scans;
	struct lt_survey survey;
	struct lt_server *strangers;
	struct lt_front *enrol_front; /* the door of those who have no certificate yet; NULL */
	struct lt_ca ca;	      /* base.owner NULL: none */
	struct lt_sign_key key;
	uint64_t epoch;		      /* grows with every start: nodes heed no older one any more */
	struct lt_watching *watching; /* NULL: nobody may */
	struct lt_vitals_source vitals;
};

static const char help[] =
	"lienthong-coordinator: máy chủ điều phối của một tỉnh (the coordinator of a province)\n"
	"\n"
	"  lienthong-coordinator --dir THƯ_MỤC\n"
	"\n"
	"  --dir THƯ_MỤC   thư mục do 'lienthong init' tạo (folder with coordinator.conf)\n"
	"  --help          trang này (this page)\n"
	"  --version       phiên bản (version)\n"
	"\n"
	"Dừng êm bằng SIGTERM; tắt đột ngột cũng không mất gì: khởi động lại là chạy tiếp.\n"
	"(Stop with SIGTERM; after a sudden end just start it again.)\n";

/* Written by the signal thread, read by the loop. */
static volatile sig_atomic_t stopping;

static void reload(struct coordinator *c)
{
	struct lt_err why = {0};
	if (c->front && lt_front_reload(c->front, &why) < 0)
		lt_log(LT_LOG_ERROR, "line", 0, front_refused, "not reloaded: %s", why.text);
	else if (c->enrol_front && lt_front_reload(c->enrol_front, &why) < 0)
		lt_log(LT_LOG_ERROR, "line", 0, front_refused, "not reloaded: %s", why.text);
	else if (c->front)
		lt_log(LT_LOG_INFO, "line", 0, front_reloaded, "certificates read again");
}

static void *wait_for_signal(void *argument)
{
	struct coordinator *c = argument;
	sigset_t set;
	int number = 0;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	while (sigwait(&set, &number) != 0 || number == SIGHUP)
		reload(c);
	stopping = 1;
	lt_shell_wake(c->shell);
	return NULL;
}

static int read_token(struct coordinator *c, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(fd) int fd = -1;
	if (asprintf(&path, "%s/operator.token", c->dir) < 0)
		return LT_E_NOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, c->token, sizeof c->token - 1);
	if (n < 16)
		return lt_err_set(err, LT_E_IO,
				  "%s: không đọc được khóa quản trị; hãy tạo thư mục "
				  "bằng 'lienthong init'",
				  path);
	c->token[n] = 0;
	c->token[strcspn(c->token, "\r\n")] = 0;
	return 0;
}

/* One coordinator a folder: two writers of one journal would each believe the
 * other's numbers free. */
static int lock_folder(struct coordinator *c, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/coordinator.lock", c->dir) < 0)
		return LT_E_NOMEM;
	c->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (c->lock_fd < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	if (flock(c->lock_fd, LOCK_EX | LOCK_NB) < 0)
		return lt_err_set(err, LT_E_BUSY, "%s: một máy chủ khác đang dùng thư mục này",
				  c->dir);
	return 0;
}

/* The port it got, for whoever starts it with port 0. */
static int write_port(struct coordinator *c, const char *name, uint16_t port, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(free) char *fresh = NULL;
	if (asprintf(&path, "%s/%s", c->dir, name) < 0 || asprintf(&fresh, "%s.new", path) < 0)
		return LT_E_NOMEM;
	FILE *file = fopen(fresh, "we");
	if (!file || fprintf(file, "%u\n", port) < 0 || fclose(file) != 0 ||
	    rename(fresh, path) < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return 0;
}

static void tell_refused(void *owner, const char *reason)
{
	(void)owner;
	lt_log(LT_LOG_WARN, "line", 0, front_refused, "%s", reason);
}

/* Enrolments are few; whoever holds many connections open there wants something else. */
enum { ENROL_CONNECTIONS_MAX = 64, ENROL_PER_ADDRESS_MAX = 16, ENROL_IDLE_MS = 30000 };

/* A server of its own behind a front of its own: what comes in there can ask for one thing. */
static int start_enrolment(struct coordinator *c, struct lt_front_server_options options,
			   struct lt_err *err)
{
	struct lt_server_options server = {
		.on_call = lt_shell_on_call, .on_gone = lt_shell_on_gone, .owner = c->shell};
	options.address = lt_conf_text(&c->conf, "tls.enrol", NULL);
	if (!options.address || !c->ca.base.owner)
		return 0;
	int r = lt_server_start(&server, &c->strangers, err);
	if (r < 0)
		return r;
	lt_shell_set_strangers(c->shell, c->strangers);
	options.server = c->strangers;
	options.strangers = true;
	options.connections_max = ENROL_CONNECTIONS_MAX;
	options.per_address_max = ENROL_PER_ADDRESS_MAX;
	options.idle_ms_max = ENROL_IDLE_MS;
	r = lt_front_server_start(&options, &c->enrol_front, err);
	return r < 0 ? r
		     : write_port(c, "coordinator.enrol.port", lt_front_port(c->enrol_front), err);
}

/* TLS faces the network; nng stays on loopback behind it. */
static int start_fronts(struct coordinator *c, struct lt_err *err)
{
	struct lt_front_server_options options = {
		.address = lt_conf_text(&c->conf, "tls.listen", NULL),
		.server = c->server,
		.files = {.ca = lt_conf_text(&c->conf, "tls.ca", NULL),
			  .cert = lt_conf_text(&c->conf, "tls.cert", NULL),
			  .key = lt_conf_text(&c->conf, "tls.key", NULL),
			  .crl = lt_conf_text(&c->conf, "tls.crl", NULL)},
		.on_refused = tell_refused};
	if (!options.address)
		return 0;
	if (!options.files.ca || !options.files.cert || !options.files.key)
		return lt_err_set(err, LT_E_USAGE,
				  "%s: tls.listen cần cả tls.ca, tls.cert, tls.key", c->conf.path);
	int64_t per_address = 0;
	int r = lt_conf_number(&c->conf, "tls.per_address", 0, 1, UINT16_MAX, &per_address, err);
	options.per_address_max = (uint32_t)per_address;
	if (r == 0)
		r = lt_front_server_start(&options, &c->front, err);
	if (r < 0)
		return r;
	c->ca.front = c->front;
	c->ca.base.port = lt_front_port(c->front);
	r = write_port(c, "coordinator.tls.port", lt_front_port(c->front), err);
	return r < 0 ? r : start_enrolment(c, options, err);
}

/* -- what the coordinator proves, and asks to be proven -- */

/* Nodes that enrolled believe one key alone; made anew behind their backs it would cut them all
 * off, and nobody would know why. */
static int check_key_is_new(struct coordinator *c, const char *path, struct lt_err *err)
{
	Lt__NodeRecord **records;
	size_t count, proven = 0;
	int r = lt_nodes_all(lt_engine_state(c->engine)->txn, lt_engine_arena(c->engine), &records,
			     &count, err);
	for (size_t i = 0; r == 0 && i < count; i++)
		proven += lt_nodes_key(records[i]) != NULL;
	if (r < 0 || proven == 0)
		return r;
	return lt_err_set(
		err, LT_E_ABSENT,
		"%s: mất khóa ký của máy chủ, mà %zu máy trạm chỉ tin khóa đó; hãy chép lại tệp "
		"từ bản sao lưu (chmod 600); không còn bản nào: lienthong -C %s ca --new-sign, rồi "
		"ghi danh lại từng máy trạm",
		path, proven, c->dir);
}

static int read_key(struct coordinator *c, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/coordinator.sign", c->dir) < 0)
		return LT_E_NOMEM;
	int r = lt_sign_load(path, &c->key, err);
	if (r != LT_E_ABSENT)
		return r;
	r = check_key_is_new(c, path, err);
	if (r < 0)
		return r;
	lt_sign_make(&c->key);
	return lt_sign_save(&c->key, path, err);
}

static bool is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strncmp(address, "[::1]", 5) == 0 ||
	       strncmp(address, "localhost:", 10) == 0;
}

static int read_proof(struct coordinator *c, enum lt_proof *ret, struct lt_err *err)
{
	const char *unproven = lt_conf_text(&c->conf, "unproven", "no");
	if (strcmp(unproven, "yes") != 0 && strcmp(unproven, "no") != 0)
		return lt_err_set(err, LT_E_FORMAT, "%s: unproven = yes hoặc no", c->conf.path);
	*ret = strcmp(unproven, "yes") == 0 ? LT_PROOF_OPTIONAL
	       : is_loopback(lt_conf_text(&c->conf, "listen", "127.0.0.1:7400"))
		       ? LT_PROOF_BEYOND_LOOPBACK
		       : LT_PROOF_ALWAYS;
	return 0;
}

static int open_ca(struct coordinator *c, struct lt_err *err)
{
	const char *cert = lt_conf_text(&c->conf, "tls.cert", NULL);
	int64_t days = 0;
	int r = lt_conf_number(&c->conf, "tls.days", LT_CERT_DAYS, 1, LT_CERT_DAYS, &days, err);
	if (r == 0 && cert && lt_ca_exists(c->dir))
		r = lt_ca_open(c->dir, cert, &c->ca, err);
	c->ca.days = (int32_t)days;
	return r;
}

static int set_clock(struct coordinator *c, struct lt_err *err)
{
	int64_t from_us;
	const char *from = lt_conf_text(&c->conf, "practice", NULL);
	c->clock = lt_clock_system();
	if (!from)
		return 0;
	if (lt_time_parse(from, &from_us) < 0)
		return lt_err_set(err, LT_E_FORMAT, "%s: practice = '%s' không phải thời điểm",
				  c->conf.path, from);
	c->clock = lt_clock_practice(from_us);
	return 0;
}

/* Scans have a thread of their own. */
static void take_call(void *owner, struct lt_call *call)
{
	struct coordinator *c = owner;
	if (lt_hatch_takes(call))
		lt_hatch_call(c->scans.hatch, call);
	else
		lt_shell_on_call(c->shell, call);
}

static void take_gone(void *owner, uint32_t pipe)
{
	lt_shell_on_gone(((struct coordinator *)owner)->shell, pipe);
}

/* For people who ask over the line. The engine's thread. */
static int tell_figures(void *owner, struct lt_arena *arena, Lt__FetchReply *reply)
{
	struct coordinator *c = owner;
	struct lt_figures figures = {.arena = arena};
	struct lt_vitals *vitals = lt_arena_zalloc(arena, 1, sizeof *vitals);
	if (!vitals)
		return LT_E_NOMEM;
	lt_vitals_take(&c->vitals, vitals);
	int r = lt_figures_add(&figures, lt_vitals_metrics, lt_vitals_metrics_count, vitals);
	reply->counters = figures.items;
	reply->n_counters = figures.count;
	return r;
}

/* After everything else: who is told that it is ready may come at once. */
static int start_watching(struct coordinator *c, struct lt_err *err)
{
	struct lt_clock machine = lt_clock_system();
	c->vitals = (struct lt_vitals_source){.dir = c->dir,
					      .cert = lt_conf_text(&c->conf, "tls.cert", NULL),
					      .ca = lt_conf_text(&c->conf, "tls.ca", NULL),
					      .engine = c->engine,
					      .shell = c->shell,
					      .started_us = lt_clock_wall(&machine)};
	int r = lt_watching_start(&c->conf, &c->vitals, &c->clock, &c->watching, err);
	return r < 0 || !c->watching
		       ? r
		       : write_port(c, "coordinator.http.port", lt_watching_port(c->watching), err);
}

static int start(struct coordinator *c, struct lt_err *err)
{
	struct lt_engine_options engine = {.folder = c->dir, .clock = &c->clock};
	int r = set_clock(c, err);
	if (r == 0)
		r = lt_engine_open(&engine, &c->engine, err);
	if (r == 0)
		r = read_key(c, err);
	if (r == 0)
		r = lt_smallfile_rise(c->dir, "epoch", &c->epoch, err);
	if (r < 0)
		return r;
	if (lt_conf_text(&c->conf, "practice", NULL)) /* goes on where the last practice ended */
		LT_IGNORE(lt_clock_set(&c->clock, lt_engine_state(c->engine)->meta.stamp_us));
	const struct lt_engine_stats *stats = lt_engine_stats(c->engine);
	lt_log(LT_LOG_INFO, "engine", 0, recovered, "batches=%llu us=%lld",
	       (unsigned long long)stats->recovered_batches, (long long)stats->recovered_us);
	struct lt_shell_options shell = {.engine = c->engine,
					 .clock = &c->clock,
					 .operator_token = c->token,
					 .name = lt_conf_text(&c->conf, "name", "lienthong"),
					 .epoch = c->epoch,
					 .key = &c->key,
					 .examines = true,
					 .tests = lt_trial_examine,
					 .tickets = &c->scans.key,
					 .figures = tell_figures,
					 .figures_owner = c};
	r = read_proof(c, &shell.proof, err);
	if (r == 0)
		r = open_ca(c, err);
	if (r == 0)
		r = lt_scans_start(&c->scans, c->dir, &c->clock, err);
	shell.authority = c->ca.base.owner ? &c->ca.base : NULL;
	if (r == 0)
		r = lt_shell_new(&shell, &c->shell, err);
	if (r < 0)
		return r;
	struct lt_server_options server = {
		.address = lt_conf_text(&c->conf, "listen", "127.0.0.1:7400"),
		.on_call = take_call,
		.on_gone = take_gone,
		.owner = c};
	r = lt_server_start(&server, &c->server, err);
	if (r == 0)
		r = start_fronts(c, err);
	if (r == 0)
		r = start_watching(c, err);
	return r < 0 ? r : write_port(c, "coordinator.port", lt_server_port(c->server), err);
}

static void stop(struct coordinator *c)
{
	lt_front_free(c->enrol_front);
	lt_front_free(c->front);
	if (c->strangers)
		lt_server_stop(c->strangers);
	if (c->server)
		lt_server_stop(c->server);
	lt_scans_stop(&c->scans);
	lt_survey_stop(&c->survey);
	lt_watching_stop(c->watching);
	lt_shell_free(c->shell);
	lt_server_free(c->strangers);
	lt_server_free(c->server);
	lt_ca_done(&c->ca);
	lt_sign_wipe(&c->key);
	if (c->engine)
		lt_engine_close(c->engine);
	lt_conf_done(&c->conf);
	if (c->lock_fd >= 0)
		(void)close(c->lock_fd);
	sodium_memzero(c->token, sizeof c->token);
}

static int run(struct coordinator *c, struct lt_err *err)
{
	pthread_t signals;
	int r = 0;
	if (pthread_create(&signals, NULL, wait_for_signal, c) != 0)
		return lt_err_set(err, LT_E_NOMEM, "signal thread");
	lt_log(LT_LOG_INFO, "coordinator", 0, started, "version=%s port=%u epoch=%" PRIu64,
	       LT_VERSION, lt_server_port(c->server), c->epoch);
	while (!stopping && r == 0) {
		r = lt_shell_step(c->shell, STEP_WAIT_US, err);
		if (r == 0 && lt_survey_result(&c->survey, err) < 0)
			r = lt_fault_found(err);
		if (r == 0)
			lt_watching_step(c->watching);
	}
	if (!stopping)
		(void)pthread_cancel(signals);
	(void)pthread_join(signals, NULL);
	lt_log(LT_LOG_INFO, "coordinator", 0, stopping, "clean=%d", r == 0);
	return r;
}

static int check_files(struct coordinator *c, bool *ret_survey, struct lt_err *err)
{
	int64_t mib = 0;
	int r = lt_conf_number(&c->conf, "check.mib", LT_CHECK_FIRST_MIB, 0, INT32_MAX, &mib, err);
	return r < 0 ? r : lt_fault_check(c->dir, (uint64_t)mib << 20, ret_survey, err);
}

static void wake(void *shell)
{
	lt_shell_wake(shell);
}

static int serve(const char *dir, struct lt_err *err)
{
	static const char *const known[] = {
		"listen",	   "name",	"log",	     "practice", "tls.listen",
		"tls.ca",	   "tls.cert",	"tls.key",   "tls.crl",	 "tls.host",
		"tls.per_address", "tls.enrol", "tls.days",  "unproven", "http.listen",
		"http.cert",	   "http.key",	"check.mib", NULL};
	struct coordinator c = {.dir = dir, .lock_fd = -1};
	bool survey = false;
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/coordinator.conf", dir) < 0)
		return LT_E_NOMEM;
	int r = lt_conf_read(path, known, &c.conf, err);
	if (r == 0)
		r = read_token(&c, err);
	if (r == 0)
		r = lock_folder(&c, err);
	if (r == 0)
		r = check_files(&c, &survey, err);
	if (r == 0)
		r = lt_fault_watch(dir, err);
	if (r == 0)
		r = start(&c, err);
	if (r == 0 && survey)
		r = lt_survey_start(&c.survey, lt_engine_state(c.engine)->store, wake, c.shell,
				    err);
	if (r == 0)
		r = run(&c, err);
	stop(&c);
	return r;
}

/* Five descriptors a connected node: as many as the system grants. */
static void raise_files_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void block_signals(void)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	struct lt_err err = {0};
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts(LT_VERSION) < 0;
	if (argc != 3 || strcmp(argv[1], "--dir") != 0) {
		bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;
		(void)fputs(help, asked ? stdout : stderr);
		return asked ? 0 : lt_err_exit(LT_E_USAGE);
	}
	if (sodium_init() < 0)
		return lt_err_exit(LT_E_IO);
	block_signals();
	raise_files_limit();
	int r = serve(argv[2], &err);
	if (r < 0)
		lt_log(LT_LOG_ERROR, "coordinator", 0, fatal, "%s: %s", lt_err_name(r), err.text);
	return lt_err_exit(r);
}
