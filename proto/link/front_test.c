/* SPDX-License-Identifier: EUPL-1.2 */
/* The TLS front: certificates made here, real connections on loopback, and clients that are killed.
 *
 * This program is also the client that is killed: with arguments, it asks for ever. */
#include "proto/link/link_fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdatomic.h>
#include <dirent.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/link/certs.h"
#include "proto/link/server_impl.h"

enum {
	CHURN_ROUNDS = 200,
	CHURN_ROUNDS_LONG = 2000,
	CHURN_CLIENTS = 3,
	CHURN_TALKS = 4,
	BULK_TALKS = 4,
	BULK_BYTES = 900000,
};

/* -- a folder of certificates, for all tests -- */

static char dir[] = "/tmp/lt-front-test-XXXXXX";
static char other_dir[] = "/tmp/lt-front-test-XXXXXX";

static int make_folders(void **state)
{
	static const char *const names[] = {"coordinator", "xa-an-phu", "xa-binh-an", NULL};
	struct lt_err err = {0};
	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_non_null(mkdtemp(other_dir));
	assert_int_equal(lt_certs_make(dir, names, &err), 0);
	assert_int_equal(lt_certs_make(other_dir, names, &err), 0);
	return 0;
}

static void remove_folder(const char *path)
{
	char file[LT_CERT_PATH_BYTES];
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d));)
		if (e->d_name[0] != '.' && lt_certs_path(path, e->d_name, "", file))
			(void)unlink(file);
	if (d)
		(void)closedir(d);
	(void)rmdir(path);
}

static int remove_folders(void **state)
{
	(void)state;
	remove_folder(dir);
	remove_folder(other_dir);
	return 0;
}

/* -- fronts -- */

struct paths {
	char ca[LT_CERT_PATH_BYTES], cert[LT_CERT_PATH_BYTES], key[LT_CERT_PATH_BYTES],
		crl[LT_CERT_PATH_BYTES];
};

static struct lt_front_files files_of(struct paths *p, const char *ca_dir, const char *own_dir,
				      const char *name)
{
	assert_true(lt_certs_path(ca_dir, "ca", ".crt", p->ca) &&
		    lt_certs_path(ca_dir, "ca", ".crl", p->crl) &&
		    lt_certs_path(own_dir, name, ".crt", p->cert) &&
		    lt_certs_path(own_dir, name, ".key", p->key));
	return (struct lt_front_files){.ca = p->ca, .cert = p->cert, .key = p->key, .crl = p->crl};
}

static void front_open(struct desk *d, struct lt_front_server_options options)
{
	struct paths paths;
	struct lt_err err = {0};
	desk_open(d, 0);
	options.address = "127.0.0.1:0";
	options.server = d->server;
	options.files = files_of(&paths, dir, dir, "coordinator");
	assert_int_equal(lt_front_server_start(&options, &d->front, &err), 0);
}

static void front_close(struct desk *d)
{
	lt_front_free(d->front);
	desk_close(d);
}

/* A node: its front and its client. */
struct node {
	struct lt_front *front;
	struct lt_client *client;
	struct lt_talk *talk;
};

struct node_options {
	const char *ca_dir, *own_dir, *name, *server_name;
};

static struct lt_front *dial_front(uint16_t port, struct node_options o)
{
	struct paths paths;
	struct lt_err err = {0};
	struct lt_front *front;
	char address[DESK_ADDRESS_BYTES];
	(void)snprintf(address, sizeof address, "127.0.0.1:%u", port);
	struct lt_front_client_options options = {
		.address = address,
		.server_name = o.server_name,
		.files = files_of(&paths, o.ca_dir, o.own_dir, o.name),
	};
	assert_int_equal(lt_front_client_start(&options, &front, &err), 0);
	return front;
}

static void node_open(struct node *n, uint16_t port, struct node_options o)
{
	struct lt_err err = {0};
	n->front = dial_front(port, o);
	struct lt_client_options options = {.front = n->front, .reconnect_ms_max = 200};
	assert_int_equal(lt_client_start(&options, &n->client, &err), 0);
	n->talk = talk_of(n->client);
}

static void node_close(struct node *n)
{
	lt_talk_free(n->talk);
	lt_client_free(n->client);
	lt_front_free(n->front);
}

static void wait_quiet(struct lt_front *front)
{
	struct lt_front_stats s = lt_front_stats(front);
	for (int ms = 0; ms < 20000 && (s.open || s.ports); ms++) {
		usleep(1000);
		s = lt_front_stats(front);
	}
	assert_int_equal(s.open, 0);
	assert_int_equal(s.ports, 0);
}

/* -- who gets in -- */

static void test_front__good_certificate__passes_and_is_known_by_name(void **state)
{
	(void)state;
	struct desk d;
	struct node a, b;
	struct lt_err err = {0};
	char name[65];
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&a, lt_front_port(d.front),
		  (struct node_options){dir, dir, "xa-an-phu", "localhost"});
	node_open(&b, lt_front_port(d.front), (struct node_options){dir, dir, "xa-binh-an", NULL});
	for (int i = 0; i < 50; i++) {
		assert_int_equal(hello(a.talk, "one", 10 * SECOND, name, &err), 0);
		assert_string_equal(name, "xa-an-phu");
		assert_int_equal(hello(b.talk, "two", 10 * SECOND, name, &err), 0);
		assert_string_equal(name, "xa-binh-an");
	}
	assert_int_equal(lt_front_stats(d.front).open, 2);
	assert_int_equal(lt_front_stats(d.front).ports, 2);
	node_close(&a);
	node_close(&b);
	wait_quiet(d.front);
	desk_wait(&d, &d.gone_count, 2);
	front_close(&d);
}

static void assert_refused(struct desk *d, struct node_options o, const char *reason)
{
	struct node n;
	struct lt_err err = {0};
	char name[65], text[LT_ERR_TEXT_BYTES] = "";
	uint64_t before = lt_server_stats(d->server).received;
	node_open(&n, lt_front_port(d->front), o);
	assert_int_equal(hello(n.talk, "me", SECOND / 2, name, &err), LT_E_LINE);
	lt_front_problem(n.front, text);
	if (!strstr(text, reason))
		fail_msg("client says: %s", text);
	node_close(&n);
	assert_int_equal(lt_server_stats(d->server).received, before);
}

static void test_front__certificates_of_strangers__are_refused(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct lt_cert_request expired = {.name = "expired", .days = 5, .starts_days_ago = 10};
	front_open(&d, (struct lt_front_server_options){0});
	assert_int_equal(lt_certs_issue(dir, &expired, &err), 0);
	assert_refused(&d, (struct node_options){dir, other_dir, "xa-an-phu", NULL}, "unknown ca");
	assert_refused(&d, (struct node_options){dir, dir, "expired", NULL}, "expired");
	assert_refused(&d, (struct node_options){dir, dir, "coordinator", NULL}, "certificate");
	/* and the other way: the node does not want this server */
	assert_refused(&d, (struct node_options){other_dir, other_dir, "xa-an-phu", NULL},
		       "certificate");
	assert_refused(&d, (struct node_options){dir, dir, "xa-an-phu", "elsewhere.vn"},
		       "mismatch");
	wait_quiet(d.front);
	assert_true(lt_front_stats(d.front).failed >= 5);
	front_close(&d);
}

static void test_front__no_certificate_or_old_tls__is_refused(void **state)
{
	(void)state;
	struct desk d;
	char byte;
	front_open(&d, (struct lt_front_server_options){0});
	for (int old = 0; old < 2; old++) {
		int fd = raw_socket(lt_front_port(d.front));
		SSL_CTX *context = SSL_CTX_new(TLS_client_method());
		SSL_CTX_set_security_level(context, 0);
		if (old)
			SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
		SSL *ssl = SSL_new(context);
		SSL_set_fd(ssl, fd);
		if (SSL_connect(ssl) == 1) /* TLS 1.3: the refusal comes afterwards */
			assert_true(SSL_read(ssl, &byte, 1) <= 0);
		SSL_free(ssl);
		SSL_CTX_free(context);
		close(fd);
	}
	wait_quiet(d.front);
	assert_int_equal(lt_front_stats(d.front).failed, 2);
	assert_int_equal(lt_server_stats(d.server).received, 0);
	front_close(&d);
}

/* The loopback port behind all fronts, which no one else is told. */
static uint16_t inner_port(struct desk *d)
{
	const struct lt_server_ops *ops = d->server->ops;
	int port =
		ops->attach(d->server, d->front); /* a second time; the port is all that counts */
	assert_true(port > 0);
	return (uint16_t)port;
}

static void test_front__connection_around_it__is_refused(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	char name[65], address[DESK_ADDRESS_BYTES];
	front_open(&d, (struct lt_front_server_options){0});
	(void)snprintf(address, sizeof address, "127.0.0.1:%u", inner_port(&d));
	struct lt_client *client = connect_to(address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(hello(talk, "me", SECOND / 2, name, &err), LT_E_LINE);
	assert_int_equal(lt_server_stats(d.server).received, 0);
	assert_usable(d.address); /* without TLS, where the server itself listens */
	lt_talk_free(talk);
	lt_client_free(client);
	front_close(&d);
}

/* -- limits -- */

static void assert_closed_by_peer(int fd)
{
	char byte;
	assert_true(recv(fd, &byte, 1, 0) == 0 || errno == ECONNRESET);
	close(fd);
}

static void test_front__silent_and_garbage_connections__are_closed_in_time(void **state)
{
	(void)state;
	struct desk d;
	struct lt_front_server_options options = {.handshake_ms_max = 1500, .per_address_max = 20};
	int fds[30];
	front_open(&d, options);
	for (size_t i = 0; i < 30; i++)
		fds[i] = raw_socket(lt_front_port(d.front));
	for (int ms = 0; ms < 10000 && lt_front_stats(d.front).accepted < 30; ms++)
		usleep(1000);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(send(fds[i], "GET / HTTP/1.0\r\n\r\n", 18, MSG_NOSIGNAL), 18);
	for (size_t i = 0; i < 30; i++)
		assert_closed_by_peer(fds[i]);
	wait_quiet(d.front);
	assert_int_equal(lt_front_stats(d.front).refused, 10);
	assert_int_equal(lt_front_stats(d.front).failed, 20);
	front_close(&d);
}

static void test_front__idle_connection__is_closed_and_comes_back(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_err err = {0};
	char name[65];
	front_open(&d, (struct lt_front_server_options){.idle_ms_max = 300});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello(n.talk, "one", 10 * SECOND, name, &err), 0);
	desk_wait(&d, &d.gone_count, 1);
	assert_int_equal(hello_again(n.talk, "two", name, &err), 0);
	node_close(&n);
	front_close(&d);
}

/* -- reload -- */

static void test_front_reload__revoked__is_cut_off_and_others_stay(void **state)
{
	(void)state;
	struct desk d;
	struct node good, bad;
	struct lt_err err = {0};
	struct lt_cert_request request = {.name = "revoked"};
	char name[65];
	assert_int_equal(lt_certs_issue(dir, &request, &err), 0);
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&good, lt_front_port(d.front),
		  (struct node_options){dir, dir, "xa-an-phu", NULL});
	node_open(&bad, lt_front_port(d.front), (struct node_options){dir, dir, "revoked", NULL});
	assert_int_equal(hello(good.talk, "one", 10 * SECOND, name, &err), 0);
	assert_int_equal(hello(bad.talk, "one", 10 * SECOND, name, &err), 0);
	uint32_t line = lt_client_line(good.client);
	assert_int_equal(lt_certs_revoke(dir, "revoked", &err), 0);
	assert_int_equal(lt_certs_revoke(dir, "revoked", &err), 0); /* twice is once */
	assert_int_equal(lt_front_reload(d.front, &err), 0);
	desk_wait(&d, &d.gone_count, 1);
	assert_int_equal(hello(bad.talk, "two", SECOND / 2, name, &err), LT_E_LINE);
	assert_int_equal(hello(good.talk, "two", 10 * SECOND, name, &err), 0);
	assert_int_equal(lt_client_line(good.client), line);
	node_close(&bad);
	node_close(&good);
	front_close(&d);
}

static void test_front_reload__bad_file__keeps_the_old_ones(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct paths paths;
	struct lt_err err = {0};
	char name[65], away[LT_CERT_PATH_BYTES];
	struct lt_front *front = NULL;
	front_open(&d, (struct lt_front_server_options){0});
	struct lt_front_files files = files_of(&paths, dir, dir, "coordinator");
	assert_true(lt_certs_path(dir, "away", ".crt", away));
	assert_int_equal(rename(files.cert, away), 0);
	assert_int_equal(lt_front_reload(d.front, &err), LT_E_ABSENT);
	assert_int_equal(rename(away, files.cert), 0);
	struct lt_front_server_options wrong = {
		.address = "127.0.0.1:0",
		.server = d.server,
		.files = {.ca = files.ca, .cert = files.cert, .key = files.ca}};
	assert_int_equal(lt_front_server_start(&wrong, &front, &err), LT_E_FORMAT);
	wrong.files.key = files.key;
	wrong.address = "nowhere";
	assert_int_equal(lt_front_server_start(&wrong, &front, &err), LT_E_USAGE);
	assert_null(front);
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello(n.talk, "me", 10 * SECOND, name, &err), 0);
	node_close(&n);
	front_close(&d);
}

static void test_certs_make__files__are_private_and_not_made_twice(void **state)
{
	(void)state;
	struct lt_err err = {0};
	struct stat s;
	char path[LT_CERT_PATH_BYTES];
	static const char *const suffixes[] = {".crt", ".key", ".crl"};
	for (size_t i = 0; i < 3; i++) {
		assert_true(lt_certs_path(dir, "ca", suffixes[i], path));
		assert_int_equal(stat(path, &s), 0);
		assert_int_equal(s.st_mode & 0777, 0600);
	}
	assert_int_equal(lt_certs_make_ca(dir, "again", &err), LT_E_EXISTS);
	struct lt_cert_request bad = {.name = "../escape"};
	assert_int_equal(lt_certs_issue(dir, &bad, &err), LT_E_USAGE);
	bad.name = "ca";
	assert_int_equal(lt_certs_issue(dir, &bad, &err), LT_E_USAGE);
	bad.name = "node";
	assert_int_equal(lt_certs_issue("/nonexistent", &bad, &err), LT_E_ABSENT);
	assert_int_equal(lt_certs_revoke(dir, "nobody", &err), LT_E_ABSENT);
}

/* -- much at once -- */

static void start_bulk(struct lt_talk *talk, ProtobufCBinaryData *bytes, lt_talk_done *on_done,
		       void *owner)
{
	struct lt_err err = {0};
	Lt__Report report = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	report.n_commands = 1;
	report.commands = bytes;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, on_done, owner, &err), 0);
}

static void count_done(void *owner, struct lt_talk *talk)
{
	atomic_size_t *count = owner;
	(void)talk;
	(*count)++;
}

static void echo_bulk(struct desk *d)
{
	desk_wait(d, &d->parked_count, BULK_TALKS);
	for (size_t i = 0; i < BULK_TALKS; i++) {
		struct lt_call *call = d->parked[i];
		Lt__FetchReply fetch = LT__FETCH_REPLY__INIT;
		Lt__Reply reply = LT__REPLY__INIT;
		fetch.n_events = 1;
		fetch.events = call->request->report->commands;
		reply.body_case = LT__REPLY__BODY_FETCH;
		reply.fetch = &fetch;
		lt_server_reply(call, &reply);
	}
	d->parked_count = 0;
}

static void test_front__long_messages_both_ways__arrive_whole(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_talk *talks[BULK_TALKS];
	atomic_size_t done = 0;
	ProtobufCBinaryData bytes = {.len = BULK_BYTES, .data = malloc(BULK_BYTES)};
	assert_non_null(bytes.data);
	for (size_t i = 0; i < BULK_BYTES; i++)
		bytes.data[i] = (uint8_t)(i * 7 + i / 1000);
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	for (size_t i = 0; i < BULK_TALKS; i++)
		talks[i] = talk_of(n.client);
	for (int round = 0; round < 10; round++) {
		for (size_t i = 0; i < BULK_TALKS; i++)
			start_bulk(talks[i], &bytes, count_done, &done);
		echo_bulk(&d);
		for (int ms = 0; ms < 20000 && done < BULK_TALKS * (size_t)(round + 1); ms++)
			usleep(1000);
		for (size_t i = 0; i < BULK_TALKS; i++) {
			LT_AUTO(arena) struct lt_arena arena;
			struct lt_err err = {0};
			Lt__Reply *reply = NULL;
			lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
			assert_int_equal(lt_talk_take(talks[i], &arena, &reply, &err), 0);
			assert_int_equal(reply->fetch->events[0].len, BULK_BYTES);
			assert_memory_equal(reply->fetch->events[0].data, bytes.data, BULK_BYTES);
		}
	}
	for (size_t i = 0; i < BULK_TALKS; i++)
		lt_talk_free(talks[i]);
	free(bytes.data);
	node_close(&n);
	front_close(&d);
}

/* -- churn -- */

static void *ask_for_ever(void *arg)
{
	struct lt_talk *talk = arg;
	char name[65];
	for (;;) {
		struct lt_err err = {0};
		(void)hello(talk, "again and again", 10 * SECOND, name, &err);
	}
	return NULL;
}

/* Another process of this machine, at a client front's port: nothing comes, and it is closed. */
static int be_stranger(uint16_t port)
{
	static const uint8_t greeting[8] = {0, 'S', 'P', 0, 0, 0x30, 0, 0}; /* REQ0 */
	uint8_t bytes[8];
	int fd = raw_socket(port);
	(void)!send(fd, greeting, sizeof greeting, MSG_NOSIGNAL);
	ssize_t n = recv(fd, bytes, sizeof bytes, 0);
	return n == 0 || (n < 0 && errno == ECONNRESET) ? 0 : 1;
}

/* What the spawned copy of this program does until it is killed. */
static int be_killed(const char *folder, uint16_t port)
{
	pthread_t thread;
	for (int i = 0; i < CHURN_CLIENTS; i++) {
		struct node n;
		node_open(&n, port, (struct node_options){folder, folder, "xa-an-phu", NULL});
		for (int j = 0; j < CHURN_TALKS; j++)
			LT_REQUIRE(pthread_create(&thread, NULL, ask_for_ever, talk_of(n.client)) ==
				   0);
	}
	for (;;)
		pause();
}

static size_t open_files(void)
{
	size_t count = 0;
	DIR *d = opendir("/proc/self/fd");
	assert_non_null(d);
	while (readdir(d))
		count++;
	(void)closedir(d);
	return count;
}

static pid_t spawn(const char *folder, uint16_t port)
{
	char self[] = "front-test", where[LT_CERT_PATH_BYTES], number[8];
	char no_leaks[] = "ASAN_OPTIONS=detect_leaks=0";
	char *args[] = {self, where, number, NULL}, *environment[] = {no_leaks, NULL};
	pid_t child;
	(void)snprintf(where, sizeof where, "%s", folder);
	(void)snprintf(number, sizeof number, "%u", port);
	assert_int_equal(posix_spawn(&child, "/proc/self/exe", NULL, NULL, args, environment), 0);
	return child;
}

static void test_front_client__another_process__is_not_let_in(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_err err = {0};
	char name[65];
	int status = -1;
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello_again(n.talk, "own", name, &err), 0);
	pid_t child = spawn("", lt_front_port(n.front));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(lt_front_stats(n.front).refused, 1);
	node_close(&n);
	front_close(&d);
}

static void kill_one(struct desk *d, unsigned *seed)
{
	uint64_t before = lt_server_stats(d->server).replied;
	pid_t child = spawn(dir, lt_front_port(d->front));
	for (int ms = 0; ms < 20000 && lt_server_stats(d->server).replied == before; ms++)
		usleep(1000);
	assert_true(lt_server_stats(d->server).replied > before);
	usleep((useconds_t)(rand_r(seed) % 20000));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void test_front__clients_killed_under_load__leaves_nothing_behind(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_err err = {0};
	char name[65];
	unsigned seed = 1;
	int rounds = getenv("LT_LONG") ? CHURN_ROUNDS_LONG : CHURN_ROUNDS;
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello(n.talk, "before", 10 * SECOND, name, &err), 0);
	size_t files_before = open_files();
	for (int i = 0; i < rounds; i++)
		kill_one(&d, &seed);
	for (int ms = 0; ms < 20000 && lt_front_stats(d.front).open > 1; ms++)
		usleep(1000);
	assert_int_equal(lt_front_stats(d.front).open, 1);
	assert_int_equal(lt_front_stats(d.front).ports, 1);
	pthread_mutex_lock(&d.lock);
	assert_true(d.gone_count >= (size_t)rounds);
	pthread_mutex_unlock(&d.lock);
	for (int ms = 0; ms < 12000 && open_files() > files_before; ms++)
		usleep(1000); /* nng gives up a half-made greeting after 10 s */
	assert_int_equal(open_files(), files_before);
	assert_int_equal(hello(n.talk, "after", 10 * SECOND, name, &err), 0);
	node_close(&n);
	front_close(&d);
}

int main(int count, char **args)
{
	if (count == 3 && !args[1][0])
		return be_stranger((uint16_t)strtoul(args[2], NULL, 10));
	if (count == 3)
		return be_killed(args[1], (uint16_t)strtoul(args[2], NULL, 10));
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_certs_make__files__are_private_and_not_made_twice),
		cmocka_unit_test(test_front__good_certificate__passes_and_is_known_by_name),
		cmocka_unit_test(test_front__certificates_of_strangers__are_refused),
		cmocka_unit_test(test_front__no_certificate_or_old_tls__is_refused),
		cmocka_unit_test(test_front__connection_around_it__is_refused),
		cmocka_unit_test(test_front__silent_and_garbage_connections__are_closed_in_time),
		cmocka_unit_test(test_front__idle_connection__is_closed_and_comes_back),
		cmocka_unit_test(test_front_reload__revoked__is_cut_off_and_others_stay),
		cmocka_unit_test(test_front_reload__bad_file__keeps_the_old_ones),
		cmocka_unit_test(test_front__long_messages_both_ways__arrive_whole),
		cmocka_unit_test(test_front_client__another_process__is_not_let_in),
		cmocka_unit_test(test_front__clients_killed_under_load__leaves_nothing_behind),
	};
	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
