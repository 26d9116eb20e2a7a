/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's line through TLS fronts, with certificates made for the test. */
#include "worker/node/connect.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/link/certs.h"
#include "worker/node/node_fixture.h"

/* A front before the coordinator of a world, and the folder of its certificates. */
struct gate {
	struct world w;
	struct lt_front *front;
	char certs[64], paths[6][NODE_PATH_BYTES];
};

enum { CA, SERVER_CERT, SERVER_KEY, NODE_CERT, NODE_KEY, CRL };

static void make_certs(struct gate *g)
{
	static const char *const names[] = {"coordinator", "node-a", NULL};
	static const char *const files[] = {"ca.crt",	  "coordinator.crt", "coordinator.key",
					    "node-a.crt", "node-a.key",	     "ca.crl"};
	struct lt_err err = {0};
	(void)snprintf(g->certs, sizeof g->certs, "/tmp/lt-connect-test-XXXXXX");
	assert_non_null(mkdtemp(g->certs));
	assert_int_equal(lt_certs_make(g->certs, names, &err), 0);
	for (size_t i = 0; i < 6; i++)
		(void)snprintf(g->paths[i], NODE_PATH_BYTES, "%s/%s", g->certs, files[i]);
}

static void remove_certs(const struct gate *g)
{
	char path[512];
	DIR *dir = opendir(g->certs);
	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		(void)snprintf(path, sizeof path, "%s/%s", g->certs, entry->d_name);
		if (entry->d_name[0] != '.')
			assert_int_equal(unlink(path), 0);
	}
	(void)closedir(dir);
	assert_int_equal(rmdir(g->certs), 0);
}

static void open_gate(struct gate *g)
{
	struct lt_err err = {0};
	*g = (struct gate){0};
	pthread_mutex_init(&g->w.c.lock, NULL);
	g->w.clock = lt_clock_system();
	make_folder(&g->w);
	make_certs(g);
	coordinator_open(&g->w.c, "127.0.0.1:0");
	struct lt_front_server_options options = {.address = "127.0.0.1:0",
						  .server = g->w.c.server,
						  .files = {.ca = g->paths[CA],
							    .cert = g->paths[SERVER_CERT],
							    .key = g->paths[SERVER_KEY],
							    .crl = g->paths[CRL]}};
	assert_int_equal(lt_front_server_start(&options, &g->front, &err), 0);
}

static void close_gate(struct gate *g)
{
	lt_node_free(g->w.node);
	lt_front_free(g->front);
	coordinator_close(&g->w.c);
	lt_settings_done(&g->w.settings);
	pthread_mutex_destroy(&g->w.c.lock);
	remove_folder(&g->w);
	remove_certs(g);
}

static int open_tls_node(struct gate *g, const char *server_name, struct lt_err *err)
{
	char conf[1024];
	struct lt_node_options options = {.settings = &g->w.settings,
					  .dir = g->w.dir,
					  .boot = 1,
					  .token = "x",
					  .software = "test",
					  .clock = &g->w.clock};
	(void)snprintf(conf, sizeof conf,
		       "node = node-a\ncoordinator = 127.0.0.1:%u\ntls.name = %s\ntls.ca = %s\n"
		       "tls.cert = %s\ntls.key = %s\ntls.crl = %s\n",
		       lt_front_port(g->front), server_name, g->paths[CA], g->paths[NODE_CERT],
		       g->paths[NODE_KEY], g->paths[CRL]);
	write_file(&g->w, "node.conf", conf);
	assert_int_equal(lt_settings_read(g->w.dir, &g->w.settings, err), 0);
	return lt_node_new(&options, &g->w.node, err);
}

static void open_bound_node(struct gate *g)
{
	struct lt_err err = {0};
	open_gate(g);
	assert_int_equal(open_tls_node(g, "coordinator", &err), 0);
	WAIT_UNTIL(&g->w, lt_node_bound(g->w.node));
}

static void test_connect__tls__line_comes_up_and_survives_a_reload(void **state)
{
	(void)state;
	struct gate g;
	open_bound_node(&g);
	lt_node_reload(g.w.node);
	assert_true(lt_node_bound(g.w.node));
	assert_int_equal(g.w.c.hellos, 1);
	close_gate(&g);
}

static void test_connect__certificate_revoked__line_goes_down(void **state)
{
	(void)state;
	struct gate g;
	struct lt_err err = {0};
	open_bound_node(&g);
	assert_int_equal(lt_certs_revoke(g.certs, "node-a", &err), 0);
	assert_int_equal(lt_front_reload(g.front, &err), 0);
	WAIT_UNTIL(&g.w, !lt_node_bound(g.w.node));
	close_gate(&g);
}

static void test_connect__certificates_absent__says_which(void **state)
{
	(void)state;
	struct gate g;
	struct lt_err err = {0};
	open_gate(&g);
	(void)snprintf(g.paths[NODE_KEY], NODE_PATH_BYTES, "/nonexistent/node.key");
	assert_true(open_tls_node(&g, "coordinator", &err) < 0);
	assert_non_null(strstr(err.text, "/nonexistent/node.key"));
	close_gate(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect__tls__line_comes_up_and_survives_a_reload),
		cmocka_unit_test(test_connect__certificate_revoked__line_goes_down),
		cmocka_unit_test(test_connect__certificates_absent__says_which),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
