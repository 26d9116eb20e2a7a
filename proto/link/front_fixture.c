/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/link/front_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* -- a folder of certificates, for all tests -- */

char dir[] = "/tmp/lt-front-test-XXXXXX";
char other_dir[] = "/tmp/lt-front-test-XXXXXX";

int make_folders(void **state)
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

int remove_folders(void **state)
{
	(void)state;
	remove_folder(dir);
	remove_folder(other_dir);
	return 0;
}

/* -- fronts -- */

struct lt_front_files files_of(struct paths *p, const char *ca_dir, const char *own_dir,
			       const char *name)
{
	assert_true(lt_certs_path(ca_dir, "ca", ".crt", p->ca) &&
		    lt_certs_path(ca_dir, "ca", ".crl", p->crl) &&
		    lt_certs_path(own_dir, name, ".crt", p->cert) &&
		    lt_certs_path(own_dir, name, ".key", p->key));
	return (struct lt_front_files){.ca = p->ca, .cert = p->cert, .key = p->key, .crl = p->crl};
}

void front_open(struct desk *d, struct lt_front_server_options options)
{
	struct paths paths;
	struct lt_err err = {0};
	desk_open(d, 0);
	options.address = "127.0.0.1:0";
	options.server = d->server;
	options.files = files_of(&paths, dir, dir, "coordinator");
	assert_int_equal(lt_front_server_start(&options, &d->front, &err), 0);
}

void front_close(struct desk *d)
{
	lt_front_free(d->front);
	desk_close(d);
}

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

void node_open(struct node *n, uint16_t port, struct node_options o)
{
	struct lt_err err = {0};
	n->front = dial_front(port, o);
	struct lt_client_options options = {.front = n->front, .reconnect_ms_max = 200};
	assert_int_equal(lt_client_start(&options, &n->client, &err), 0);
	n->talk = talk_of(n->client);
}

void node_close(struct node *n)
{
	lt_talk_free(n->talk);
	lt_client_free(n->client);
	lt_front_free(n->front);
}

void wait_quiet(struct lt_front *front)
{
	struct lt_front_stats s = lt_front_stats(front);
	for (int ms = 0; ms < 20000 && (s.open || s.ports); ms++) {
		usleep(1000);
		s = lt_front_stats(front);
	}
	assert_int_equal(s.open, 0);
	assert_int_equal(s.ports, 0);
}
