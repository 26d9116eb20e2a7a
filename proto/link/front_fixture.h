/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of the front share: folders of certificates, a desk behind a front, and nodes. */
#pragma once

#include "proto/link/link_fixture.h"

#include "proto/link/certs.h"

/** Two provinces, each with a coordinator, xa-an-phu and xa-binh-an. */
extern char dir[], other_dir[];
/** Set-up and tear-down of a group. */
int make_folders(void **state);
int remove_folders(void **state);

/** Room for the names of a front's files. */
struct paths {
	char ca[LT_CERT_PATH_BYTES], cert[LT_CERT_PATH_BYTES], key[LT_CERT_PATH_BYTES],
		crl[LT_CERT_PATH_BYTES];
};

struct lt_front_files files_of(struct paths *p, const char *ca_dir, const char *own_dir,
			       const char *name);

/** A desk of the first province and its front; address, server and files are set here. */
void front_open(struct desk *d, struct lt_front_server_options options);
void front_close(struct desk *d);
/** Waits until a front has no connection. */
void wait_quiet(struct lt_front *front);

/** A node: its front and its client. */
struct node {
	struct lt_front *front;
	struct lt_client *client;
	struct lt_talk *talk;
};

/** Whose CA it trusts, whose certificate it has; NULL server_name: the address. */
struct node_options {
	const char *ca_dir, *own_dir, *name, *server_name;
};

void node_open(struct node *n, uint16_t port, struct node_options o);
void node_close(struct node *n);
